import type { Applied, Behind, Believed, GateScripts } from '@hustings/redis-scripts';
import { movesLanes } from '../domain/decisions-of.ts';
import { endsWaiting, type GateChange } from './gate-changes.ts';
import type { GateWorker } from './gate-worker.ts';

/** Changes kept for a gate that is about to open; more of them are read from the log again. */
const HELD_MAX = 512;

/**
 * Carries the log into one gate's store, change by change, in order.
 * SHUT: the gate decides nothing, and what happens meanwhile is left to the next rebuild. HOLDING: the log is read up to a
 * sequence; what comes after it is kept. OPEN: every change is written at once.
 */
export class GateFeed {
  readonly worker: GateWorker;
  readonly #scripts: GateScripts;
  readonly #onTrouble: (why: string) => void;
  #state: 'SHUT' | 'HOLDING' | 'OPEN' = 'SHUT';
  #held: GateChange[] = [];
  #closing = new AbortController();

  constructor(worker: GateWorker, scripts: GateScripts, onTrouble: (why: string) => void) {
    this.worker = worker;
    this.#scripts = scripts;
    this.#onTrouble = onTrouble;
  }

  get isOpen(): boolean {
    return this.#state === 'OPEN';
  }

  get wantsChanges(): boolean {
    return this.#state !== 'SHUT';
  }

  /** Aborts when the gate closes: whoever waits for it to get on lets go. */
  get closes(): AbortSignal {
    return this.#closing.signal;
  }

  /** No decision until the gate is opened again. */
  shut(): void {
    this.worker.close();
    this.#state = 'SHUT';
    this.#held = [];
    this.#closing.abort();
  }

  /** From now on keeps what is changed, for `open`. */
  hold(): void {
    this.#state = 'HOLDING';
    this.#held = [];
  }

  /**
   * Opens the gate on a store that was rebuilt up to these positions, and writes what was kept. False when it was shut
   * meanwhile or too much came: then the gate stays closed.
   */
  open(believed: Believed): boolean {
    if (this.#state !== 'HOLDING') return false;
    this.#closing = new AbortController();
    this.#state = 'OPEN';
    this.worker.reopen(believed);
    for (const change of this.#held.splice(0)) void this.take(change);
    return true;
  }

  /** Settles when the store has taken the change, or the trouble with it was told. */
  take(change: GateChange): Promise<void> | null {
    if (this.#state === 'SHUT') return null;
    if (this.#state === 'OPEN') return this.#watch(this.#apply(change));
    if (this.#held.push(change) > HELD_MAX) this.shut();
    return null;
  }

  #apply(change: GateChange): Promise<Applied | Behind> | null {
    const { worker } = this;
    const { believed } = worker;
    const { epoch, gateSeq } = believed;
    if (change.kind === 'COMMIT') {
      const { commit } = change;
      // Commits of this process were applied when the log acknowledged them.
      if (gateSeq >= commit.seq) return null;
      const applied = this.#scripts.applyDecisions(worker.ref, epoch, commit);
      worker.commitIssued(commit.seq, commit.event);
      if (movesLanes(commit.event)) worker.wakeReleases();
      return applied;
    }
    const applied = this.#scripts.applyFacts(worker.ref, believed, [change.entry]);
    if (change.kind === 'MARKER') worker.commitIssued(change.seq, null);
    else worker.factIssued(change.seq);
    worker.wakeReleases(change.kind === 'FACTS' && change.entry.facts.some(endsWaiting));
    worker.recallAfter(change.entry.facts);
    return applied;
  }

  async #watch(applied: Promise<Applied | Behind> | null): Promise<void> {
    try {
      const answer = await applied;
      if (answer?.outcome === 'BEHIND')
        this.#onTrouble('a change of the log found the gate behind');
    } catch (error) {
      this.#onTrouble(`a change of the log was not applied: ${String(error)}`);
    }
  }
}
