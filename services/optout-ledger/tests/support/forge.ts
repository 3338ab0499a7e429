import { readFileSync } from 'node:fs';
import { InboundReceived } from '@hustings/contracts/dispatch';
import {
  EvidenceAdded,
  LegalHoldLifted,
  LegalHoldPlaced,
  PolicyActivated,
} from '@hustings/contracts/enforcement';
import {
  type Decision,
  DecisionKind,
  DecisionsRecorded,
  Outcome,
} from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { OrganisationRegistered } from '@hustings/contracts/registry';
import { type EventLog, gateRef } from '@hustings/event-log';
import { gateOf, partitionOf, systemIds } from '@hustings/kernel';
import { canonicalPolicy, parsePolicy, policyHash } from '@hustings/policy';

const ids = systemIds();
let numbers = 0;

/** Writes what nobody wrote: a decision of a governor, at the end of its gate. */
export async function forgeDecision(
  log: EventLog,
  decision: Partial<Decision> & { organisationId: string; recipient: string },
): Promise<number> {
  const partition = partitionOf(decision.organisationId, log.layout);
  const gate = gateOf(decision.organisationId, log.layout);
  numbers += 1;
  const recorded = DecisionsRecorded.fromPartial({
    call: BigInt(numbers),
    decidedAtUs: BigInt(Date.now()) * 1_000n,
    cut: { allPoliticalSeq: BigInt(await log.lastSeq('all')) },
    decisions: [
      {
        number: BigInt(numbers),
        kind: DecisionKind.DECISION_KIND_ADMISSION,
        messageId: `m-${numbers}`,
        senderId: 'snd-1',
        campaignId: 'cmp-1',
        outcome: Outcome.OUTCOME_RELEASED,
        releaseAttempt: 1,
        ...decision,
      },
    ],
  });
  return forgeCommit(log, {
    ref: gateRef('governor', partition, gate),
    expectedSeq: await log.lastGateSeq(partition, gate),
    eventType: 'governor.DecisionsRecorded.v1',
    data: DecisionsRecorded.encode(recorded).finish(),
    organisationId: decision.organisationId,
  });
}

/** An organisation as the registry would record it. */
export async function forgeOrganisation(log: EventLog, organisationId: string): Promise<void> {
  const organisation = { organisationId, name: `Name of ${organisationId}` };
  await forgeCommit(log, {
    ref: {
      partition: partitionOf(organisationId, log.layout),
      context: 'registry',
      aggregate: 'organisation',
      id: organisationId,
    },
    expectedSeq: 0,
    eventType: 'registry.OrganisationRegistered.v1',
    data: OrganisationRegistered.encode(
      OrganisationRegistered.fromPartial({ organisation }),
    ).finish(),
    organisationId,
  });
}

/** A reply as the dispatcher would record it; resolves to its sequence. */
export function forgeReply(
  log: EventLog,
  reply: { organisationId: string; recipient: string; contentSeq: bigint },
): Promise<number> {
  numbers += 1;
  const inboundId = `in-forged-${numbers}`;
  const received = InboundReceived.fromPartial({ inboundId, senderId: 'snd-1', ...reply });
  return forgeCommit(log, {
    ref: {
      partition: partitionOf(reply.organisationId, log.layout),
      ...{ context: 'dispatch', aggregate: 'inbound', id: inboundId },
    },
    expectedSeq: 0,
    eventType: 'dispatch.InboundReceived.v1',
    data: InboundReceived.encode(received).finish(),
    organisationId: reply.organisationId,
  });
}

/** Evidence in a case of its own that cites an entry of the log. */
export async function forgeEvidence(
  log: EventLog,
  { organisationId, logSeq }: { organisationId: string; logSeq: number },
): Promise<void> {
  numbers += 1;
  const caseId = `case-forged-${numbers}`;
  const evidence = { evidenceId: 'e-1', logSeqs: [BigInt(logSeq)] };
  await forgeCommit(log, {
    ref: {
      partition: partitionOf(organisationId, log.layout),
      ...{ context: 'enforcement', aggregate: 'case', id: caseId },
    },
    expectedSeq: 0,
    eventType: 'enforcement.EvidenceAdded.v1',
    data: EvidenceAdded.encode(EvidenceAdded.fromPartial({ caseId, evidence })).finish(),
    organisationId,
  });
}

/** Puts the default policy into force, with a section of its own, as two officers would have; its hash. */
export async function forgePolicy(log: EventLog, privacy: unknown): Promise<string> {
  const example = new URL('../../../../examples/policies/default.json', import.meta.url);
  const parsed = parsePolicy({ ...JSON.parse(readFileSync(example, 'utf8')), privacy });
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('; '));
  const hash = policyHash(parsed.value);
  const activated = PolicyActivated.fromPartial({
    ...{
      hash,
      document: Buffer.from(canonicalPolicy(parsed.value)),
      approvedBy: ['crd-1', 'crd-2'],
    },
    effectiveAtUs: BigInt(Date.now()) * 1_000n,
  });
  await forgeCommit(log, {
    ref: { partition: '0', context: 'policy', aggregate: 'document', id: hash },
    expectedSeq: 0,
    eventType: 'policy.PolicyActivated.v1',
    data: PolicyActivated.encode(activated).finish(),
    organisationId: '',
  });
  return hash;
}

/** A legal hold as enforcement would record it. */
export async function forgeLegalHold(
  log: EventLog,
  hold: { holdId: string; organisationId: string } & Partial<LegalHoldPlaced>,
): Promise<void> {
  const data = LegalHoldPlaced.encode(LegalHoldPlaced.fromPartial(hold)).finish();
  await forgeLegalHoldEvent(log, hold, {
    ...{ eventType: 'enforcement.LegalHoldPlaced.v1', data, expectedSeq: 0 },
  });
}

/** Its end. */
export async function forgeLegalHoldLifted(
  log: EventLog,
  hold: { holdId: string; organisationId: string },
): Promise<void> {
  const data = LegalHoldLifted.encode(LegalHoldLifted.fromPartial(hold)).finish();
  const { ref } = placeOfHold(log, hold);
  const expectedSeq = (await log.load(ref))?.seq ?? 0;
  await forgeLegalHoldEvent(log, hold, {
    ...{ eventType: 'enforcement.LegalHoldLifted.v1', data, expectedSeq },
  });
}

async function forgeLegalHoldEvent(
  log: EventLog,
  hold: { holdId: string; organisationId: string },
  event: { eventType: string; data: Uint8Array; expectedSeq: number },
): Promise<void> {
  const { organisationId } = hold;
  await forgeCommit(log, { ...placeOfHold(log, hold), ...event, organisationId });
}

function placeOfHold(log: EventLog, hold: { holdId: string; organisationId: string }) {
  const partition = partitionOf(hold.organisationId, log.layout);
  const context = 'enforcement';
  return { ref: { partition, context, aggregate: 'legal-hold', id: hold.holdId } };
}

async function forgeCommit(
  log: EventLog,
  commit: {
    ref: ReturnType<typeof gateRef>;
    expectedSeq: number;
    eventType: string;
    data: Uint8Array;
    organisationId: string;
  },
): Promise<number> {
  const { ref, expectedSeq, eventType, data, organisationId } = commit;
  const appended = await log.append(
    {
      ...{ commitId: ids.uuid(), ref, events: [{ eventType, data }], version: 1, organisationId },
      actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'forger' },
      occurredAtUs: BigInt(Date.now()) * 1_000n,
      correlationId: 'forged',
    },
    expectedSeq,
  );
  if (appended.outcome !== 'appended') throw new Error('somebody else was faster');
  return appended.seq;
}
