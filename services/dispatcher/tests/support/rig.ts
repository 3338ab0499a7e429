import { randomBytes } from 'node:crypto';
import { PolicyActivated } from '@hustings/contracts/enforcement';
import { type Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { Channel, SenderRegistered, VerificationState } from '@hustings/contracts/registry';
import {
  type Provider,
  type ProviderScriptInput,
  type ServerProcess,
  startNats,
  startProvider,
} from '@hustings/dev-env';
import {
  connectEventLog,
  type EventLog,
  gateRef,
  installStreams,
  type LogEntry,
} from '@hustings/event-log';
import { gateOf, partitionOf, systemClock, systemIds } from '@hustings/kernel';
import {
  ContentStore,
  commitmentOf,
  createContent,
  createVault,
  RecipientKeys,
  sealMessage,
  unsealMessage,
  type Vault,
} from '@hustings/privacy';
import { connectNats } from '@hustings/service-kit';
import type { DispatcherConfig } from '../../src/index.ts';
import { type FakeLedger, startFakeLedger } from './fake-ledger.ts';
import { testPolicy } from './policy.ts';
import { ORGANISATION, SENDER, SENDER_NUMBER, usualDecision } from './usual.ts';

export const WEBHOOK_SECRET = 'webhook-secret-of-the-tests';
export const OPERATOR_TOKEN = 'operator-token-of-the-tests-0000';
export const INTERNAL_TOKEN = 'internal-token-of-the-tests-0000';
const MASTER_KEY = 'ab'.repeat(32);
const ACTOR = { kind: 1 as const, id: 'test' };

/** What to release; every field has a usual value. */
export interface ReleaseWish {
  to: string;
  text?: string;
  attempt?: number;
  messageId?: string;
  /** Age of the decision when it is recorded, milliseconds. */
  ageMs?: number;
  /** Number of the decision; repeats an earlier one when given. */
  number?: number;
  /** Sequences that the decision claims to have known; all by default. */
  factsSeq?: number;
  allPoliticalSeq?: number;
}

/** Everything around a dispatcher: real NATS, the simulated provider, a ledger, and the pen of a governor. */
export class Rig {
  readonly nats: ServerProcess;
  readonly provider: Provider;
  readonly ledger: FakeLedger;
  readonly log: EventLog;
  readonly vault: Vault;
  readonly #keys: RecipientKeys;
  readonly #contents: ContentStore;
  readonly #close: () => Promise<void>;
  readonly #ids = systemIds();
  #decisions = 0;
  #calls = 0;

  private constructor(parts: {
    nats: ServerProcess;
    provider: Provider;
    ledger: FakeLedger;
    log: EventLog;
    vault: Vault;
    keys: RecipientKeys;
    contents: ContentStore;
    close: () => Promise<void>;
  }) {
    this.nats = parts.nats;
    this.provider = parts.provider;
    this.ledger = parts.ledger;
    this.log = parts.log;
    this.vault = parts.vault;
    this.#keys = parts.keys;
    this.#contents = parts.contents;
    this.#close = parts.close;
  }

  static async start(options: { script?: ProviderScriptInput; perSecond?: number } = {}) {
    const perSecond = options.perSecond ?? 20;
    const nats = await startNats();
    const nc = await connectNats(nats.url, 'test');
    await installStreams(nc, { partitions: 1, gates: 4, replicas: 1 });
    const log = await connectEventLog(nc);
    const vault = createVault(MASTER_KEY);
    const provider = await startProvider({
      webhookSecret: WEBHOOK_SECRET,
      perSecond,
      ...(options.script ? { script: options.script } : {}),
    });
    const rig = new Rig({
      nats,
      provider,
      log,
      vault,
      ledger: await startFakeLedger({ natsUrl: nats.url, log, vault }),
      keys: await RecipientKeys.open(nc, vault),
      contents: await ContentStore.open(nc),
      close: () => nc.close(),
    });
    await rig.#registerSender();
    await rig.#activatePolicy(perSecond);
    return rig;
  }

  config(fields: Partial<DispatcherConfig> = {}): DispatcherConfig {
    return {
      natsUrl: this.nats.url,
      listenAddress: '127.0.0.1:0',
      logLevel: 'silent',
      optoutAddress: this.ledger.address,
      providerUrl: this.provider.url,
      providerTimeoutMs: 1_000,
      webhookListen: '127.0.0.1:0',
      webhookSecret: WEBHOOK_SECRET,
      masterKey: MASTER_KEY,
      operatorToken: OPERATOR_TOKEN,
      internalToken: INTERNAL_TOKEN,
      ...fields,
    };
  }

  /** Seals and records releases as one call of the governor. Resolves to the decisions. */
  async release(...wishes: ReleaseWish[]): Promise<Decision[]> {
    const decisions = await Promise.all(wishes.map((wish) => this.#decide(wish)));
    await this.record(decisions, wishes[0] ?? { to: '' });
    return decisions;
  }

  /** Records decisions on the organisation's gate, also ones that stand there already. */
  async record(decisions: Decision[], wish: Omit<ReleaseWish, 'to'> = {}): Promise<void> {
    const gate = gateOf(ORGANISATION, this.log.layout);
    const expected = await this.log.lastGateSeq('0', gate);
    const facts = wish.factsSeq ?? (await this.log.lastSeq('0'));
    const allPolitical = wish.allPoliticalSeq ?? (await this.log.lastSeq('all'));
    const recorded = DecisionsRecorded.fromPartial({
      call: BigInt(++this.#calls),
      decidedAtUs: systemClock.nowUs() - BigInt((wish.ageMs ?? 0) * 1000),
      cut: {
        gateSeq: BigInt(expected),
        factsSeq: BigInt(facts),
        allPoliticalSeq: BigInt(allPolitical),
      },
      decisions,
    });
    const result = await this.log.append(
      this.#commit(gateRef('governor', '0', gate), [
        {
          eventType: 'governor.DecisionsRecorded.v1',
          data: DecisionsRecorded.encode(recorded).finish(),
        },
      ]),
      expected,
    );
    if (result.outcome !== 'appended') throw new Error('somebody else wrote to the gate');
  }

  /** Appends a fact about a new aggregate. */
  async append(
    place: { context: string; aggregate: string; id: string },
    event: { eventType: string; data: Uint8Array },
  ): Promise<void> {
    const partition = partitionOf(ORGANISATION, this.log.layout);
    const commit = this.#commit({ partition, ...place }, [event]);
    const result = await this.log.append(commit, 0);
    if (result.outcome !== 'appended') throw new Error('the aggregate exists');
  }

  /** All events of a type that stand in partition 0 now. */
  async events<T>(eventType: string, decode: (data: Uint8Array) => T): Promise<T[]> {
    const until = await this.log.lastSeq('0');
    const found: T[] = [];
    const { signal } = new AbortController();
    for await (const entry of this.log.follow({ partition: '0', after: 0, until, signal })) {
      if ('fault' in entry) continue;
      for (const event of (entry as LogEntry).commit.events) {
        if (event.eventType === eventType) found.push(decode(event.data));
      }
    }
    return found;
  }

  /** Destroys a recipient's key. */
  async erase(address: string): Promise<void> {
    await this.#keys.erase(this.#recipient(address));
  }

  /** The text of a sealed reply. */
  async openReply(contentSeq: bigint, address: string): Promise<string | null> {
    const item = await this.#contents.getItem('0', { seq: contentSeq, index: 0 });
    const opened = await this.#keys.find(this.#recipient(address));
    return item && opened ? unsealMessage(opened.key, item).text : null;
  }

  async stop(): Promise<void> {
    await this.provider.stop();
    await this.ledger.stop();
    await this.#close();
    await this.nats.stop();
  }

  #recipient(address: string) {
    const pseudonym = this.vault.organisationPseudonym(ORGANISATION, address);
    return { partition: '0', organisationId: ORGANISATION, pseudonym };
  }

  async #decide(wish: ReleaseWish): Promise<Decision> {
    const number = BigInt(wish.number ?? ++this.#decisions);
    const messageId = wish.messageId ?? this.#ids.uuid();
    const recipient = this.#recipient(wish.to);
    const { key } = await this.#keys.keyFor(recipient, this.vault.allPoliticalPseudonym(wish.to));
    const text = wish.text ?? `Hola ${messageId}`;
    const content = createContent({ address: wish.to, text, links: [] });
    const gate = gateOf(ORGANISATION, this.log.layout);
    const seq = await this.#contents.putGroup('0', gate, [
      {
        messageId,
        organisationId: ORGANISATION,
        recipient: recipient.pseudonym,
        ...sealMessage(key, messageId, content),
      },
    ]);
    return usualDecision({
      number,
      messageId,
      recipient: recipient.pseudonym,
      releaseAttempt: wish.attempt ?? 1,
      content: { seq: BigInt(seq), index: 0, commitment: Buffer.from(commitmentOf(content)) },
    });
  }

  #commit(ref: Parameters<EventLog['load']>[0], events: { eventType: string; data: Uint8Array }[]) {
    return {
      commitId: this.#ids.uuid(),
      ref,
      events,
      actor: ACTOR,
      version: 1,
      occurredAtUs: systemClock.nowUs(),
      organisationId: ORGANISATION,
      correlationId: randomBytes(4).toString('hex'),
    };
  }

  async #registerSender(): Promise<void> {
    const registered = SenderRegistered.fromPartial({
      sender: {
        senderId: SENDER,
        organisationId: ORGANISATION,
        channel: Channel.CHANNEL_WHATSAPP,
        address: SENDER_NUMBER,
        verification: VerificationState.VERIFICATION_STATE_VERIFIED,
        limitProfile: 'test',
      },
    });
    await this.append(
      { context: 'registry', aggregate: 'sender', id: SENDER },
      {
        eventType: 'registry.SenderRegistered.v1',
        data: SenderRegistered.encode(registered).finish(),
      },
    );
  }

  async #activatePolicy(perSecond: number): Promise<void> {
    const activated = PolicyActivated.fromPartial({
      hash: 'test',
      document: Buffer.from(JSON.stringify(testPolicy(perSecond))),
      effectiveAtUs: 1n,
    });
    await this.append(
      { context: 'policy', aggregate: 'document', id: 'test' },
      {
        eventType: 'policy.PolicyActivated.v1',
        data: PolicyActivated.encode(activated).finish(),
      },
    );
  }
}
