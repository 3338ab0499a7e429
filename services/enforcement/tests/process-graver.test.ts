import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import { deadlinesOf } from '../src/domain/case/ladder.ts';
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

describe('an emergency suspension', () => {
  // Straight from a warning: the first piece that a person added is the second of the case.
  const emergency = { ...p.emergency, reasons: p.reasonsOf('evd-snd-1-1-2') };
  const suspended = [...p.toRestricted.slice(0, 2), p.addA, emergency];
  const ratifyByUs = emergency.nowUs + f.DAY_US;

  it('holds at once, has others drawn to ratify it, and ends by itself within a day', () => {
    expect(after(...suspended.slice(0, -1)).when(emergency)).toMatchObject({
      events: [
        { type: 'NoticeIssued', atUs: emergency.nowUs },
        {
          type: 'SanctionImposed',
          step: 'T07',
          startsAtUs: emergency.nowUs,
          endsAtUs: ratifyByUs,
          emergency: { ground: 'PHISHING_LIVE', ratifyByUs },
        },
        { type: 'MeasureProposed', kind: 'RATIFY', panelSize: 1 },
        { type: 'PanelDrawn', members: ['crd-r1'] },
      ],
    });
    expect(standingAt(stateOf(...suspended), ratifyByUs)).toBe('WARNED');
  });

  it('runs to its stated end once a second person has ratified it', () => {
    const ratified = { ...p.vote, nowUs: emergency.nowUs + f.HOUR_US };
    expect(after(...suspended).when(ratified)).toMatchObject({
      events: [
        { type: 'ProposalVoted' },
        { type: 'ProposalClosed', outcome: 'CARRIED' },
        { type: 'SuspensionRatified', ratifiedBy: ['crd-r1'] },
        { type: 'NoticeIssued' },
        { type: 'SanctionImposed', endsAtUs: emergency.nowUs + p.TERM_US, emergency: null },
        { type: 'SanctionEnded', why: 'SUPERSEDED', standingAfter: 'SUSPENDED' },
      ],
    });
  });

  const lapse = (nowUs: number) =>
    ({ type: 'EndSanction', sanctionId: f.SANCTION, ladder: f.ladder, nowUs }) as const;

  it('falls back to a restriction from the instant at which it was not ratified', () => {
    const late = ratifyByUs + f.HOUR_US;
    expect(after(...suspended).when(lapse(late))).toMatchObject({
      events: [
        { type: 'ProposalClosed', outcome: 'LAPSED' },
        { type: 'NoticeIssued' },
        {
          type: 'SanctionImposed',
          standing: 'RESTRICTED',
          step: 'T07',
          startsAtUs: late,
          endsAtUs: ratifyByUs + 72 * f.HOUR_US,
        },
        { type: 'SanctionEnded', why: 'NOT_RATIFIED', standingAfter: 'RESTRICTED' },
      ],
    });
  });

  it('leaves nothing but the warning when even that time is over', () => {
    const outcome = after(...suspended).when(lapse(ratifyByUs + 73 * f.HOUR_US));
    expect(types(outcome)).toEqual(['ProposalClosed', 'SanctionEnded', 'NoticeIssued']);
  });

  it('falls back at once when its panel refuses it', () => {
    const refused = { ...p.vote, approve: false, nowUs: emergency.nowUs + f.HOUR_US };
    expect(after(...suspended).when(refused)).toMatchObject({
      events: [
        { type: 'ProposalVoted' },
        { type: 'ProposalClosed', outcome: 'REJECTED' },
        { type: 'NoticeIssued' },
        { type: 'SanctionImposed', endsAtUs: refused.nowUs + 72 * f.HOUR_US },
        { type: 'SanctionEnded', why: 'NOT_RATIFIED' },
      ],
    });
  });

  it('needs a panel of three near a vote, and a report on equal treatment', () => {
    const near = { electionId: 'es-2027', votesAtUs: emergency.nowUs + 13 * f.DAY_US };
    const history = [...suspended.slice(0, -1), { ...emergency, vote: near }];
    expect(stateOf(...history)).toMatchObject({
      file: { proposals: [{ panel: ['crd-r1', 'crd-r2', 'crd-r3'], approvalsNeeded: 2 }] },
    });
    const nowUs = emergency.nowUs + f.HOUR_US;
    const parity = p.parityOf(nowUs);
    expect(after(...history).when({ ...p.vote, nowUs })).toEqual({
      rejected: { reason: 'PARITY_MISSING' },
    });
    const votes = ['crd-r1', 'crd-r2'].map((by) => ({ ...p.vote, by, parity, nowUs }));
    expect(
      types(after(...history, ...votes.slice(0, 1)).when({ ...p.vote, by: 'crd-r2', nowUs })),
    ).toEqual(['ProposalVoted']);
    expect(
      types(after(...history, ...votes).when({ ...p.vote, by: 'crd-r3', approve: false, nowUs })),
    ).toContain('SuspensionRatified');
  });
});

