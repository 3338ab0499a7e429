import { describe, expect, it } from 'vitest';
import { type Act, countAlike } from '../src/domain/case/alike.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import { massHeard, release } from './refusal-steps.ts';

const other = { kind: 'SENDER', id: 'snd-2' } as const;
const suspended = p.toSuspended;
const inMassAction = [...massHeard, release];

const byReviewer: Act = { by: 'crd-r1', clause: p.CLAUSE, subject: other, sinceUs: f.START_US };
const byProposer: Act = { ...byReviewer, by: p.people.proposer };

describe('what one person did alike', () => {
  it.each<[string, CaseCommand[], Act, number]>([
    ['counts a suspension that they decided', suspended, byReviewer, 1],
    ['counts one that they proposed', suspended, byProposer, 1],
    ['leaves out what they approved in a mass action', inMassAction, byReviewer, 0],
    ['leaves out what they proposed for one', inMassAction, byProposer, 0],
    [
      'leaves out the subject that is asked for',
      suspended,
      { ...byReviewer, subject: { kind: 'SENDER', id: f.SENDER } },
      0,
    ],
    ['leaves out another clause', suspended, { ...byReviewer, clause: 'terms 5' }, 0],
    ['leaves out what others did', suspended, { ...byReviewer, by: 'crd-r9' }, 0],
    ['leaves out what lies before', suspended, { ...byProposer, sinceUs: p.proposedAtUs }, 0],
  ])('%s', (...[, commands, act, count]) => {
    const state = f.stateAfter(f.historyOf(...commands));
    if (state.status === 'NONE') throw new Error('no case');
    expect(countAlike([state.file, state.file], act)).toBe(count);
  });
});
