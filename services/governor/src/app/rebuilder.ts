import { type EventLog, LogDiverged } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import type { Logger } from '@hustings/service-kit';
import type { GateWorker } from './gate-worker.ts';
import { Latch } from './latch.ts';

/** While Redis is away a rebuild is tried again this often; the gates stay closed. */
const RETRY_MS = 100;

/** One part of the store that is rebuilt: a partition, or the list of all-political opt-outs. */
export interface Rebuildable {
  partition: string;
  projection: { rebuild(epoch: string, until: number, signal: AbortSignal): Promise<void> };
}

export interface RebuilderParts {
  log: EventLog;
  workers: GateWorker[];
  parts: Rebuildable[];
  ids: Ids;
  logger: Logger;
  signal: AbortSignal;
  /** Joins the barrier, so that what is read from then on is complete, and checks that the log is the one that was read. */
  prepare: () => Promise<void>;
  onRebuilt: () => void;
  /** The log is not the one that was read before. */
  onFailure: (error: unknown) => void;
}

/** Closes every gate, rebuilds Redis from the log under a new epoch, opens the gates: fail closed, then go on. */
export class Rebuilder {
  readonly #deps: RebuilderParts;
  readonly #open = new Latch();
  #running: Promise<void> | null = null;
  #begun = new AbortController();
  #count = 0;

  constructor(deps: RebuilderParts) {
    this.#deps = deps;
  }

  /** Rebuilds since the process started, the first one included. */
  get count(): number {
    return this.#count;
  }

  get closed(): boolean {
    return this.#running !== null;
  }

  /** Aborts when the next rebuild begins: whoever waits for progress of the log lets go. */
  get begins(): AbortSignal {
    return this.#begun.signal;
  }

  whenOpen(): Promise<void> {
    return this.#open.opened();
  }

  /** Begins a rebuild unless one runs. */
  request(why: string): void {
    if (this.#running || this.#deps.signal.aborted) return;
    this.#deps.logger.warn({ why }, 'rebuilding Redis from the log');
    this.begin().catch((error: unknown) => {
      if (!this.#deps.signal.aborted) this.#deps.onFailure(error);
    });
  }

  /** Resolves when the gates are open on a store that holds the log; rejects only for what no repetition mends. */
  begin(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { workers, signal, logger, onRebuilt } = this.#deps;
    this.#open.close();
    this.#begun.abort();
    this.#begun = new AbortController();
    for (const worker of workers) worker.close();
    const startedMs = performance.now();
    for (;;) {
      signal.throwIfAborted();
      // A step that is still out would write under the old epoch: let it end first.
      await Promise.all(workers.map((worker) => worker.currentStep));
      if (await this.#tryOnce()) break;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    this.#count += 1;
    onRebuilt();
    this.#open.open();
    logger.info({ tookMs: Math.round(performance.now() - startedMs) }, 'Redis holds the log again');
  }

  async #tryOnce(): Promise<boolean> {
    const { log, parts, ids, signal, logger, prepare } = this.#deps;
    const epoch = ids.uuid();
    try {
      await prepare();
      for (const part of parts) {
        await part.projection.rebuild(epoch, await log.lastSeq(part.partition), signal);
      }
      return true;
    } catch (error) {
      if (error instanceof LogDiverged) throw error;
      logger.warn({ err: error }, 'the rebuild failed; trying again');
      return false;
    }
  }
}
