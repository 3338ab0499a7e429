import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryReport, ReleaseRef } from '@hustings/contracts/dispatch';
import type { Logger } from '@hustings/service-kit';
import type { ReturnCode } from '../domain/last-look.ts';
import type { Ending, OutboxEvent, RecordHandOffs, TakeUp } from '../domain/outbox.ts';
import { keyOf } from '../domain/release.ts';
import type { DispatchRecords, SenderRef } from '../ports/dispatch-records.ts';

/** Reports of one commit: well below the log's message size at some 250 bytes each. */
const MAX_REPORTS_PER_COMMIT = 1_000;
/**
 * Endings and reports of so many milliseconds after a commit go into one. Each commit is an fsync, and an entry that every service
 * reads: at 250 messages a second from one number they were fifty a second, of five facts each. Nobody waits for them but the provider,
 * for an answer to receipts; what a crash leaves without an ending is looked up, as it is with calls that are out.
 */
const GATHER_MS = 50;
/** What must be recorded is tried again after this, as long as the log is away. */
const RETRY_MS = 250;

/** Which of the releases to take up were taken up by this very call. */
export type TakenKeys = ReadonlySet<string>;

interface Waiter<Value> {
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/**
 * Writes one sender's outbox, one commit at a time: what comes while one is under way, and for a moment after it, forms the next.
 * Releases to take up wait for nothing, and take along what has gathered. Endings are kept until they stand in the log; taking up and
 * reporting fail with the log, since others can repeat them.
 */
export class OutboxWriter {
  readonly #records: DispatchRecords;
  readonly #sender: SenderRef;
  readonly #logger: Logger;
  #take: (Waiter<TakenKeys> & { list: TakeUp[] })[] = [];
  #reports: (Waiter<void> & { list: DeliveryReport[] })[] = [];
  #finish: Ending[] = [];
  #giveBack: { ref: ReleaseRef; code: ReturnCode }[] = [];
  #writing: Promise<void> | null = null;
  /** When the last commit ended, on the monotonic clock. */
  #writtenMs = Number.NEGATIVE_INFINITY;
  /** Ends the wait for more. */
  #hurry: () => void = () => undefined;
  #draining = false;

  constructor(records: DispatchRecords, sender: SenderRef, logger: Logger) {
    this.#records = records;
    this.#sender = sender;
    this.#logger = logger;
  }

  /** Records that these releases are handed off or returned now. Rejects when the log cannot be reached. */
  take(list: TakeUp[]): Promise<TakenKeys> {
    return new Promise((resolve, reject) => {
      this.#take.push({ list, resolve, reject });
      this.#hurry();
      this.#write();
    });
  }

  /** Records the provider's reports. Rejects when the log cannot be reached. */
  report(list: DeliveryReport[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#reports.push({ list, resolve, reject });
      this.#write();
    });
  }

  /** Records how a call ended, however long that takes. */
  finish(ending: Ending): void {
    this.#finish.push(ending);
    this.#write();
  }

  /** Records that a started hand-off was never called, however long that takes. */
  giveBack(ref: ReleaseRef, code: ReturnCode): void {
    this.#giveBack.push({ ref, code });
    this.#write();
  }

  /** Resolves when nothing is left to write. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#hurry();
    while (this.#writing !== null) await this.#writing;
    this.#draining = false;
  }

  #write(): void {
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    while (
      this.#take.length + this.#reports.length + this.#finish.length + this.#giveBack.length >
      0
    ) {
      await this.#gather();
      await this.#writeGroup();
      this.#writtenMs = performance.now();
    }
    // In the tick in which nothing was left: whoever adds something a moment later must find nobody at work.
    this.#writing = null;
  }

  /** Until the last commit lies long enough back, or something cannot wait. */
  async #gather(): Promise<void> {
    const leftMs = this.#writtenMs + GATHER_MS - performance.now();
    if (leftMs <= 0 || this.#take.length > 0 || this.#draining) return;
    const waiting = Promise.withResolvers<void>();
    const timer = setTimeout(waiting.resolve, leftMs);
    this.#hurry = waiting.resolve;
    await waiting.promise;
    clearTimeout(timer);
  }

  async #writeGroup(): Promise<void> {
    const take = this.#take.splice(0);
    const reports = this.#reports.splice(0, MAX_REPORTS_PER_COMMIT);
    const finish = this.#finish.splice(0);
    const giveBack = this.#giveBack.splice(0);
    const command: RecordHandOffs = {
      take: take.flatMap((each) => each.list),
      deliveries: reports.flatMap((each) => each.list),
      finish,
      giveBack,
    };
    try {
      const events = await this.#records.recordHandOffs(this.#sender, command);
      const taken = takenKeys(events);
      for (const each of take) each.resolve(taken);
      for (const each of reports) each.resolve();
    } catch (error) {
      this.#logger.warn({ err: error, senderId: this.#sender.senderId }, 'outbox not recorded');
      this.#finish.unshift(...finish);
      this.#giveBack.unshift(...giveBack);
      for (const each of [...take, ...reports]) each.reject(error);
      await pause(RETRY_MS);
    }
  }
}

function takenKeys(events: OutboxEvent[]): TakenKeys {
  return new Set(
    events.flatMap((event) => {
      if (event.type === 'HandOffsStarted') return event.releases.map(keyOf);
      if (event.type !== 'ReleasesReturned') return [];
      return event.returned.flatMap(({ release }) => (release ? [keyOf(release)] : []));
    }),
  );
}
