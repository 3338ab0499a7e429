import { randomBytes } from 'node:crypto';
import { ActorKind } from '@hustings/contracts/log';
import {
  ImportServiceDefinition,
  LedgerServiceDefinition,
  OptOutServiceDefinition,
  PrivacyServiceDefinition,
} from '@hustings/contracts/optout';
import { CredentialIssued, type Role } from '@hustings/contracts/registry';
import { type ServerProcess, startNats } from '@hustings/dev-env';
import {
  allSubjects,
  type BarrierMember,
  connectEventLog,
  type EventLog,
  installStreams,
  joinBarrier,
  type LogEntry,
} from '@hustings/event-log';
import { partitionOf, systemIds } from '@hustings/kernel';
import { ContentStore, createVault, RecipientKeys } from '@hustings/privacy';
import { Clients, connectNats, digestSecret, type RpcClient } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { underOldestKey } from '../../src/adapters/privacy/versioned-stores.ts';
import { streamSealedTexts } from '../../src/adapters/sealed-texts.ts';
import { recipientOf } from '../../src/app/ledger.ts';
import { type OptoutLedgerOverrides, startOptoutLedger } from '../../src/index.ts';
import type { SealedTexts } from '../../src/ports/sealed-texts.ts';

const ids = systemIds();

/** Short, so that a test of the time limit does not wait for long; long enough for two cores under load. */
const BARRIER_TIMEOUT_MS = 1_000;

export type ImportClient = RpcClient<typeof ImportServiceDefinition>;
export type PrivacyClient = RpcClient<typeof PrivacyServiceDefinition>;
export type LedgerClient = RpcClient<typeof OptOutServiceDefinition>;
export type StaffClient = RpcClient<typeof LedgerServiceDefinition>;

let numbers = 600_000_000;

/** A Spanish mobile number that no other test of the file uses. */
export function freshAddress(): string {
  numbers += 1;
  return `+34${numbers}`;
}

/** A real log, an opt-out ledger on it, and callers of every kind. */
export class LedgerWorld {
  readonly log: EventLog;
  readonly internalToken = randomBytes(24).toString('base64url');
  readonly operatorToken = randomBytes(24).toString('base64url');
  masterKey = randomBytes(32).toString('hex');
  readonly vault = underOldestKey(createVault(this.masterKey));
  #sealed: SealedTexts | undefined;
  #overrides: OptoutLedgerOverrides = {};
  readonly #nats: ServerProcess;
  readonly #connection: NatsConnection;
  readonly #clients = new Clients();
  readonly #members: BarrierMember[] = [];
  #ledger: { address: string; stop(): Promise<void> } | undefined;

  private constructor(nats: ServerProcess, connection: NatsConnection, log: EventLog) {
    this.#nats = nats;
    this.#connection = connection;
    this.log = log;
  }

  static async create(): Promise<LedgerWorld> {
    const nats = await startNats();
    const connection = await connectNats(nats.url, 'test');
    await installStreams(connection, { partitions: 1, gates: 4, replicas: 1 });
    const world = new LedgerWorld(nats, connection, await connectEventLog(connection));
    await world.restartLedger();
    return world;
  }

  async close(): Promise<void> {
    this.#clients.close();
    await Promise.all(this.#members.map((member) => member.leave()));
    await this.#ledger?.stop();
    await this.#connection.close();
    await this.#nats.stop();
  }

  async restartLedger(
    overrides: OptoutLedgerOverrides = this.#overrides,
    masterKey: string = this.masterKey,
  ): Promise<void> {
    this.#overrides = overrides;
    this.masterKey = masterKey;
    await this.#ledger?.stop();
    this.#ledger = await startOptoutLedger(
      {
        natsUrl: this.#nats.url,
        listenAddress: '127.0.0.1:0',
        logLevel: 'silent',
        masterKey,
        dispatcherAddress: '127.0.0.1:1',
        operatorToken: this.operatorToken,
        internalToken: this.internalToken,
      },
      { barrierTimeoutMs: BARRIER_TIMEOUT_MS, ...overrides },
    );
  }

  /** A client with a token: of another service unless stated. */
  client(token = this.internalToken): LedgerClient {
    const address = this.#ledger?.address ?? '';
    return this.#clients.create(OptOutServiceDefinition, { address, token });
  }

  /** A client of the other half of the ledger: of another service unless stated. */
  acts(token = this.internalToken): StaffClient {
    const address = this.#ledger?.address ?? '';
    return this.#clients.create(LedgerServiceDefinition, { address, token });
  }