describe('a ban', () => {
  const announce = {
    ...p.propose,
    ...{ kind: 'BAN_NOTICE', termUs: 0, grave: true, by: 'crd-other-proposer' },
    parity: p.parityOf(p.suspendedAtUs),
    nowUs: p.suspendedAtUs,
  } satisfies CaseCommand;
  const proposalId = 'prp-snd-1-1-2';
  const hearing = 'ntc-snd-1-1-6';
  const hearUs = p.suspendedAtUs + f.HOUR_US;
  const voteUs = hearUs + 72 * f.HOUR_US;
  const votes = ['crd-r2', 'crd-r3'].map((by) => ({ ...p.vote, proposalId, by, nowUs: voteUs }));
  const noticed: CaseCommand[] = [
    ...p.toSuspended,
    announce,
    { ...p.deliverHearing, noticeId: hearing, nowUs: hearUs },
    ...votes,
  ];
  const startsAtUs = voteUs + f.DAY_US;
  const bansAtUs = startsAtUs + 30 * f.DAY_US;
  const ban = { type: 'ImposeBan', ladder: f.ladder, nowUs: bansAtUs } as const;

  it('is announced thirty days before, by two who took no part in the suspension', () => {
    expect(after(...noticed.slice(0, -1)).when(votes[1] ?? p.vote)).toMatchObject({
      events: [
        { type: 'ProposalVoted' },
        { type: 'ProposalClosed', outcome: 'CARRIED' },
        { type: 'NoticeIssued' },
        {
          type: 'SanctionImposed',
          ...{ standing: 'BAN_NOTICE', step: 'T05', startsAtUs, endsAtUs: null, bansAtUs },
          ...{ decidedBy: 'crd-r2', approvedBy: ['crd-r3'] },
        },
      ],
    });
  });

  it('follows its notice by itself, with the people who decided it', () => {
    expect(deadlinesOf(stateOf(...noticed), f.ladder)).toContainEqual({
      atUs: bansAtUs,
      order: { type: 'ImposeBan' },
    });
    expect(after(...noticed).when({ ...ban, nowUs: bansAtUs - 1 })).toEqual({
      rejected: { reason: 'BAN_NOT_DUE', dueAtUs: bansAtUs },
    });
    expect(after(...noticed).when(ban)).toMatchObject({
      events: [
        { type: 'NoticeIssued' },
        { type: 'SanctionImposed', standing: 'BANNED', step: 'T06', decidedBy: 'crd-r2' },
        { type: 'SanctionEnded', why: 'SUPERSEDED', standingAfter: 'BANNED' },
      ],
    });
  });

  it('ends by the word of two others, and nothing is sent until the subject was verified again', () => {
    const readmit = {
      ...announce,
      ...{ kind: 'READMIT', grave: false, parity: null, by: p.people.proposer },
      nowUs: bansAtUs + f.DAY_US,
    } satisfies CaseCommand;
    expect(after(...noticed, ban).when({ ...readmit, forMassAction: true })).toEqual({
      rejected: { reason: 'NOT_FOR_MASS_ACTION' },
    });
    const returning: CaseCommand[] = [...noticed, ban, readmit];
    const decide = ['crd-r4', 'crd-r5'].map((by) => ({
      ...p.vote,
      ...{ by, proposalId: 'prp-snd-1-1-3', nowUs: readmit.nowUs + f.HOUR_US },
    }));
    const state = stateOf(...returning, ...decide);
    expect(standingAt(state, readmit.nowUs + f.DAY_US)).toBe('PENDING');
    const confirm = {
      type: 'ConfirmVerification',
      ...{ by: 'crd-operator', conflicted: [], nowUs: readmit.nowUs + f.DAY_US },
    } satisfies CaseCommand;
    expect(after(...returning, ...decide).when(confirm)).toMatchObject({
      events: [
        { type: 'SanctionEnded', why: 'READMITTED', standingAfter: 'ACTIVE' },
        { type: 'NoticeIssued' },
        { type: 'CaseClosed' },
      ],
    });
  });
});

describe('a private screenshot', () => {
  const screenshot = p.evidence(p.draftOf('E'), { by: p.people.secondReporter });
  const review = {
    type: 'ReviewEvidence',
    ...{ by: 'crd-r6', conflicted: [], evidenceId: 'evd-snd-1-1-4', lawful: true },
    ...{ gist: 'A member asks others to send the same text.', reasons: 'Given by a member.' },
    nowUs: p.proposedAtUs - f.HOUR_US / 2,
  } satisfies CaseCommand;
  const gist = {
    type: 'ApproveGist',
    ...{ by: 'crd-r7', conflicted: [], evidenceId: 'evd-snd-1-1-4', nowUs: review.nowUs },
  } satisfies CaseCommand;
  const corroborated = [p.addA, screenshot, review, gist, p.evidence(p.draftOf('B'))];
  const reasons = p.reasonsOf(p.ADDED, 'evd-snd-1-1-4', 'evd-snd-1-1-5');

  it('may be cited with two others, and the sender is told its approved gist as unverified', () => {
    const outcome = after(...p.toRestricted, ...corroborated).when({ ...p.propose, reasons });
    expect(outcome).toMatchObject({ events: [{ type: 'MeasureProposed' }, {}, {}] });
    const text = 'events' in outcome ? JSON.stringify(outcome.events[1]) : '';
    expect(text).toContain('UNVERIFIED');
    expect(text).toContain('A member asks others to send the same text.');
  });
});
