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

describe('a person opens a case', () => {
  it('about the narrowest subject, and says why not a narrower one', () => {
    expect(given(caseDecider, []).when(p.opening)).toEqual({
      events: [
        {
          type: 'CaseOpened',
          caseId: f.CASE,
          subject: { kind: 'SENDER', id: f.SENDER },
          organisationId: f.ORGANISATION,
          ruleId: '',
          openedBy: p.people.reporter,
          clause: p.CLAUSE,
          whyNotNarrower: 'Three seats sent the same.',
          factsAfterUs: 0,
          strikes: [],
        },
      ],
    });
  });

  it('in which nothing stands until somebody else has warned', () => {
    const reported = [p.opening, p.evidence(p.draftOf('B'))];
    expect(standingAt(stateOf(...reported), f.restrictedAtUs + f.HOUR_US)).toBe('ACTIVE');
    const warning = {
      type: 'TakeMeasure',
      ...{ by: p.people.moderator, conflicted: [], measure: 'WARNED', alike: 0 },
      ...{ reasons: p.reasonsOf('evd-snd-1-1-1'), ladder: f.ladder },
      nowUs: f.restrictedAtUs + 2 * f.HOUR_US,
    } satisfies CaseCommand;
    expect(after(...reported).when(warning)).toMatchObject({
      events: [
        { type: 'NoticeIssued', noticeId: f.WARNING_NOTICE },
        {
          type: 'Warned',
          decidedBy: p.people.moderator,
          statement: { step: 'T01', automatedDecision: false, evidenceIds: ['evd-snd-1-1-1'] },
        },
      ],
    });
  });

  it('that the machine may still warn in', () => {
    expect(types(after(p.opening).when(f.story.warn))).toEqual([
      'EvidenceAdded',
      'NoticeIssued',
      'Warned',
    ]);
  });
});

describe('a suspension', () => {
  it('is proposed with its evidence shown to the sender and a panel drawn by lot', () => {
    expect(after(...p.toRestricted, p.addA).when(p.propose)).toMatchObject({
      events: [
        { type: 'MeasureProposed', proposalId: p.PROPOSAL, panelSize: 1, approvalsNeeded: 1 },
        { type: 'NoticeIssued', noticeId: p.HEARING_NOTICE },
        { type: 'PanelDrawn', members: ['crd-r1'], eligible: [...p.people.reviewers] },
      ],
    });
  });

  it('begins when its reasons count as delivered, and ends at an exact instant', () => {
    expect(after(...p.toSuspended.slice(0, -1)).when(p.vote)).toMatchObject({
      events: [
        { type: 'ProposalVoted', vote: { decider: 'crd-r1', approve: true } },
        { type: 'ProposalClosed', outcome: 'CARRIED' },
        { type: 'NoticeIssued', atUs: p.decidedAtUs },
        {
          type: 'SanctionImposed',
          sanctionId: p.SUSPENSION,
          standing: 'SUSPENDED',
          step: 'T04',
          startsAtUs: p.suspendedAtUs,
          endsAtUs: p.suspendedAtUs + p.TERM_US,
          decidedBy: 'crd-r1',
          proposalId: p.PROPOSAL,
          statement: { parity: { reportSha256: p.HASH }, automatedDecision: false },
        },
      ],
    });
    const state = stateOf(...p.toSuspended);
    expect(standingAt(state, p.suspendedAtUs - 1)).toBe('RESTRICTED');
    expect(standingAt(state, p.suspendedAtUs)).toBe('SUSPENDED');
    expect(standingAt(state, p.suspendedAtUs + p.TERM_US - 1)).toBe('SUSPENDED');
    expect(standingAt(state, p.suspendedAtUs + p.TERM_US)).toBe('WARNED');
  });

  it('may be decided before the time to answer has passed, once the answer was read', () => {
    const answer = {
      type: 'AnswerCase',
      ...{ organisationId: f.ORGANISATION, by: 'crd-admin', text: 'It was our own site.' },
      nowUs: p.heardAtUs + f.HOUR_US,
    } satisfies CaseCommand;
    const heard = [...p.toRestricted, p.addA, p.propose, p.deliverHearing, answer];
    const vote = {
      ...p.vote,
      ...{ answerIds: ['ans-snd-1-1-1'], nowUs: p.heardAtUs + 2 * f.HOUR_US },
    };
    expect(types(after(...heard).when(vote))).toContain('SanctionImposed');
  });

  it('is not imposed when the panel is against it', () => {
    expect(after(...p.toSuspended.slice(0, -1)).when({ ...p.vote, approve: false })).toMatchObject({
      events: [{ type: 'ProposalVoted' }, { type: 'ProposalClosed', outcome: 'REJECTED' }],
    });
  });

  it('lapses as a proposal when the restriction ends undecided', () => {
    const undecided = [...p.toRestricted, p.addA, p.propose];
    expect(after(...undecided).when(f.story.expire)).toMatchObject({
      events: [
        { type: 'SanctionEnded', why: 'EXPIRED', standingAfter: 'WARNED' },
        { type: 'NoticeIssued' },
        { type: 'ProposalClosed', outcome: 'LAPSED' },
      ],
    });
  });

  it('is renewed once by a third person, from its end on', () => {
    const renewal = {
      type: 'RenewSuspension',
      ...{ by: 'crd-r2', conflicted: [], reasons: 'It still sends.', termUs: f.DAY_US },
      ...{ ladder: f.ladder, nowUs: p.suspendedAtUs + f.DAY_US },
    } satisfies CaseCommand;
    expect(after(...p.toSuspended).when(renewal)).toMatchObject({
      events: [
        { type: 'NoticeIssued' },
        {
          type: 'SanctionImposed',
          startsAtUs: p.suspendedAtUs + p.TERM_US,
          endsAtUs: p.suspendedAtUs + p.TERM_US + f.DAY_US,
          extendsSanctionId: p.SUSPENSION,
        },
      ],
    });
    expect(after(...p.toSuspended, renewal).when({ ...renewal, by: 'crd-r3' })).toEqual({
      rejected: { reason: 'ALREADY_EXTENDED' },
    });
  });
});

describe('a restriction', () => {
  it('is prolonged once by a person, and ends by itself all the same', () => {
    const state = stateOf(...p.toRestricted, p.extend);
    const until = f.restrictionEndsAtUs + 72 * f.HOUR_US;
    expect(standingAt(state, until - 1)).toBe('RESTRICTED');
    expect(standingAt(state, until)).toBe('WARNED');
    expect(after(...p.toRestricted, p.extend).when(f.story.expire)).toMatchObject({
      events: [{ type: 'SanctionEnded', sanctionId: f.SANCTION, standingAfter: 'RESTRICTED' }],
    });
  });
});
