import {
  GovernorServiceDefinition,
  type GovernorServiceImplementation,
  type OutboundMessage,
  Outcome,
  type Reason,
  SendResult,
  type SendStreamRequest,
  type SendStreamResponse,
  WatchCampaignResponse,
} from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import {
  bindService,
  createClient,
  createLogger,
  type RpcClient,
  RpcFailure,
  startGrpcServer,
} from '@hustings/service-kit';

/** What a test governor answers to one message: an outcome, and a reason if it is no acceptance. */
export type Decide = (message: OutboundMessage, asked: number) => Partial<SendResult>;

export interface GovernorBehaviour {
  decide?: Decide;
  /** Breaks each stream after so many answers; what was asked beyond them is decided, and nobody is told. */
  breakEvery?: number;
  /** Refuses streams with this failure. */
  refuse?: RpcFailure;
}

/**
 * A governor over real gRPC that keeps its promises about keys: what was answered is kept, and the same key again gives
 * the first answer.
 */
export class TestGovernor {
  readonly #behaviour: GovernorBehaviour;
  readonly #answers = new Map<string, SendResult>();
  readonly #asked = new Map<string, number>();
  #seq = 0n;
  streams = 0;
  largestFrame = 0;

  constructor(behaviour: GovernorBehaviour = {}) {
    this.#behaviour = behaviour;
  }

  /** Messages that would go out: each key once, whatever was sent again. */
  get accepted(): string[] {
    const isIn = ({ outcome }: SendResult) => outcome === Outcome.OUTCOME_QUEUED;
    return [...this.#answers.values()].filter(isIn).map((each) => each.idempotencyKey);
  }

  async *sendStream(frames: AsyncIterable<SendStreamRequest>): AsyncGenerator<SendStreamResponse> {
    this.streams++;
    const { refuse, breakEvery = Number.POSITIVE_INFINITY } = this.#behaviour;
    if (refuse) throw refuse;
    let answered = 0;
    for await (const { messages } of frames) {
      this.largestFrame = Math.max(this.largestFrame, messages.length);
      const results = messages.map((message) => this.#answer(message));
      const left = breakEvery - answered;
      answered += messages.length;
      yield { results: results.slice(0, left) };
      if (left < messages.length) throw RpcFailure.unavailable('STOPPING', 'going away');
    }
  }

  #answer(message: OutboundMessage): SendResult {
    const { idempotencyKey } = message;
    const known = this.#answers.get(idempotencyKey);
    if (known !== undefined) return { ...known, repeatedKey: true };
    const asked = (this.#asked.get(idempotencyKey) ?? 0) + 1;
    this.#asked.set(idempotencyKey, asked);
    const result = SendResult.fromPartial({
      idempotencyKey,
      messageId: `msg-${idempotencyKey}`,
      outcome: Outcome.OUTCOME_QUEUED,
      position: { partition: '0', seq: ++this.#seq },
      ...this.#behaviour.decide?.(message, asked),
    });
    if (result.outcome === Outcome.OUTCOME_QUEUED) this.#answers.set(idempotencyKey, result);
    return result;
  }

  get implementation(): GovernorServiceImplementation {
    return {
      sendStream: (frames) => this.sendStream(frames),
      send: async ({ message }) => ({ result: message && this.#answer(message) }),
      getMessage: async () => {
        throw RpcFailure.notFound('MESSAGE_UNKNOWN', 'there is no such message');
      },
      estimateCompletion: async ({ messages }) => ({
        completesAt: timestampFromUs(1_800_000_000_000_000n + messages * 50_000n),
        bindingLimit: 'sender-per-second',
        bindingLimitText: 'at most 20 a second',
        queuedBefore: 0n,
      }),
      watchCampaign: this.#watch.bind(this),
      getPositions: async () => ({ partitions: [] }),
    };
  }

  async *#watch(): AsyncGenerator<WatchCampaignResponse> {
    const sent = BigInt(this.accepted.length);
    yield WatchCampaignResponse.fromPartial({ released: sent, handedOff: sent, seq: this.#seq });
  }
}

/** A refusal with a reason. */
export function refusal(reason: Reason): Partial<SendResult> {
  return { outcome: Outcome.OUTCOME_REFUSED, reason };
}

export interface Served {
  address: string;
  client: RpcClient<typeof GovernorServiceDefinition>;
  stop(): Promise<void>;
}

/** Serves a test governor on a free port. */
export async function serve(governor: TestGovernor): Promise<Served> {
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [bindService(GovernorServiceDefinition, governor.implementation, { public: true })],
    logger: createLogger('test-governor', 'silent'),
  });
  const client = createClient(GovernorServiceDefinition, {
    address: server.address,
    token: 'crd-test.secret',
  });
  return {
    address: server.address,
    client,
    async stop() {
      client.close();
      await server.stop();
    },
  };
}
