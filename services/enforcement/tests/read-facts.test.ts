import {
  InboundKind,
  InboundReceived,
  ProviderNoticeKind,
  ProviderNoticeReceived,
} from '@hustings/contracts/dispatch';
import { type Decision, DecisionsRecorded, Outcome, Reason } from '@hustings/contracts/governor';
import { Commit } from '@hustings/contracts/log';
import { OptedOut, Recognition, Scope, Source } from '@hustings/contracts/optout';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../src/adapters/read-facts.ts';
import { START_US } from './fixtures.ts';

const SEQ = 7;
const who = { senderId: 'snd-1', organisationId: 'org-1' };
const common = { ...who, atUs: START_US, seq: SEQ };

function commitOf(eventType: string, data: Uint8Array): Commit {
  return Commit.fromPartial({
    occurredAtUs: BigInt(START_US),
    events: [{ eventType, data: Buffer.from(data) }],
  });
}

function decided(decision: Partial<Decision>): Commit {
  const message = DecisionsRecorded.fromPartial({
    decidedAtUs: BigInt(START_US),
    decisions: [{ ...who, recipient: 'r', ...decision }],
  });
  return commitOf('governor.DecisionsRecorded.v1', DecisionsRecorded.encode(message).finish());
}

function received(inbound: Partial<InboundReceived>): Commit {
  const message = { ...who, recipient: 'r', wasContacted: true, ...inbound };
  const data = InboundReceived.encode(InboundReceived.fromPartial(message)).finish();
  return commitOf('dispatch.InboundReceived.v1', data);
}

function left(optOut: Partial<OptedOut>): Commit {
  const message = {
    organisationId: 'org-1',
    recipient: 'r',
    source: Source.SOURCE_LINK,
    ...optOut,
  };
  return commitOf('optout.OptedOut.v1', OptedOut.encode(OptedOut.fromPartial(message)).finish());
}

function noticed(kind: ProviderNoticeKind): Commit {
  const message = ProviderNoticeReceived.fromPartial({ ...who, kind, atUs: BigInt(START_US) });
  const data = ProviderNoticeReceived.encode(message).finish();
  return commitOf('dispatch.ProviderNoticeReceived.v1', data);
}

const reply = { kind: InboundKind.INBOUND_KIND_REPLY };
const released = { outcome: Outcome.OUTCOME_RELEASED, releaseAttempt: 1 };
const verdict = {
  ...{ verdictId: 'v', templateFingerprint: 't', familyId: 'fam-1', classifierVersion: '' },
};
const message = { type: 'MessageReleased', ...common, recipient: 'r', tool: '||' };

