import { ActorKind } from '@hustings/contracts/log';
import {
  type EventLog,
  memoryWatermark,
  PoisonEntry,
  partitionsOf,
  project,
  subjectsOf,
} from '@hustings/event-log';
import type { Logger } from '@hustings/service-kit';
import { resumeAct } from './carry-out.ts';
import { type Ledger, refOf } from './ledger.ts';
import { carryOutLink } from './link-identities.ts';
import { lapseRequest, liftRequest, makeLast } from './on-behalf.ts';
import type { KnownRequest, KnownReview, OpenWork } from './open-work.ts';
import { applyReview } from './review.ts';
import { LEDGER } from './service-text.ts';

/** How often somebody looks for what was left. */
const LOOK_EVERY_MS = 1_000;
/** Whoever began something gets this long to end it: more than a barrier takes. */
export const LEFT_AFTER_MS = 10_000;
/** Decisions of before this were applied long ago, by whoever took them or by whoever read them then. */
const APPLIED_AFTER_US = 86_400_000_000;

const AGGREGATES = ['answer', 'review', 'request', 'identity'];

/** Follows the acts around opt-outs and goes on with those that somebody has left, in whatever step. */
export class Resumer {
  readonly #ledger: Ledger;
  readonly #work: OpenWork;
  readonly #logger: Logger;
  readonly #leftAfterMs: number;
  /** Decisions and ends that this process has made sure of. */
  readonly #applied = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;

  constructor(ledger: Ledger, work: OpenWork, options: { logger: Logger; leftAfterMs?: number }) {
    this.#ledger = ledger;
    this.#work = work;
    this.#logger = options.logger;
    this.#leftAfterMs = options.leftAfterMs ?? LEFT_AFTER_MS;
  }

  /** Resolves when all acts that stand in the log were read; `onFailure` is called when it cannot be followed any more. */
  async start(
    log: EventLog,
    { signal, onFailure }: { signal: AbortSignal; onFailure: (error: unknown) => void },
  ): Promise<void> {
    const readers = partitionsOf(log.layout).map((partition) =>
      project({
        log,
        partition,
        subjects: AGGREGATES.map((aggregate) => subjectsOf(partition, 'optout', aggregate)),
        service: 'optout-ledger',
        reader: 'open-work',
        watermark: memoryWatermark(),
        apply: ({ commit }) => this.#apply(commit.events),
        signal,
      }),
    );
    for (const { done } of readers) {
      done.catch((error: unknown) => {
        if (!signal.aborted) onFailure(error);
      });
    }
    await Promise.all(readers.map(({ caughtUp }) => caughtUp));
    this.#timer = setInterval(() => this.#lookOnce(), LOOK_EVERY_MS);
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Goes on with everything that was left; what fails is tried again at the next look. */
  async look(): Promise<void> {
    const nowMs = this.#ledger.clock.monotonicMs();
    const isLeft = ({ seenMs }: { seenMs: number }): boolean => nowMs - seenMs >= this.#leftAfterMs;
    for (const act of [...this.#work.acts.values()].filter(isLeft)) {
      await this.#try('act', () => resumeAct(this.#ledger, act.taken));
    }
    for (const { ordered } of [...this.#work.links.values()].filter(isLeft)) {
      await this.#try('link', async () => {
        await carryOutLink(this.#ledger, ordered, LEDGER);
      });
    }
    for (const [id, request] of this.#work.requests) await this.#goOnWithRequest(id, request);
    for (const [id, review] of this.#work.reviews) await this.#goOnWithReview(id, review);
  }

  /** One look at a time: while one is under way the next is skipped. */
  #lookOnce(): void {
    if (this.#looking !== null) return;
    this.#looking = this.look().finally(() => {
      this.#looking = null;
    });
  }

  #apply(events: readonly { eventType: string; data: Uint8Array }[]): void {
    const nowMs = this.#ledger.clock.monotonicMs();
    for (const { eventType, data } of events) {
      try {
        this.#work.apply(eventType, data, nowMs);
      } catch (cause) {
        throw new PoisonEntry(`cannot read ${eventType}`, { cause });
      }
    }
  }

  async #goOnWithRequest(id: string, { opened, ended }: KnownRequest): Promise<void> {
    const ledger = this.#ledger;
    const own = refOf(ledger, opened.organisationId, opened.recipient);
    if (ended === null) {
      if (ledger.clock.nowUs() < opened.expiresAtUs) return;
      await this.#try('request', () => lapseRequest(ledger, own, id));
      return;
    }
    await this.#applyOnce(`${id} ${ended.atUs}`, ended.atUs, async () => {
      if (ended.how === 'LAPSED') await liftRequest(ledger, own, id);
      else await makeLast(ledger, own, { requestId: id, atUs: BigInt(ended.atUs), actor: LEDGER });
    });
  }

  async #goOnWithReview(id: string, { opened, decided }: KnownReview): Promise<void> {
    if (decided === null) return;
    const { confirmed, note, decidedAtUs: atUs, decidedBy } = decided;
    const actor = { kind: ActorKind.ACTOR_KIND_STAFF, id: decidedBy };
    await this.#applyOnce(id, Number(atUs), () =>
      applyReview(this.#ledger, opened, { confirmed, note, atUs, actor }),
    );
  }

  async #applyOnce(key: string, atUs: number, apply: () => Promise<void>): Promise<void> {
    if (this.#applied.has(key)) return;
    if (Number(this.#ledger.clock.nowUs()) - atUs > APPLIED_AFTER_US) return;
    await this.#try('decision', async () => {
      await apply();
      this.#applied.add(key);
    });
  }

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn({ err: error, what }, 'could not be gone on with; tried again');
    }
  }
}
