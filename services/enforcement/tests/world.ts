import { randomBytes } from 'node:crypto';
import {
  CaseServiceDefinition,
  EnforcementServiceDefinition,
  PolicyReviewServiceDefinition,
  PolicyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { Decision, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { CredentialIssued, Role, SenderRegistered } from '@hustings/contracts/registry';
import { type ServerProcess, startNats } from '@hustings/dev-env';
import {
  type AggregateRef,
  connectEventLog,
  type EventLog,
  gateRef,
  installStreams,
  type NewEvent,
} from '@hustings/event-log';
import { type Clock, gateOf, partitionOf, systemClock, systemIds } from '@hustings/kernel';
import { Clients, connectNats, digestSecret } from '@hustings/service-kit';
import { vi } from 'vitest';
import { caseCodec } from '../src/adapters/case-codec.ts';
import type { CaseEvent } from '../src/domain/case/events.ts';
import { startEnforcement } from '../src/index.ts';
import { pseudonymOf } from './fixtures.ts';

export const ORGANISATION = 'org-b';
export const SENDER = 'snd-b';

/** Short enough for a test, long enough for two cores under load. */
export const LADDER = {
  warning: { minGapAfterDeliveryMs: 1, lapsesAfterMs: 600_000 },
  restriction: { durationMs: 600_000 },
  noticeDeemedDeliveredAfterMs: 600_000,
  appeal: { openMs: 600_000, decideWithinMs: 60_000 },
};

const SHORTEST_GAP_US = 1000n;

const ids = systemIds();
const tokens = {
  operator: randomBytes(24).toString('hex'),
  internal: randomBytes(24).toString('hex'),
};

/** A real log with the facts that other services would write, and replicas of the service on it. */
export class World {
  readonly log: EventLog;
  readonly gates: number;
  readonly #nats: ServerProcess;
  readonly #clients = new Clients();
  readonly #closing: (() => Promise<void>)[] = [];
  #messages = 0;

  private constructor(nats: ServerProcess, log: EventLog) {
    this.#nats = nats;
    this.log = log;
    this.gates = log.layout.gates;
  }

  static async create(partitions = 1): Promise<World> {
    const nats = await startNats();
    const connection = await connectNats(nats.url, 'test');
    await installStreams(connection, { partitions, gates: 4, replicas: 1 });
    const world = new World(nats, await connectEventLog(connection));
    world.#closing.push(() => connection.close());
    await world.#registerSender();
    return world;
  }

  async close(): Promise<void> {
    this.#clients.close();
    for (const close of this.#closing.reverse()) await close();
    await this.#nats.stop();
  }

  /** A replica of the service; `stop` may be called before the world closes. */
  async startReplica(clock?: Clock): Promise<{ address: string; stop(): Promise<void> }> {
    const config = {
      natsUrl: this.#nats.url,
      listenAddress: '127.0.0.1:0',
      logLevel: 'silent' as const,
      operatorToken: tokens.operator,
      internalToken: tokens.internal,
    };
    const running = await startEnforcement(config, clock ? { clock } : {});
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopped ??= running.stop());
    this.#closing.push(stop);
    return { address: running.address, stop };
  }

  /** A caller with a credential of its own. */
  async caller(address: string, role: Role, organisationId = '') {
    return this.callerWithRoles(address, [role], organisationId);
  }

  /** A caller with a credential that has several roles. */
  async callerWithRoles(address: string, roles: Role[], organisationId = '') {
    const credentialId = ids.prefixed('crd');
    const secret = randomBytes(32).toString('base64url');
    const partition = organisationId === '' ? '0' : partitionOf(organisationId, this.log.layout);
    const issued = CredentialIssued.fromPartial({
      credentialId,
      secretDigest: digestSecret(secret),
      roles,
      organisationId,
    });
    await this.append(
      { partition, context: 'registry', aggregate: 'credential', id: credentialId },
      { eventType: 'registry.CredentialIssued.v1', data: CredentialIssued.encode(issued).finish() },
    );
    return this.knownCaller(address, `${credentialId}.${secret}`);
  }

  /** A caller whose credential the replica has read: it follows the log a moment behind. */
  async knownCaller(address: string, token: string) {
    const caller = this.callerWith(address, token);
    await vi.waitFor(() => caller.policy.getActivePolicy({}), { timeout: 10_000, interval: 20 });
    return caller;
  }

  callerWith(address: string, token: string) {
    return {
      token,
      enforcement: this.#clients.create(EnforcementServiceDefinition, { address, token }),
      policy: this.#clients.create(PolicyServiceDefinition, { address, token }),
      review: this.#clients.create(PolicyReviewServiceDefinition, { address, token }),
      cases: this.#clients.create(CaseServiceDefinition, { address, token }),
    };
  }

  get operatorToken(): string {
    return tokens.operator;
  }

  /**
   * Messages of the sender in one group: all alike, nobody answers, the link leads elsewhere. Stamped after the shortest gap, so
   * that they count when a delivery stands in the log already.
   */
  async release(count: number): Promise<void> {
    const gate = gateOf(ORGANISATION, this.log.layout);
    const partition = partitionOf(ORGANISATION, this.log.layout);
    const decisions = Array.from({ length: count }, (_, i) =>
      Decision.fromPartial({
        senderId: SENDER,
        organisationId: ORGANISATION,
        recipient: pseudonymOf(this.#messages + i),
        outcome: Outcome.OUTCOME_RELEASED,
        releaseAttempt: 1,
        verdict: { familyId: 'fam-1', findingCodes: ['LINK_MISMATCH'] },
      }),
    );
    this.#messages += count;
    const recorded = DecisionsRecorded.fromPartial({
      decidedAtUs: systemClock.nowUs() + 2n * SHORTEST_GAP_US,
      decisions,
    });
    const eventType = 'governor.DecisionsRecorded.v1';
    const data = DecisionsRecorded.encode(recorded).finish();
    for (;;) {
      const expected = await this.log.lastGateSeq(partition, gate);
      const ref = gateRef('governor', partition, gate);
      if (await this.append(ref, { eventType, data }, expected)) return;
    }
  }

  /** Appends one event; false when something else stands at the end of the subject. */
  async append(ref: AggregateRef, event: NewEvent, expectedSeq = 0): Promise<boolean> {
    const { outcome } = await this.log.append(
      {
        commitId: ids.uuid(),
        ref,
        events: [event],
        actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'test' },
        version: 1,
        occurredAtUs: systemClock.nowUs(),
        organisationId: '',
        correlationId: ids.uuid(),
      },
      expectedSeq,
    );
    return outcome === 'appended';
  }

  /** Types of all events about cases that stand in the log, in order. */
  async caseEvents(): Promise<string[]> {
    const partition = partitionOf(ORGANISATION, this.log.layout);
    const types: string[] = [];
    const range = {
      partition,
      after: 0,
      until: await this.log.lastSeq(partition),
      subjects: [`hustings.evt.${partition}.enforcement.case.*`],
    };
    const names = new Map(Object.entries(caseCodec).map(([name, kind]) => [kind.eventType, name]));
    for await (const entry of this.log.follow({ ...range, signal: new AbortController().signal })) {
      if ('fault' in entry) throw new Error(entry.fault);
      for (const { eventType } of entry.commit.events)
        types.push(names.get(eventType) ?? eventType);
    }
    return types;
  }

  /** Resolves when an event of that type stands in the log; rejects after ten seconds. */
  async reached(type: CaseEvent['type']): Promise<void> {
    const partition = partitionOf(ORGANISATION, this.log.layout);
    const signal = AbortSignal.timeout(10_000);
    const subjects = [`hustings.evt.${partition}.enforcement.case.*`];
    const { eventType } = caseCodec[type];
    for await (const entry of this.log.follow({ partition, after: 0, subjects, signal })) {
      if ('fault' in entry) throw new Error(entry.fault);
      if (entry.commit.events.some((event) => event.eventType === eventType)) return;
    }
    throw new Error(`no ${type} within ten seconds`);
  }

  async #registerSender(): Promise<void> {
    const partition = partitionOf(ORGANISATION, this.log.layout);
    const registered = SenderRegistered.fromPartial({
      sender: { senderId: SENDER, organisationId: ORGANISATION },
    });
    const data = SenderRegistered.encode(registered).finish();
    await this.append(
      { partition, context: 'registry', aggregate: 'sender', id: SENDER },
      { eventType: 'registry.SenderRegistered.v1', data },
    );
  }
}

/** Brings a policy into force with the calls that officers make. */
export async function activatePolicy(
  world: World,
  address: string,
  ladder = LADDER,
): Promise<string> {
  return activateDocument(world, address, policyJson(ladder));
}

/** The same with a document of its own. */
export async function activateDocument(
  world: World,
  address: string,
  documentJson: string,
): Promise<string> {
  const [proposer, first, second] = await Promise.all(
    [1, 2, 3].map(() => world.caller(address, Role.ROLE_POLICY_OFFICER)),
  );
  if (!proposer || !first || !second) throw new Error('no officers');
  const { hash } = await proposer.policy.proposePolicy({ documentJson });
  await first.policy.approvePolicy({ hash });
  await second.policy.approvePolicy({ hash });
  return hash;
}

/** Ten alike messages with a misleading link, without a reply, breach its only rule. */
export function policyJson(ladder = LADDER, note = 'For tests.'): string {
  const rule = {
    id: 'one-way-traffic',
    clause: 'terms 4.2 (version 1)',
    subject: 'SENDER',
    when: 'sent >= 10.0 && nearDuplicateShare > 0.9 && linkMismatchShare > 0.5 && replyShare < 0.05',
    summary: 'One-way traffic with a link that does not lead where its text says.',
    explanation: 'The clause asks for conversations and honest links.',
    howToFix: 'Declare where links lead and write to people who asked for it.',
  };
  return JSON.stringify({
    schema: 1,
    name: 'test',
    note,
    limits: { profiles: { none: { meaning: 'No limits.', sender: [], organisation: [] } } },
    content: {
      maxCharacters: { WHATSAPP: 4096, SMS: 1600, TELEGRAM: 4096 },
      classifierDeadlineMs: 50,
      retryHeldAfterMs: 1000,
    },
    dispatch: { releaseMaxAgeMs: 5000 },
    enforcement: { signals: { windowMs: 3_600_000 }, rules: [rule], ladder },
  });
}
