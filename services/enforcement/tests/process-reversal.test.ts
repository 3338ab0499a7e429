import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import { standingAt } from '../src/domain/case/state.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';

function after(...commands: CaseCommand[]) {
  return given(caseDecider, f.historyOf(...commands));
}

function stateOf(...commands: CaseCommand[]) {
  return f.stateAfter(f.historyOf(...commands));
}

const types = (outcome: { events: { type: string }[] } | { rejected: unknown }): string[] =>
  'events' in outcome ? outcome.events.map((event) => event.type) : [];

describe('the operator corrects itself', () => {
  it('and the subject is back where it was before, with nothing of it counting', () => {
    const reversal = {
      type: 'ReverseMeasure',
      ...{ by: 'crd-r7', conflicted: [], sanctionId: p.SUSPENSION, reasons: 'Wrong sender.' },
      ...{ massActionId: '', nowUs: p.suspendedAtUs + f.HOUR_US },
    } satisfies CaseCommand;
    expect(after(...p.toSuspended).when(reversal)).toMatchObject({
      events: [
        { type: 'MeasureReversed', sanctionId: p.SUSPENSION },
        { type: 'SanctionEnded', why: 'REVERSED', standingAfter: 'RESTRICTED' },
        { type: 'NoticeIssued' },
      ],
    });
    const state = stateOf(...p.toSuspended, reversal);
    expect(standingAt(state, reversal.nowUs)).toBe('RESTRICTED');
  });

  describe('while a ban is proposed on the same facts', () => {
    const announce = {
      ...p.propose,
      ...{ kind: 'BAN_NOTICE', termUs: 0, grave: true, by: 'crd-other-proposer' },
      // The second item is what the machine restricted for.
      reasons: { ...p.reasonsOf(p.ADDED, 'evd-snd-1-1-2') },
      parity: p.parityOf(p.suspendedAtUs),
      nowUs: p.suspendedAtUs,
    } satisfies CaseCommand;
    const reversal = {
      type: 'ReverseMeasure',
      ...{ by: 'crd-r7', conflicted: [], sanctionId: p.EXTENSION, reasons: 'Wrong sender.' },
      ...{ massActionId: '', nowUs: p.suspendedAtUs + f.HOUR_US },
    } satisfies CaseCommand;

    it('the proposal lapses', () => {
      expect(after(...p.toSuspended, announce).when(reversal)).toMatchObject({
        events: [
          { type: 'MeasureReversed', sanctionId: p.EXTENSION },
          { type: 'SanctionEnded' },
          { type: 'ProposalClosed', proposalId: 'prp-snd-1-1-2', outcome: 'LAPSED' },
          { type: 'NoticeIssued' },
        ],
      });
    });

    it('one on other facts goes on', () => {
      const other = { ...announce, reasons: p.reasonsOf(p.ADDED) };
      const outcome = after(...p.toSuspended, other).when(reversal);
      expect(types(outcome)).toEqual(['MeasureReversed', 'SanctionEnded', 'NoticeIssued']);
    });

    it('nobody decides it, though it was left open', () => {
      const delivered = { ...p.deliverHearing, noticeId: 'ntc-snd-1-1-6', nowUs: reversal.nowUs };
      const history = f
        .historyOf(...p.toSuspended, announce, reversal, delivered)
        .filter((event) => event.type !== 'ProposalClosed' || event.outcome !== 'LAPSED');
      const voteUs = reversal.nowUs + 72 * f.HOUR_US;
      const votes = ['crd-r2', 'crd-r3'].map((by) => ({
        ...{ ...p.vote, proposalId: 'prp-snd-1-1-2', by, nowUs: voteUs },
      }));
      const [first, last] = votes;
      if (!first || !last) throw new Error('there are two');
      const once = given(caseDecider, history).when(first);
      const voted = 'events' in once ? [...history, ...once.events] : history;
      expect(given(caseDecider, voted).when(last)).toMatchObject({
        rejected: { reason: 'FACTS_ALREADY_COUNTED' },
      });
    });
  });
});

describe('an emergency suspension', () => {
  const { expire, appeal, uphold } = f.story;
  const nowUs = expire.nowUs + f.HOUR_US;
  /** Suspended at once for these items, after a restriction that is over and is appealed against. */
  const suspendedFor = (...evidenceIds: string[]): CaseCommand[] => [
    ...[...p.toRestricted, p.addA, expire],
    { ...p.emergency, reasons: p.reasonsOf(...evidenceIds), nowUs },
    { ...appeal, nowUs: nowUs + 1 },
  ];
  const upheld = { ...uphold, nowUs: nowUs + 2 };

  it('is not ratified on facts of a restriction that an appeal has overturned since', () => {
    // The third item is what a person added, the second what the machine restricted for.
    const story = suspendedFor(p.ADDED, 'evd-snd-1-1-2');
    expect(after(...story).when(upheld)).toMatchObject({
      events: [
        { type: 'AppealUpheld' },
        { type: 'ProposalClosed', proposalId: p.PROPOSAL, outcome: 'LAPSED' },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('is still to be ratified when it rests on other facts', () => {
    const outcome = after(...suspendedFor(p.ADDED)).when(upheld);
    expect(types(outcome)).toEqual(['AppealUpheld', 'NoticeIssued']);
  });
});
