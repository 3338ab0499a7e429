import { readFileSync } from 'node:fs';
import { HandOffsFinished, InboundReceived, ReleasesReturned } from '@hustings/contracts/dispatch';
import {
  PolicyActivated,
  SanctionEnded,
  SanctionImposed,
  Standing,
  SubjectKind,
  Warned,
  WarningDelivered,
} from '@hustings/contracts/enforcement';
import { OptedIn, OptedOut, Recognition, Scope } from '@hustings/contracts/optout';
import { describe, expect, test } from 'vitest';
import { factsOf, parsePolicyText, policyHash, UnreadableFact } from '../src/index.ts';
import { type EventCase, encode, LANE_CASES, REGISTRY_CASES } from './event-cases.ts';
import { STANDING_CASES } from './standing-cases.ts';

const organisationId = 'org-1';
const senderId = 'snd-1';
const recipient = 'r-1';
const release = {
  organisationId,
  senderId,
  campaignId: 'cmp-1',
  recipient,
  messageId: 'msg-1',
  releaseAttempt: 2,
};
const reply = {
  kind: 1,
  organisationId,
  senderId,
  recipient,
  wasContacted: true,
  recognition: 5,
  atUs: 7n,
};

const CASES: EventCase[] = [
  ...REGISTRY_CASES,
  ...STANDING_CASES,
  ...LANE_CASES,
  {
    story: 'someone opts out from a sender',
    eventType: 'optout.OptedOut.v1',
    data: encode(OptedOut, {
      recipient,
      organisationId,
      scope: Scope.SCOPE_SENDER,
      scopeId: senderId,
    }),
    facts: [{ type: 'OptedOut', organisationId, recipient, scope: { kind: 'SENDER', senderId } }],
  },
  {
    story: 'someone opts out with a scope of a later version: the widest that a gate knows',
    eventType: 'optout.OptedOut.v1',
    data: encode(OptedOut, { recipient, organisationId, scope: Scope.SCOPE_UNSPECIFIED }),
    facts: [{ type: 'OptedOut', organisationId, recipient, scope: { kind: 'ORGANISATION' } }],
  },
  {
    story: 'someone opts out from all political senders: it comes with each message',
    eventType: 'optout.OptedOut.v1',
    data: encode(OptedOut, { recipient, scope: Scope.SCOPE_ALL_POLITICAL }),
    facts: [],
  },
  {
    story: 'someone opts in again',
    eventType: 'optout.OptedIn.v1',
    data: encode(OptedIn, {
      recipient,
      organisationId,
      scope: Scope.SCOPE_CAMPAIGN,
      scopeId: 'cmp-1',
    }),
    facts: [
      {
        type: 'OptedIn',
        organisationId,
        recipient,
        scope: { kind: 'CAMPAIGN', campaignId: 'cmp-1' },
      },
    ],
  },
  {
    story: 'a sanction is imposed',
    eventType: 'enforcement.SanctionImposed.v1',
    data: encode(SanctionImposed, {
      sanctionId: 'snc-1',
      subjectKind: SubjectKind.SUBJECT_KIND_SENDER,
      subjectId: senderId,
      organisationId,
      standing: Standing.STANDING_RESTRICTED,
      startsAtUs: 5n,
      endsAtUs: 9n,
    }),
    facts: [
      {
        type: 'SanctionImposed',
        organisationId,
        sanction: {
          sanctionId: 'snc-1',
          subjectKind: SubjectKind.SUBJECT_KIND_SENDER,
          subjectId: senderId,
          standing: Standing.STANDING_RESTRICTED,
          startsAtUs: 5,
          endsAtUs: 9,
          stay: null,
        },
      },
    ],
  },
  {
    story: 'a warning is issued, and is new until its notice was delivered',
    eventType: 'enforcement.Warned.v1',
    data: encode(Warned, {
      ...{ subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId, organisationId },
      statement: { startsAtUs: 5n },
    }),
    facts: [{ type: 'SanctionImposed', organisationId, sanction: newWarning(5, 0) }],
  },
  {
    story: 'a warning was delivered, and is no longer new when facts count again',
    eventType: 'enforcement.WarningDelivered.v1',
    data: encode(WarningDelivered, {
      ...{ subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId, organisationId },
      countsFromUs: 9n,
    }),
    facts: [{ type: 'SanctionImposed', organisationId, sanction: newWarning(1, 9) }],
  },
  {
    story: 'a sanction ends',
    eventType: 'enforcement.SanctionEnded.v1',
    data: encode(SanctionEnded, {
      sanctionId: 'snc-1',
      subjectKind: 1,
      subjectId: senderId,
      organisationId,
    }),
    facts: [
      {
        type: 'SanctionEnded',
        organisationId,
        sanctionId: 'snc-1',
        subjectKind: 1,
        subjectId: senderId,
      },
    ],
  },
  {
    story: 'someone replies',
    eventType: 'dispatch.InboundReceived.v1',
    data: encode(InboundReceived, reply),
    facts: [{ type: 'Replied', organisationId, recipient, atUs: 7 }],
  },
  {
    story: 'someone writes STOP: that is no reply',
    eventType: 'dispatch.InboundReceived.v1',
    data: encode(InboundReceived, { ...reply, recognition: Recognition.RECOGNITION_OPT_OUT }),
    facts: [],
  },
  {
    story: 'someone writes what may be STOP',
    eventType: 'dispatch.InboundReceived.v1',
    data: encode(InboundReceived, { ...reply, recognition: Recognition.RECOGNITION_PROVISIONAL }),
    facts: [],
  },
  {
    story: 'someone writes who was never written to',
    eventType: 'dispatch.InboundReceived.v1',
    data: encode(InboundReceived, { ...reply, wasContacted: false }),
    facts: [],
  },
  {
    story: 'someone blocks the sender',
    eventType: 'dispatch.InboundReceived.v1',
    data: encode(InboundReceived, { ...reply, kind: 2 }),
    facts: [],
  },
  {
    story: 'releases come back: all but one stand in their lanes again',
    eventType: 'dispatch.ReleasesReturned.v1',
    data: encode(ReleasesReturned, {
      returned: ['STALE', 'OPTED_OUT', 'PROVIDER_BUSY', 'NO_CONTENT'].map((code) => ({
        release,
        code,
      })),
    }),
    facts: ['ReleaseReturned', 'ReleaseReturned', 'ReleaseReturned', 'ReleaseEnded'].map(
      (type) => ({
        type,
        organisationId,
        messageId: 'msg-1',
        attempt: 2,
      }),
    ),
  },
  {
    story: 'hand-offs finish, however they went',
    eventType: 'dispatch.HandOffsFinished.v1',
    data: encode(HandOffsFinished, {
      accepted: [{ release }],
      rejected: [{ release }],
      uncertain: [{ release }],
    }),
    facts: Array.from({ length: 3 }, () => ({
      type: 'ReleaseEnded',
      organisationId,
      messageId: 'msg-1',
      attempt: 2,
    })),
  },
  {
    story: 'an event of a later version',
    eventType: 'registry.SenderMoved.v1',
    data: new Uint8Array([1]),
    facts: [],
  },
];

