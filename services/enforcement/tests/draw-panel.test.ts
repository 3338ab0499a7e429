import { describe, expect, it } from 'vitest';
import { drawPanel, quorumOf, redrawPanel } from '../src/domain/case/draw-panel.ts';
import type { Proposal, ProposalKind } from '../src/domain/case/process.ts';
import type { CaseFile } from '../src/domain/case/state.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';

/** A case that is open since a warning and a restriction by rule: nobody of the operator's took part yet. */
function fileOf(...commands: Parameters<typeof f.historyOf>): CaseFile {
  const state = f.stateAfter(f.historyOf(...commands));
  if (!('file' in state)) throw new Error('the story opens a case');
  return state.file;
}

function draw(fields: Partial<Parameters<typeof drawPanel>[0]> = {}) {
  const lot = { reviewers: ['crd-3', 'crd-1', 'crd-2'], draws: [0, 0, 0] };
  const file = fileOf(...p.toRestricted);
  return drawPanel({ file, conflicted: [], alsoLeftOut: [], lot, size: 2, ...fields });
}

function membersOf(drawn: ReturnType<typeof drawPanel>): readonly string[] {
  return drawn.ok ? drawn.value.members : [drawn.error.reason];
}

describe('a panel', () => {
  it.each([
    [
      [0, 0],
      ['crd-1', 'crd-2'],
    ],
    [
      [2, 0],
      ['crd-3', 'crd-1'],
    ],
    [
      [4, 3],
      ['crd-2', 'crd-3'],
    ],
  ])('is drawn by the lot %j from the reviewers in the order of their ids', (draws, members) => {
    const lot = { reviewers: ['crd-3', 'crd-1', 'crd-2', 'crd-1'], draws };
    expect(membersOf(draw({ lot }))).toEqual(members);
  });

  it('tells who could have been drawn, and who was left out', () => {
    const drawn = draw({ conflicted: ['crd-2'], alsoLeftOut: ['crd-9'], size: 1 });
    expect(drawn).toMatchObject({
      ok: true,
      value: { eligible: ['crd-1', 'crd-3'], excluded: ['crd-2'] },
    });
  });

  it('has nobody who took part', () => {
    const file = fileOf(...p.toRestricted, p.addA);
    const lot = { reviewers: [p.people.reporter, 'crd-1', 'crd-2'], draws: [0, 0] };
    expect(draw({ file, lot })).toMatchObject({
      ok: true,
      value: { members: ['crd-1', 'crd-2'], excluded: [p.people.reporter] },
    });
  });

  it.each([
    ['one is wanted and nobody is left', 1, ['crd-1', 'crd-2', 'crd-3'], 0],
    ['two are wanted and one is left', 2, ['crd-1', 'crd-2'], 1],
    ['three are wanted and two are left', 3, ['crd-1'], 2],
  ])('is none where %s', (...[, size, conflicted, eligible]) => {
    expect(draw({ size, conflicted })).toEqual({
      ok: false,
      error: { reason: 'NOBODY_ELIGIBLE', needed: size, eligible },
    });
  });

  it('is none without enough randomness', () => {
    const lot = { reviewers: ['crd-1', 'crd-2'], draws: [0] };
    expect(membersOf(draw({ lot }))).toEqual(['RANDOMNESS_MISSING']);
  });

  it('keeps its others when one leaves, and gets nobody who declined, proposed or left', () => {
    const proposal = {
      ...{ panel: ['crd-1', 'crd-2'], declined: ['crd-3'], proposedBy: 'crd-4' },
    } as unknown as Proposal;
    const lot = { reviewers: ['crd-2', 'crd-3', 'crd-4', 'crd-5'], draws: [0] };
    const file = fileOf(...p.toRestricted);
    const redrawn = redrawPanel({ file, proposal, leaving: 'crd-2', conflicted: [], lot });
    expect(membersOf(redrawn)).toEqual(['crd-5', 'crd-1']);
  });
});

describe('who decides', () => {
  it.each<[ProposalKind, boolean, number, number]>([
    ['SUSPEND', false, 1, 1],
    ['RATIFY', false, 1, 1],
    ['BAN_NOTICE', false, 2, 2],
    ['READMIT', false, 2, 2],
    ['SUSPEND', true, 3, 2],
    ['RATIFY', true, 3, 2],
    ['BAN_NOTICE', true, 3, 2],
    ['READMIT', true, 2, 2],
  ])('about %s, near a vote: %s', (...[kind, nearVote, panelSize, approvalsNeeded]) => {
    expect(quorumOf(kind, nearVote)).toEqual({ panelSize, approvalsNeeded });
  });
});
