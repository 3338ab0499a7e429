import { readFileSync } from 'node:fs';
import { PolicyActivated } from '@hustings/contracts/enforcement';
import {
  type Decision,
  DecisionKind,
  Decision as DecisionMessage,
  DecisionsRecorded,
  DeliveryMode,
  Outcome,
  Priority,
} from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import {
  CampaignCreated,
  CredentialIssued,
  OrganisationRegistered,
  OrganisationVerified,
  SenderRegistered,
  SenderVerified,
  ToolGranted,
} from '@hustings/contracts/registry';
import {
  allGates,
  type CorruptEntry,
  type EventLog,
  type LogEntry,
  memoryEventLog,
  type NewEvent,
} from '@hustings/event-log';
import { assert, countingIds, gateOf, present } from '@hustings/kernel';
import {
  applyDecisions,
  applyFacts,
  canonicalPolicy,
  decideGroup,
  factsOf,
  type GateItem,
  initialGateState,
  type PolicyDocument,
  parsePolicyText,
  policyHash,
} from '@hustings/policy';

export const LAYOUT = { partitions: 1, gates: 2 };
export const ORG = 'org-a';
export const SENDER = 'snd-a';
export const CAMPAIGN = 'cmp-a';
export const START_US = 1_800_000_000_000_000;

const POLICY_FILE = new URL('../../../../examples/policies/default.json', import.meta.url);
const CONTEXT = {
  organisationId: ORG,
  credentialId: 'crd-a',
  intermediaryId: 'int-a',
  senderId: SENDER,
  campaignId: CAMPAIGN,
  seatId: '',
  place: 'ES-MD;Europe/Madrid;',
};

/** A protobuf message type. */
interface MessageType<T> {
  fromPartial(value: object): T;
  encode(message: T): { finish(): Uint8Array };
}

export function event<T>(eventType: string, type: MessageType<T>, fields: object): NewEvent {
  return { eventType, data: type.encode(type.fromPartial(fields)).finish() };
}

/** Writes a log as the services would: facts with their markers, and decisions that the oracle takes. */
export class Story {
  readonly log: EventLog;
  readonly policy: PolicyDocument = readPolicy();
  nowUs = START_US;
  readonly #ids = countingIds();
  readonly #state = initialGateState();
  #call = 0;
  #version = 0;

  readonly gate = gateOf(ORG, LAYOUT);

  constructor(log: EventLog) {
    this.log = log;
  }

  /** One party with a verified number, a tool, a campaign, under the default policy. */
  static async begin(log: EventLog = memoryEventLog(LAYOUT)): Promise<Story> {
    const story = new Story(log);
    const hash = policyHash(story.policy);
    const document = canonicalPolicy(story.policy);
    const activated = { hash, document, effectiveAtUs: BigInt(START_US), approvedBy: ['a', 'b'] };
    await story.fact('policy.document', 'policy-1', {
      events: [event('policy.PolicyActivated.v1', PolicyActivated, activated)],
      organisationId: '',
      gates: allGates(LAYOUT),
    });
    const who = { organisationId: ORG };
    const organisation = { ...who, name: 'Partido A' };
    const sender = { ...who, senderId: SENDER, limitProfile: 'whatsapp-20' };
    const tool = { ...who, senderId: SENDER, intermediaryId: 'int-a' };
    const campaign = { ...who, campaignId: CAMPAIGN };
    await story.registry('organisation', ORG, [
      event('registry.OrganisationRegistered.v1', OrganisationRegistered, { organisation }),
      event('registry.OrganisationVerified.v1', OrganisationVerified, who),
    ]);
    await story.registry('sender', SENDER, [
      event('registry.SenderRegistered.v1', SenderRegistered, { sender }),
      event('registry.SenderVerified.v1', SenderVerified, { ...who, senderId: SENDER }),
      event('registry.ToolGranted.v1', ToolGranted, tool),
    ]);
    await story.registry('credential', 'crd-a', [
      event('registry.CredentialIssued.v1', CredentialIssued, { ...who, ...CONTEXT }),
    ]);
    await story.registry('campaign', CAMPAIGN, [
      event('registry.CampaignCreated.v1', CampaignCreated, { campaign }),
    ]);
    return story;
  }

  registry(aggregate: string, id: string, events: NewEvent[]): Promise<number> {
    return this.fact(`registry.${aggregate}`, id, { events });
  }

