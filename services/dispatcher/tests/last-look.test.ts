import {
  CompromiseHoldPlaced,
  SanctionImposed,
  Standing,
  StayEnded,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { CancellationOrdered, LanePaused } from '@hustings/contracts/governor';
import { OptedOut, Scope } from '@hustings/contracts/optout';
import {
  CampaignClosed,
  CredentialRevoked,
  OrganisationRevoked,
  SenderRevoked,
  SenderVerified,
  ToolGrantRevoked,
} from '@hustings/contracts/registry';
import { describe, expect, it, vi } from 'vitest';
import { concerns, isStale, lookOnceMore, takenAwayBy } from '../src/domain/last-look.ts';
import { RecentFacts } from '../src/domain/recent-facts.ts';
import type { Release } from '../src/domain/release.ts';

const ALL_POLITICAL = 'all-political-pseudonym';
const release: Release = {
  ref: {
    messageId: 'msg-1',
    releaseAttempt: 1,
    senderId: 'snd-1',
    organisationId: 'org-1',
    campaignId: 'cmp-1',
    recipient: 'person-1',
    decisionNumber: 7n,
  },
  partition: '0',
  credentialId: 'crd-1',
  intermediaryId: 'int-1',
  seatId: 'seat-1',
  decidedAtUs: 1_000_000n,
  factsSeq: 100,
  allPoliticalSeq: 10,
  content: undefined,
};

interface Message<T> {
  fromPartial(fields: Partial<T>): T;
  encode(message: T): { finish(): Uint8Array };
}
function encoded<T>(message: Message<T>, fields: Partial<T>): Uint8Array {
  return message.encode(message.fromPartial(fields)).finish();
}
function optedOut(fields: Partial<OptedOut>): [string, Uint8Array] {
  const all = { organisationId: 'org-1', recipient: 'person-1', ...fields };
  return ['optout.OptedOut.v1', encoded(OptedOut, all)];
}
function sanctioned(fields: Partial<SanctionImposed>): [string, Uint8Array] {
  const all = { standing: Standing.STANDING_SUSPENDED, organisationId: 'org-1', ...fields };
  return ['enforcement.SanctionImposed.v1', encoded(SanctionImposed, all)];
}
function paused(lane: { senderId?: string; campaignId?: string }): [string, Uint8Array] {
  const event = LanePaused.fromPartial({ lane });
  return ['governor.LanePaused.v1', LanePaused.encode(event).finish()];
}
function cancelled(fields: Partial<CancellationOrdered>): [string, Uint8Array] {
  const all = { organisationId: 'org-1', ...fields };
  return ['governor.CancellationOrdered.v1', encoded(CancellationOrdered, all)];
}
const { SUBJECT_KIND_SENDER, SUBJECT_KIND_ORGANISATION, SUBJECT_KIND_CAMPAIGN, SUBJECT_KIND_TOOL } =
  SubjectKind;

const SEAT = { subjectKind: SubjectKind.SUBJECT_KIND_SEAT, subjectId: 'org-1-seat-1' };

const FACTS: [string, [string, Uint8Array], 'OPTED_OUT' | 'STALE' | null][] = [
  [
    'an opt-out from the sender',
    optedOut({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-1' }),
    'OPTED_OUT',
  ],
  ['one from another sender', optedOut({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-2' }), null],
  [
    'one from the campaign',
    optedOut({ scope: Scope.SCOPE_CAMPAIGN, scopeId: 'cmp-1' }),
    'OPTED_OUT',
  ],
  ['one from another campaign', optedOut({ scope: Scope.SCOPE_CAMPAIGN, scopeId: 'cmp-2' }), null],
  ['one from the organisation', optedOut({ scope: Scope.SCOPE_ORGANISATION }), 'OPTED_OUT'],
  [
    'one from another organisation',
    optedOut({ scope: Scope.SCOPE_ORGANISATION, organisationId: 'org-2' }),
    null,
  ],
  [
    'another person’s opt-out',
    optedOut({ scope: Scope.SCOPE_ORGANISATION, recipient: 'person-2' }),
    null,
  ],
  ['the seat suspended', sanctioned(SEAT), 'STALE'],
  ['another seat suspended', sanctioned({ ...SEAT, subjectId: 'org-1-seat-2' }), null],
  [
    'the seat held',
    ['enforcement.CompromiseHoldPlaced.v1', encoded(CompromiseHoldPlaced, SEAT)],
    'STALE',
  ],
  [
    'the end of a stay of the seat’s sanction',
    ['enforcement.StayEnded.v1', encoded(StayEnded, SEAT)],
    'STALE',
  ],
  ['another policy', ['policy.PolicyActivated.v1', new Uint8Array()], 'STALE'],
  [
    'the sender suspended',
    sanctioned({ subjectKind: SUBJECT_KIND_SENDER, subjectId: 'snd-1' }),
    'STALE',
  ],
  [
    'another sender suspended',
    sanctioned({ subjectKind: SUBJECT_KIND_SENDER, subjectId: 'snd-2' }),
    null,
  ],
  [
    'the sender restricted',
    sanctioned({
      standing: Standing.STANDING_RESTRICTED,
      subjectKind: SUBJECT_KIND_SENDER,
      subjectId: 'snd-1',
    }),
    'STALE',
  ],
  [
    'the sender only warned',
    sanctioned({
      standing: Standing.STANDING_WARNED,
      subjectKind: SUBJECT_KIND_SENDER,
      subjectId: 'snd-1',
    }),
    null,
  ],
  [
    'the organisation suspended',
    sanctioned({ subjectKind: SUBJECT_KIND_ORGANISATION, subjectId: 'org-1' }),
    'STALE',
  ],
  [
    'the campaign suspended',
    sanctioned({ subjectKind: SUBJECT_KIND_CAMPAIGN, subjectId: 'cmp-1' }),
    'STALE',
  ],
  [
    'the tool suspended at this organisation',
    sanctioned({ subjectKind: SUBJECT_KIND_TOOL, subjectId: 'org-1-int-1' }),
    'STALE',
  ],
  [
    'the sender revoked',
    ['registry.SenderRevoked.v1', encoded(SenderRevoked, { senderId: 'snd-1' })],
    'STALE',
  ],
  [
    'the campaign closed',
    ['registry.CampaignClosed.v1', encoded(CampaignClosed, { campaignId: 'cmp-1' })],
    'STALE',
  ],
  [
    'the organisation revoked',
    ['registry.OrganisationRevoked.v1', encoded(OrganisationRevoked, { organisationId: 'org-1' })],
    'STALE',
  ],
  [
    'the credential revoked',
    ['registry.CredentialRevoked.v1', encoded(CredentialRevoked, { credentialId: 'crd-1' })],
    'STALE',
  ],
  [
    'the grant revoked',
    [
      'registry.ToolGrantRevoked.v1',
      encoded(ToolGrantRevoked, { senderId: 'snd-1', intermediaryId: 'int-1' }),
    ],
    'STALE',
  ],
  [
    'another tool’s grant revoked',
    [
      'registry.ToolGrantRevoked.v1',
      encoded(ToolGrantRevoked, { senderId: 'snd-1', intermediaryId: 'int-2' }),
    ],
    null,
  ],
  ['the sender paused', paused({ senderId: 'snd-1' }), 'STALE'],
  ['another sender paused', paused({ senderId: 'snd-2' }), null],
  ['the campaign paused', paused({ campaignId: 'cmp-1' }), 'STALE'],
  ['another campaign paused', paused({ campaignId: 'cmp-2' }), null],
  ['the message cancelled', cancelled({ messageIds: ['msg-0', 'msg-1'] }), 'STALE'],
  ['other messages cancelled', cancelled({ messageIds: ['msg-0'] }), null],
  ['the campaign cancelled', cancelled({ campaignId: 'cmp-1', senderId: 'snd-1' }), 'STALE'],
  ['another campaign cancelled', cancelled({ campaignId: 'cmp-2', senderId: 'snd-1' }), null],
  ['all of the sender cancelled', cancelled({ senderId: 'snd-1' }), 'STALE'],
  ['all of another sender cancelled', cancelled({ senderId: 'snd-2' }), null],
  ['all of the organisation cancelled', cancelled({}), 'STALE'],
  ['all of another organisation cancelled', cancelled({ organisationId: 'org-2' }), null],
  [
    'a fact that takes nothing away',
    ['registry.SenderVerified.v1', encoded(SenderVerified, { senderId: 'snd-1' })],
    null,
  ],
];

function knownAfter(fact: [string, Uint8Array], seq: number) {
  const known = { partition: new RecentFacts(100), allPolitical: new RecentFacts(100) };
  for (const key of takenAwayBy(...fact)) known.partition.add(key, seq);
  return known;
}

describe('the last look', () => {
  it.each(FACTS)('after the decision: %s', (_, fact, expected) => {
    expect(lookOnceMore(release, ALL_POLITICAL, knownAfter(fact, 101))).toBe(expected);
    expect(concerns(takenAwayBy(...fact), release, ALL_POLITICAL)).toBe(expected !== null);
  });

  it.each(FACTS)('known to the decision: %s', (_, fact) => {
    expect(lookOnceMore(release, ALL_POLITICAL, knownAfter(fact, 100))).toBeNull();
  });

  it.each([
    ['after the cut', 11, 'OPTED_OUT'],
    ['at the cut', 10, null],
  ] as const)('an opt-out from all political senders %s', (_, seq, expected) => {
    const fact = optedOut({ scope: Scope.SCOPE_ALL_POLITICAL, recipient: ALL_POLITICAL });
    const known = { partition: new RecentFacts(100), allPolitical: new RecentFacts(100) };
    for (const key of takenAwayBy(...fact)) known.allPolitical.add(key, seq);
    expect(lookOnceMore(release, ALL_POLITICAL, known)).toBe(expected);
    expect(lookOnceMore(release, 'somebody-else', known)).toBeNull();
  });

  it.each([
    ['partition', 'the partition'],
    ['allPolitical', 'all political senders'],
  ] as const)('hands a release back when facts of %s after its cut were forgotten', (which, _) => {
    const known = { partition: new RecentFacts(1), allPolitical: new RecentFacts(1) };
    known[which].add('somebody', 101);
    known[which].add('somebody-else', 102);
    expect(lookOnceMore(release, ALL_POLITICAL, known)).toBeNull();
    known[which].add('a third', 103);
    expect(lookOnceMore(release, ALL_POLITICAL, known)).toBe('STALE');
  });

  it('hands a release back when an entry after its cut cannot be read', () => {
    const known = { partition: new RecentFacts(9), allPolitical: new RecentFacts(9) };
    known.partition.addUnreadable(100);
    expect(lookOnceMore(release, ALL_POLITICAL, known)).toBeNull();
    known.partition.addUnreadable(101);
    expect(lookOnceMore(release, ALL_POLITICAL, known)).toBe('STALE');
  });
});

describe('the age of a decision', () => {
  it.each([
    ['at the bound', 6_000_000n, false],
    ['a microsecond past it', 6_000_001n, true],
    ['from a clock ahead of ours', 0n, false],
  ] as const)('%s', (_, nowUs, stale) => {
    expect(isStale(release, nowUs, 5_000)).toBe(stale);
  });
});

describe('recent facts', () => {
  it('forget those that were hit longest ago, at once half of what they hold, and say up to where', () => {
    const facts = new RecentFacts(2);
    facts.add('a', 1);
    facts.add('b', 2);
    facts.add('a', 3);
    facts.add('c', 4);
    expect(facts.hasForgottenAfter(0)).toBe(false);
    facts.add('d', 5);
    expect(['a', 'b', 'c', 'd'].map((key) => facts.hasHit(() => [key], 0))).toEqual([
      ...[true, false, true, true],
    ]);
    expect([facts.hasForgottenAfter(1), facts.hasForgottenAfter(2)]).toEqual([true, false]);
  });

  it.each([
    ['before the newest', 6, true],
    ['at the newest', 7, false],
  ] as const)('are asked for keys only when there is news: %s', (_, afterSeq, asked) => {
    const facts = new RecentFacts(2);
    facts.add('a', 7);
    const keys = vi.fn<() => string[]>(() => ['a']);
    expect(facts.hasHit(keys, afterSeq)).toBe(asked);
    expect(keys).toHaveBeenCalledTimes(asked ? 1 : 0);
  });
});
