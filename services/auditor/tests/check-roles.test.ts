import {
  AppealDismissed,
  AppealModified,
  AppealSentBack,
  AppealUpheld,
  Evidence,
  EvidenceAdded,
  MeasureProposed,
  NoticeDelivered,
  NoticeIssued,
  ProposalKind,
  ProposalVote,
  ProposalVoted,
  SanctionEnded,
  SanctionImposed,
  Warned,
} from '@hustings/contracts/enforcement';
import { describe, expect, it } from 'vitest';
import { noteMeasure } from '../src/domain/case-measures.ts';
import { emptyCase, type StoredEvent } from '../src/domain/case-record.ts';
import { takeOnce } from '../src/domain/check-once.ts';
import { type Role, takeRoles } from '../src/domain/check-roles.ts';

function event<T>(
  name: string,
  type: { fromPartial(message: object): T; encode(message: T): { finish(): Uint8Array } },
  message: object,
): StoredEvent {
  const data = type.encode(type.fromPartial(message)).finish();
  return { eventType: `enforcement.${name}.v1`, data };
}

const { PROPOSAL_KIND_SUSPEND: SUSPEND, PROPOSAL_KIND_RATIFY: RATIFY } = ProposalKind;

/** What somebody does in each step that gives a role. */
const STEPS: [step: string, role: Role, take: (person: string) => StoredEvent][] = [
  [
    'reports',
    'reporter',
    (person) =>
      event('EvidenceAdded', EvidenceAdded, {
        evidence: Evidence.fromPartial({ submittedBy: person }),
      }),
  ],
  [
    'proposes',
    'proposer',
    (person) => event('MeasureProposed', MeasureProposed, { kind: SUSPEND, proposedBy: person }),
  ],
  [
    'suspends at once',
    'decider',
    (person) => event('MeasureProposed', MeasureProposed, { kind: RATIFY, proposedBy: person }),
  ],
  [
    'votes',
    'decider',
    (person) =>
      event('ProposalVoted', ProposalVoted, {
        vote: ProposalVote.fromPartial({ decider: person }),
      }),
  ],
  ['warns', 'decider', (person) => event('Warned', Warned, { decidedBy: person })],
  [
    'imposes',
    'decider',
    (person) => event('SanctionImposed', SanctionImposed, { decidedBy: person }),
  ],
  [
    'approves',
    'decider',
    (person) => event('SanctionImposed', SanctionImposed, { approvedBy: [person] }),
  ],
  ['upholds', 'reviewer', (person) => event('AppealUpheld', AppealUpheld, { reviewer: person })],
  [
    'dismisses',
    'reviewer',
    (person) => event('AppealDismissed', AppealDismissed, { reviewer: person }),
  ],
  [
    'reduces',
    'reviewer',
    (person) => event('AppealModified', AppealModified, { reviewer: person }),
  ],
  [
    'sends back',
    'reviewer',
    (person) => event('AppealSentBack', AppealSentBack, { reviewer: person }),
  ],
];

describe('who', () => {
  it.each(STEPS)('%s is %s, and nothing else', (...[, role, take]) => {
    for (const [, otherRole, takeOther] of STEPS) {
      const roles = new Map<string, Role>();
      expect(takeRoles(roles, take('crd-1'))).toEqual([]);
      expect(roles.get('crd-1')).toBe(role);
      const faults = takeRoles(roles, takeOther('crd-1'));
      expect(faults).toEqual(role === otherRole ? [] : [`crd-1 was ${role} and then ${otherRole}`]);
    }
  });

  it('is the machine may be anything', () => {
    const roles = new Map<string, Role>();
    for (const [, , take] of STEPS) expect(takeRoles(roles, take('system'))).toEqual([]);
  });
});

describe('what happens once', () => {
  const delivered = event('NoticeDelivered', NoticeDelivered, { noticeId: 'ntc-1', atUs: 5n });
  const ended = event('SanctionEnded', SanctionEnded, { sanctionId: 'snc-1' });

  it('is the delivery of a notice that was issued', () => {
    const record = emptyCase();
    expect(takeOnce(record, delivered)).toEqual(['notice ntc-1 was delivered and never issued']);
    record.notices.set('ntc-1', { issuedAtUs: 1, deliveredAtUs: null });
    expect(takeOnce(record, delivered)).toEqual([]);
    expect(record.notices.get('ntc-1')?.deliveredAtUs).toBe(5);
    expect(takeOnce(record, delivered)).toEqual(['notice ntc-1 was delivered twice']);
  });

  it('is the end of a sanction that was imposed', () => {
    const record = emptyCase();
    expect(takeOnce(record, ended)).toEqual(['sanction snc-1 ended and was never imposed']);
    noteMeasure(record, event('SanctionImposed', SanctionImposed, { sanctionId: 'snc-1' }));
    expect(takeOnce(record, ended)).toEqual([]);
    expect(takeOnce(record, ended)).toEqual(['sanction snc-1 ended twice']);
  });

  it('is nothing else', () => {
    expect(
      takeOnce(emptyCase(), event('NoticeIssued', NoticeIssued, { noticeId: 'ntc-1' })),
    ).toEqual([]);
  });
});
