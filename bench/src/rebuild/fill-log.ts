import { createHash } from 'node:crypto';
import { HandOffsFinished } from '@hustings/contracts/dispatch';
import { PolicyActivated } from '@hustings/contracts/enforcement';
import {
  type Decision,
  DecisionKind,
  DecisionsRecorded,
  DeliveryMode,
  Outcome,
  Priority,
} from '@hustings/contracts/governor';
import { type EventLog, gateRef } from '@hustings/event-log';
import { systemIds } from '@hustings/kernel';
import { canonicalPolicy, type PolicyDocument, policyHash } from '@hustings/policy';
import { appended, commitOf } from './commits.ts';
import { type BenchOrganisation, registerOrganisations } from './organisations.ts';

/** Messages of one commit: what the governor's groups come to under load. */
const GROUP = 64;
const GROUP_STEP_US = 1_000_000;
const MINUTE_MS = 60_000;

const ids = systemIds();

/** What stands in the log for the messages, gate by gate. */
export interface FilledLog {
  messages: number;
  decisions: number;
  entries: number;
}

/**
 * Writes the past of a campaign: every message is admitted to its lane, released, handed off. Each gate has one organisation
 * with one sender. Instants lie in the past, evenly spread over `overMs`; absent: a second between the groups of a gate.
 */
export async function fillLog(
  log: EventLog,
  { messages, policy, overMs }: { messages: number; policy: PolicyDocument; overMs?: number },
): Promise<FilledLog> {
  await activate(log, policy);
  const organisations = await registerOrganisations(
    log,
    Object.keys(policy.limits.profiles)[0] ?? '',
  );
  const each = Math.ceil(messages / organisations.length / GROUP);
  const stepUs = overMs === undefined ? GROUP_STEP_US : (overMs * 1_000) / (2 * each);
  await Promise.all(
    organisations.map((organisation) => fillGate(log, organisation, { groups: each, stepUs })),
  );
  const decisions = each * GROUP * organisations.length * 2;
  return { messages: decisions / 2, decisions, entries: await log.lastSeq('0') };
}

async function fillGate(
  log: EventLog,
  organisation: BenchOrganisation,
  { groups, stepUs }: { groups: number; stepUs: number },
): Promise<void> {
  const { gate } = organisation;
  const startUs = (Date.now() - MINUTE_MS) * 1_000 - 2 * groups * stepUs;
  let gateSeq = await log.lastGateSeq('0', gate);
  let number = 0;
  let call = 0;
  for (let group = 0; group < groups; group++) {
    const admissions = Array.from({ length: GROUP }, (_, index) =>
      admissionOf(organisation, group * GROUP + index, ++number),
    );
    const atUs = Math.floor(startUs + 2 * group * stepUs);
    gateSeq = await record(log, { gate, gateSeq, call: ++call, atUs, decisions: admissions });
    const releases = admissions.map((admission) => releaseOf(admission, ++number));
    const releasedAtUs = Math.floor(atUs + stepUs);
    gateSeq = await record(log, {
      gate,
      gateSeq,
      call: ++call,
      atUs: releasedAtUs,
      decisions: releases,
    });
    await finish(log, organisation, releases);
  }
}

function admissionOf(
  { organisationId, senderId, campaignId, credentialId, intermediaryId }: BenchOrganisation,
  index: number,
  number: number,
): Partial<Decision> {
  const digest = createHash('sha256').update(`${organisationId} ${index}`).digest();
  return {
    ...{ organisationId, senderId, campaignId, credentialId, intermediaryId },
    number: BigInt(number),
    kind: DecisionKind.DECISION_KIND_ADMISSION,
    messageId: ids.prefixed('msg'),
    recipient: digest.toString('base64url'),
    idempotencyKey: `campaign-2026-${index}`,
    requestHash: digest.subarray(0, 16),
    priority: Priority.PRIORITY_BULK,
    mode: DeliveryMode.DELIVERY_MODE_QUEUED,
    units: 1,
    outcome: Outcome.OUTCOME_QUEUED,
    releaseAttempt: 1,
  };
}

function releaseOf(admission: Partial<Decision>, number: number): Partial<Decision> {
  return {
    ...admission,
    number: BigInt(number),
    kind: DecisionKind.DECISION_KIND_RELEASE,
    outcome: Outcome.OUTCOME_RELEASED,
  };
}

async function record(
  log: EventLog,
  group: {
    gate: number;
    gateSeq: number;
    call: number;
    atUs: number;
    decisions: Partial<Decision>[];
  },
): Promise<number> {
  const recorded = DecisionsRecorded.fromPartial({
    call: BigInt(group.call),
    decidedAtUs: BigInt(group.atUs),
    cut: { gateSeq: BigInt(group.gateSeq) },
    decisions: group.decisions,
  });
  const data = DecisionsRecorded.encode(recorded).finish();
  const commit = commitOf('', gateRef('governor', '0', group.gate), {
    eventType: 'governor.DecisionsRecorded.v1',
    data,
  });
  return appended(await log.append({ ...commit, version: group.call }, group.gateSeq));
}

async function finish(
  log: EventLog,
  { organisationId }: BenchOrganisation,
  releases: Partial<Decision>[],
): Promise<void> {
  const accepted = releases.map(({ number = 0n, ...release }) => ({
    release: { ...release, decisionNumber: number },
    providerMessageId: `wamid-${number}`,
  }));
  const data = HandOffsFinished.encode(HandOffsFinished.fromPartial({ accepted })).finish();
  const id = ids.prefixed('out');
  const ref = { partition: '0', context: 'dispatch', aggregate: 'outbox', id };
  appended(
    await log.append(
      commitOf(organisationId, ref, { eventType: 'dispatch.HandOffsFinished.v1', data }),
      0,
    ),
  );
}

async function activate(log: EventLog, policy: PolicyDocument): Promise<void> {
  const activated = PolicyActivated.fromPartial({
    hash: policyHash(policy),
    document: Buffer.from(canonicalPolicy(policy)),
    effectiveAtUs: 0n,
  });
  const ref = { partition: '0', context: 'policy', aggregate: 'policy', id: ids.prefixed('pol') };
  const data = PolicyActivated.encode(activated).finish();
  appended(
    await log.append(commitOf('', ref, { eventType: 'policy.PolicyActivated.v1', data }), 0),
  );
}