describe('the log tells of senders', () => {
  it.each([
    {
      sentence: 'a release with its family and a link that leads elsewhere',
      commit: decided({ ...released, verdict: { ...verdict, findingCodes: ['LINK_MISMATCH'] } }),
      facts: [{ ...message, familyId: 'fam-1', linkMismatch: true }],
    },
    {
      sentence: 'the version of the classifier that judged a text',
      commit: decided({
        ...released,
        verdict: { ...verdict, findingCodes: [], classifierVersion: '7' },
      }),
      facts: [{ ...message, familyId: 'fam-1', linkMismatch: false, classifier: '7' }],
    },
    {
      sentence: 'what a release was sent through',
      commit: decided({
        ...released,
        ...{ intermediaryId: 'int-1', credentialId: 'crd-1', seatId: 'seat-1' },
      }),
      facts: [{ ...message, familyId: '', linkMismatch: false, tool: 'int-1|crd-1|seat-1' }],
    },
    {
      sentence: 'a quality rating that the provider lowered',
      commit: noticed(ProviderNoticeKind.PROVIDER_NOTICE_KIND_QUALITY_DROPPED),
      facts: [{ type: 'QualityDropped', ...common }],
    },
    {
      sentence: 'a notice of the provider',
      commit: noticed(ProviderNoticeKind.PROVIDER_NOTICE_KIND_POLICY),
      facts: [{ type: 'ProviderNoticed', ...common }],
    },
    {
      sentence: 'nothing by a notice of a kind that is not known',
      commit: noticed(ProviderNoticeKind.PROVIDER_NOTICE_KIND_UNSPECIFIED),
      facts: [],
    },
    {
      sentence: 'a release without a verdict',
      commit: decided(released),
      facts: [{ ...message, familyId: '', linkMismatch: false }],
    },
    {
      sentence: 'nothing by a second release of the same message',
      commit: decided({ ...released, releaseAttempt: 2 }),
      facts: [],
    },
    {
      sentence: 'nothing by a message that is queued',
      commit: decided({ outcome: Outcome.OUTCOME_QUEUED }),
      facts: [],
    },
    {
      sentence: 'an attempt by a tool without a grant',
      commit: decided({
        outcome: Outcome.OUTCOME_REFUSED,
        reason: Reason.REASON_TOOL_NOT_GRANTED,
      }),
      facts: [{ type: 'ToolRefused', ...common }],
    },
    {
      sentence: 'nothing by another refusal',
      commit: decided({ outcome: Outcome.OUTCOME_REFUSED, reason: Reason.REASON_LIMIT_EXCEEDED }),
      facts: [],
    },
    {
      sentence: 'a reply',
      commit: received({ ...reply, recognition: Recognition.RECOGNITION_NONE }),
      facts: [{ type: 'ReplyReceived', ...common, recipient: 'r' }],
    },
    {
      sentence: 'an opt-out by reply, which is no reply',
      commit: received({ ...reply, recognition: Recognition.RECOGNITION_OPT_OUT }),
      facts: [{ type: 'OptedOut', ...common, recipient: 'r' }],
    },
    {
      sentence: 'what may be an opt-out by reply',
      commit: received({ ...reply, recognition: Recognition.RECOGNITION_PROVISIONAL }),
      facts: [{ type: 'OptedOut', ...common, recipient: 'r' }],
    },
    {
      sentence: 'a block',
      commit: received({ kind: InboundKind.INBOUND_KIND_BLOCK }),
      facts: [{ type: 'Blocked', ...common, recipient: 'r' }],
    },
    {
      sentence: 'a report',
      commit: received({ kind: InboundKind.INBOUND_KIND_REPORT }),
      facts: [{ type: 'Reported', ...common, recipient: 'r' }],
    },
    {
      sentence: 'nothing by a report of somebody who was never written to',
      commit: received({ kind: InboundKind.INBOUND_KIND_REPORT, wasContacted: false }),
      facts: [],
    },
    {
      sentence: 'an opt-out from one sender by link',
      commit: left({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-1' }),
      facts: [{ type: 'OptedOut', ...common, recipient: 'r' }],
    },
    {
      sentence: 'an opt-out from the organisation by link',
      commit: left({ scope: Scope.SCOPE_ORGANISATION }),
      facts: [
        {
          type: 'OrganisationOptedOut',
          ...{ organisationId: 'org-1', recipient: 'r', atUs: START_US, seq: SEQ },
        },
      ],
    },
    {
      sentence: 'nothing by the opt-out that a counted reply led to',
      commit: left({ scope: Scope.SCOPE_ORGANISATION, inboundId: 'in-1' }),
      facts: [],
    },
    {
      sentence: 'nothing by opt-outs that the organisation itself imports',
      commit: left({ scope: Scope.SCOPE_ORGANISATION, source: Source.SOURCE_IMPORT }),
      facts: [],
    },
    {
      sentence: 'nothing by events of other kinds',
      commit: commitOf('registry.SenderVerified.v1', new Uint8Array()),
      facts: [],
    },
  ])('$sentence', ({ commit, facts }) => {
    expect(readFacts(commit, SEQ)).toEqual(facts);
  });
});