  /** A client of the imports. */
  imports(token = this.operatorToken): ImportClient {
    const address = this.#ledger?.address ?? '';
    return this.#clients.create(ImportServiceDefinition, { address, token });
  }

  /** A client of what concerns privacy. */
  privacy(token = this.operatorToken): PrivacyClient {
    const address = this.#ledger?.address ?? '';
    return this.#clients.create(PrivacyServiceDefinition, { address, token });
  }

  /** Connection to the log's server. */
  get connection(): NatsConnection {
    return this.#connection;
  }

  /** Folder of the log's server. */
  get dir(): string {
    return this.#nats.dir;
  }

  /** A client with a new credential. The ledger has read it when this settles. */
  async clientAs(role: Role, organisationId: string): Promise<LedgerClient> {
    return this.client(await this.tokenAs(role, organisationId));
  }

  /** The token of a new credential. The ledger has read it when this settles. */
  async tokenAs(role: Role, organisationId: string): Promise<string> {
    const credentialId = ids.prefixed('crd');
    const secret = randomBytes(32).toString('base64url');
    const partition = organisationId === '' ? '0' : partitionOf(organisationId, this.log.layout);
    const issued = CredentialIssued.fromPartial({
      credentialId,
      secretDigest: digestSecret(secret),
      roles: [role],
      organisationId,
    });
    await this.log.append(
      {
        commitId: ids.uuid(),
        ref: { partition, context: 'registry', aggregate: 'credential', id: credentialId },
        events: [
          {
            eventType: 'registry.CredentialIssued.v1',
            data: CredentialIssued.encode(issued).finish(),
          },
        ],
        actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'test' },
        version: 1,
        occurredAtUs: 1n,
        organisationId,
        correlationId: 'test',
        snapshot: { schema: 'test', state: {} },
      },
      0,
    );
    // A ledger that starts now has read every credential before it answers.
    await this.restartLedger();
    return `${credentialId}.${secret}`;
  }

  /** A member that lets the ledger wait until `positionOf` says so. */
  async join(service: 'governor' | 'dispatcher', positionOf: () => number): Promise<BarrierMember> {
    const member = await joinBarrier(this.#connection, {
      service,
      id: ids.uuid(),
      positionOf,
      onFenced: () => undefined,
    });
    this.#members.push(member);
    return member;
  }

  /** Seals a reply as the dispatcher does before it tells the ledger; resolves to its sequence. */
  async seal(
    reply: { inboundId: string; address: string; text: string },
    organisationId: string,
  ): Promise<bigint> {
    const layout = this.log.layout;
    this.#sealed ??= streamSealedTexts({
      contents: await ContentStore.open(this.#connection),
      keys: await RecipientKeys.open(this.#connection, createVault(this.masterKey)),
      layout,
      vault: this.vault,
    });
    const own = recipientOf({ vault: this.vault, layout }, organisationId, reply.address);
    const everywhere = this.vault.allPoliticalPseudonym(reply.address);
    return BigInt(await this.#sealed.seal(own, everywhere, { ...reply, id: reply.inboundId }));
  }

  /** What the sealed text that an order names says. */
  async open(address: string, organisationId: string, place: { id: string; seq: bigint }) {
    const own = recipientOf(
      { vault: this.vault, layout: this.log.layout },
      organisationId,
      address,
    );
    return this.#sealed?.open(own, { id: place.id, seq: Number(place.seq) }) ?? null;
  }

  /** Events of one type in a partition, decoded, oldest first. */
  async events<T>(
    partition: string,
    eventType: string,
    message: { decode(data: Uint8Array): T },
  ): Promise<T[]> {
    const entries = await this.entries(partition);
    return entries
      .flatMap(({ commit }) => commit.events)
      .filter((event) => event.eventType === eventType)
      .map(({ data }) => message.decode(data));
  }

  /** Everything that stands in a partition. */
  async entries(partition: string): Promise<LogEntry[]> {
    const until = await this.log.lastSeq(partition);
    const entries: LogEntry[] = [];
    const signal = new AbortController().signal;
    const subjects = [allSubjects(partition)];
    if (until === 0) return entries;
    for await (const entry of this.log.follow({ partition, after: 0, until, subjects, signal })) {
      if ('fault' in entry) throw new Error(`corrupt entry ${entry.seq}`);
      entries.push(entry);
    }
    return entries;
  }
}