  /** Appends facts, with markers on `gates`, and lets the gate see them. Answers the sequence. */
  async fact(
    kind: string,
    id: string,
    fact: {
      events: NewEvent[];
      organisationId?: string;
      gates?: number[];
      partition?: string;
      actor?: string;
    },
  ): Promise<number> {
    const [context = '', aggregate = ''] = kind.split('.');
    const partition = fact.partition ?? '0';
    const ref = { partition, context, aggregate, id };
    const last = await this.log.load(ref);
    const commit = {
      commitId: this.#ids.uuid(),
      ref,
      events: fact.events,
      actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: fact.actor ?? 'system' },
      version: ++this.#version,
      occurredAtUs: BigInt(this.nowUs),
      organisationId: fact.organisationId ?? ORG,
      correlationId: 'story',
    };
    const result = await this.log.appendWithMarkers(commit, last?.seq ?? 0, fact.gates ?? []);
    assert(result.outcome === 'appended', 'nobody else writes');
    if (partition === '0') {
      applyFacts(this.#state, {
        seq: result.seq,
        marker: false,
        facts: fact.events.flatMap((each) => factsOf(each)),
      });
    }
    return result.seq;
  }

  /** A fact that takes something away from the party. */
  binding(kind: string, id: string, events: NewEvent[]): Promise<number> {
    return this.fact(kind, id, { events, gates: [this.gate] });
  }

  /** Asks for new messages, one to each recipient, and records what the oracle decides. */
  admit(
    recipients: string[],
    options: { mode?: DeliveryMode; allPolitical?: boolean; voided?: number } = {},
  ): Promise<Decision[]> {
    const items = recipients.map((recipient): GateItem => {
      const messageId = `msg-${recipient}`;
      return {
        kind: 'ADMISSION',
        context: CONTEXT,
        messageId,
        recipient,
        idempotencyKey: `key-${recipient}`,
        requestHash: new Uint8Array(16),
        priority: Priority.PRIORITY_BULK,
        mode: options.mode ?? DeliveryMode.DELIVERY_MODE_QUEUED,
        units: 1,
        expiresAtUs: 0,
        textVerdict: 'ALLOW',
        allPoliticalSuppressed: options.allPolitical ?? false,
        releaseAttempt: 1,
      };
    });
    return this.#decide(items, options.voided ?? 0);
  }

  /** Asks for the release of queued messages; those that have to wait leave no decision. */
  release(recipients: string[], attempt = 1): Promise<Decision[]> {
    const items = recipients.map((recipient): GateItem => {
      const { admission } = present(this.#state.messages.get(`msg-${recipient}`), recipient);
      return {
        ...admission,
        recipientCap: undefined,
        kind: 'RELEASE',
        context: CONTEXT,
        expiresAtUs: 0,
        textVerdict: 'ALLOW',
        allPoliticalSuppressed: false,
        releaseAttempt: attempt,
      };
    });
    return this.#decide(items, 0);
  }

  async #decide(items: GateItem[], voided: number): Promise<Decision[]> {
    const { verdicts } = decideGroup(this.#state, { nowUs: this.nowUs, items });
    const decisions: Decision[] = [];
    for (const [index, item] of items.entries()) {
      const verdict = verdicts[index];
      if (verdict?.answer !== 'DECIDED') continue;
      const isRelease = item.kind === 'RELEASE';
      decisions.push(
        DecisionMessage.fromPartial({
          ...item.context,
          messageId: item.messageId,
          recipient: item.recipient,
          idempotencyKey: item.idempotencyKey,
          requestHash: Buffer.from(item.requestHash),
          priority: item.priority,
          mode: item.mode,
          units: item.units,
          allPoliticalSuppressed: item.allPoliticalSuppressed,
          releaseAttempt: item.releaseAttempt,
          number: BigInt(this.#state.number + decisions.length + 1),
          kind: isRelease
            ? DecisionKind.DECISION_KIND_RELEASE
            : DecisionKind.DECISION_KIND_ADMISSION,
          outcome: verdict.outcome,
          reason: verdict.reason,
          ruleId: verdict.ruleId,
          retryAtUs: BigInt(verdict.retryAtUs),
          estimatedReleaseAtUs: BigInt(verdict.estimatedReleaseAtUs),
          verdict: { verdictId: 'vrd-1' },
        }),
      );
    }
    const voidedCalls = Array.from({ length: voided }, () => BigInt(++this.#call));
    await this.record(decisions, voidedCalls);
    return decisions;
  }

  /** Records decisions, whatever they say, and applies them. */
  async record(decisions: Decision[], voidedCalls: bigint[] = []): Promise<void> {
    const gateSeq = await this.log.lastGateSeq('0', this.gate);
    const recorded = DecisionsRecorded.fromPartial({
      call: BigInt(++this.#call),
      voidedCalls,
      decidedAtUs: BigInt(this.nowUs),
      cut: {
        gateSeq: BigInt(gateSeq),
        factsSeq: BigInt(await this.log.lastSeq('0')),
        allPoliticalSeq: BigInt(await this.log.lastSeq('all')),
      },
      decisions,
    });
    const commit = {
      commitId: this.#ids.uuid(),
      ref: { partition: '0', context: 'governor', aggregate: 'gate', id: String(this.gate) },
      events: [event('governor.DecisionsRecorded.v1', DecisionsRecorded, recorded)],
      actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'governor' },
      version: ++this.#version,
      occurredAtUs: BigInt(this.nowUs),
      organisationId: '',
      correlationId: 'story',
      policyHash: policyHash(this.policy),
    };
    const result = await this.log.append(commit, gateSeq);
    assert(result.outcome === 'appended', 'nobody else decides');
    applyDecisions(this.#state, { seq: result.seq, event: recorded });
  }

  async entries(partition = '0'): Promise<(LogEntry | CorruptEntry)[]> {
    const until = await this.log.lastSeq(partition);
    const { signal } = new AbortController();
    return until === 0
      ? []
      : Array.fromAsync(this.log.follow({ partition, after: 0, until, signal }));
  }
}

export function isReleased(decision: Decision): boolean {
  return decision.outcome === Outcome.OUTCOME_RELEASED;
}

export function readPolicy(): PolicyDocument {
  const parsed = parsePolicyText(readFileSync(POLICY_FILE, 'utf8'));
  assert(parsed.ok, 'the example policy is valid');
  return parsed.value;
}
