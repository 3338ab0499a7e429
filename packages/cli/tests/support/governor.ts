import {
  Cancellation,
  ExplainLimitsResponse,
  GovernorServiceDefinition,
  type GovernorServiceImplementation,
  type OutboundMessage,
  Outcome,
  PlanCampaignResponse,
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

type LaneRpcs = Pick<
  GovernorServiceImplementation,
  'pauseLane' | 'resumeLane' | 'setCampaignWeight' | 'cancelMessages' | 'getCancellation'
>;

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
  /** Orders for lanes, in their order. */
  readonly orders: object[] = [];
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
        assumptions: [],
        paused: false,
      }),
      watchCampaign: this.#watch.bind(this),
      getPositions: async () => ({ partitions: [] }),
      ...LOOKING,
      ...this.#lanes(),
    };
  }

  /** Obeys every order and keeps it. */
  #lanes(): LaneRpcs {
    const { orders } = this;
    return {
      async pauseLane({ lane }) {
        orders.push({ pause: lane });
        return { seq: 7n, changed: true };
      },
      async resumeLane({ lane }) {
        orders.push({ resume: lane });
        return { seq: 8n, changed: false };
      },
      async setCampaignWeight({ campaignId, weight }) {
        orders.push({ campaignId, weight });
        return { changed: true };
      },
      async cancelMessages({ filter, dryRun }) {
        orders.push({ cancel: filter, dryRun });
        const counts = dryRun ? { remaining: 12n } : { orderId: 'can-1', remaining: 4n };
        const cancellation = Cancellation.fromPartial({ ...counts, cancelled: dryRun ? 0n : 8n });
        return { cancellation };
      },
      async getCancellation({ orderId }) {
        orders.push({ askedFor: orderId });
        return { cancellation: Cancellation.fromPartial({ orderId, cancelled: 12n }) };
      },
    };
  }

  async *#watch(): AsyncGenerator<WatchCampaignResponse> {
    const sent = BigInt(this.accepted.length);
    yield WatchCampaignResponse.fromPartial({ released: sent, handedOff: sent, seq: this.#seq });
  }
}

const AT_MS = 1_800_000_000_000;

function at(secondsLater: number): ReturnType<typeof timestampFromUs> {
  return timestampFromUs(BigInt(AT_MS + secondsLater * 1_000) * 1_000n);
}

/** A sender of 20 a second under 2,000 people a day, of whom 500 are left. */
const LOOKING: Pick<GovernorServiceImplementation, 'simulate' | 'planCampaign' | 'explainLimits'> =
  {
    simulate: async () => ({ results: [], levels: [] }),
    planCampaign: async (request) =>
      PlanCampaignResponse.fromPartial({
        startsAt: request.startAt ?? at(0),
        completesAt: at(86_400),
        messages: request.messages,
        bindingLimit: 'portfolio-recipients',
        bindingLimitText: 'At most 2,000 different people in any 24 hours.',
        queuedBefore: 3n,
        days: [
          { day: 1, from: at(0), messages: 2_000n, ruleId: 'portfolio-recipients' },
          { day: 2, from: at(86_400), messages: 1n, ruleId: '' },
        ],
        faster: [{ kind: 'PROFILE', profile: 'x', text: 'another tier', completesAt: at(60) }],
        never: [{ ruleId: 'OPTED_OUT', messages: BigInt(request.recipients.length) }],
        assumptions: ['Nothing else is sent meanwhile.'],
        profile: 'whatsapp-20-tier-2000',
        paces: [
          { kind: 'WARNING', inForce: true, until: at(7_200), text: 'A warning is new.' },
          { kind: 'SLOW_START', completesAt: at(172_800), text: 'A slow start may begin.' },
        ],
      }),
    explainLimits: async ({ organisationId }) =>
      ExplainLimitsResponse.fromPartial({
        senders: [
          {
            senderId: 'snd-1',
            profile: 'whatsapp-20',
            meaning: `of ${organisationId}`,
            queued: 4n,
          },
        ],
        levels: [
          {
            limitId: 'sender-per-second',
            senderId: 'snd-1',
            shape: 'window',
            meaning: 'At most 20 messages in any second.',
            max: 20n,
            spanMs: 1_010n,
            unit: 'messages',
            left: 0n,
            freeAt: at(1),
            fullAt: at(1),
          },
          {
            limitId: 'portfolio-recipients',
            shape: 'uniques',
            meaning: 'At most 2,000 different people in any 24 hours.',
            max: 2_000n,
            spanMs: 86_400_000n,
            unit: 'recipients',
            left: 500n,
            fullAt: at(86_400),
          },
        ],
        at: at(0),
        policyHash: 'f'.repeat(64),
      }),
  };

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