/** The entry that a gate keeps of a warning. */
function newWarning(startsAtUs: number, endsAtUs: number) {
  return {
    ...{ sanctionId: 'warning', subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId },
    ...{ standing: Standing.STANDING_WARNED, startsAtUs, endsAtUs, stay: null },
  };
}

describe('what an event means to admission', () => {
  test.each(CASES)('$story', ({ eventType, data, facts }) => {
    expect(factsOf({ eventType, data })).toEqual(facts);
  });

  test('a policy is activated', () => {
    const url = new URL('../../../examples/policies/default.json', import.meta.url);
    const text = readFileSync(url, 'utf8');
    const parsed = parsePolicyText(text);
    if (!parsed.ok) throw new Error('the example is valid');
    const hash = policyHash(parsed.value);
    const document = Buffer.from(text);
    const data = encode(PolicyActivated, { hash, document, effectiveAtUs: 11n });
    expect(factsOf({ eventType: 'policy.PolicyActivated.v1', data })).toEqual([
      {
        type: 'PolicyActivated',
        organisationId: '',
        hash,
        policy: parsed.value,
        effectiveAtUs: 11,
      },
    ]);
  });

  test.each([
    {
      story: 'bytes that are no message',
      eventType: 'optout.OptedOut.v1',
      data: new Uint8Array([0xff, 0xff]),
    },
    {
      story: 'a registration of nobody',
      eventType: 'registry.SenderRegistered.v1',
      data: new Uint8Array(),
    },
    {
      story: 'a policy that is none',
      eventType: 'policy.PolicyActivated.v1',
      data: new Uint8Array(),
    },
  ])('is not guessed from $story', (event) => {
    expect(() => factsOf(event)).toThrow(UnreadableFact);
  });
});
