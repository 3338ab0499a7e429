import { DecisionsRecorded } from '@hustings/contracts/governor';
import type { CorruptEntry, EventLog, LogEntry } from '@hustings/event-log';
import { gateOf, present } from '@hustings/kernel';
import { type Fact, type FactEntry, factsOf } from '@hustings/policy';
import type { Applied, Behind, Believed, GateScripts } from '@hustings/redis-scripts';
import type { GateWorker } from './gate-worker.ts';
import type { Position } from './position.ts';

/** Calls to the store that may be unanswered during a replay; each holds one log entry. */
const OUTSTANDING_MAX = 512;

export interface ProjectionParts {
  partition: string;
  log: EventLog;
  scripts: GateScripts;
  /** By gate number. */
  workers: GateWorker[];
  position: Position;
  /** Takes every readable entry once, in order, whatever happens to the store. */
  view: (entry: LogEntry) => void;
  onUnreadable: (entry: LogEntry | CorruptEntry, fault: string) => void;
  requestRebuild: (why: string) => void;
  /** Resolves at once unless the store is being rebuilt. */
  whenOpen: () => Promise<void>;
}

/** Carries one partition's log into the store, in order, and rebuilds the store from the log. */
export class PartitionProjection {
  readonly #parts: ProjectionParts;
  #viewedSeq = 0;
  #settled: Promise<void> = Promise.resolve();

  constructor(parts: ProjectionParts) {
    this.#parts = parts;
  }

  /** Follows the log from where `rebuild` ended. Returns when the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const { log, partition, position } = this.#parts;
    for await (const entry of log.follow({ partition, after: position.issued, signal })) {
      await this.#parts.whenOpen();
      // A rebuild that ran meanwhile may have replayed this entry already.
      if (entry.seq <= position.issued) continue;
      this.#viewOrReport(entry);
      this.#applyLive(entry);
    }
  }

  /** Replays the log up to `until` into emptied gates and opens them. */
  async rebuild(epoch: string, until: number, signal: AbortSignal): Promise<void> {
    const { partition, log, workers, position } = this.#parts;
    const gates = workers.map(() => ({ epoch, call: 0, gateSeq: 0, factSeq: 0 }));
    await Promise.all(workers.map((worker) => this.#begin(worker, epoch)));
    const calls = new Outstanding();
    if (until > 0) {
      for await (const entry of log.follow({ partition, after: 0, until, signal })) {
        this.#viewOrReport(entry);
        this.#replay(entry, { epoch, gates, calls });
        await calls.below(OUTSTANDING_MAX);
      }
    }
    await calls.below(1);
    await Promise.all(workers.map((worker, gate) => this.#finish(worker, gates[gate])));
    position.issue(until);
    position.apply(until);
  }

  async #begin({ ref }: GateWorker, next: string): Promise<void> {
    const { scripts } = this.#parts;
    const observed = (await scripts.readMeta(ref))?.epoch ?? '';
    const { outcome } = await scripts.beginRebuild(ref, { observed, next });
    if (outcome === 'BEHIND') throw new Error('another process rebuilds this gate');
  }

  async #finish(worker: GateWorker, rebuilt: Believed | undefined): Promise<void> {
    const believed = present(rebuilt, 'one position a gate');
    const { outcome } = await this.#parts.scripts.finishRebuild(worker.ref, believed);
    if (outcome === 'BEHIND') throw new Error('another process rebuilds this gate');
    worker.reopen(believed);
  }

  #replay(
    entry: LogEntry | CorruptEntry,
    into: { epoch: string; gates: Believed[]; calls: Outstanding },
  ): void {
    const { scripts, workers } = this.#parts;
    for (const change of this.#changesOf(entry)) {
      const believed = present(into.gates[change.gate], 'the gate is one of the layout');
      const { ref } = present(workers[change.gate], 'one worker a gate');
      if (change.kind === 'COMMIT') {
        const { seq } = entry;
        into.calls.add(scripts.applyDecisions(ref, into.epoch, { seq, event: change.recorded }));
        believed.gateSeq = seq;
        believed.call = Math.max(believed.call, Number(change.recorded.call));
      } else {
        into.calls.add(scripts.applyFacts(ref, into.epoch, [change.entry]));
        if (change.kind === 'MARKER') believed.gateSeq = entry.seq;
        else believed.factSeq = entry.seq;
      }
    }
  }

  #applyLive(entry: LogEntry | CorruptEntry): void {
    const { workers, position } = this.#parts;
    const calls = this.#changesOf(entry).map((change) =>
      this.#applyChange(present(workers[change.gate], 'one worker a gate'), change, entry.seq),
    );
    position.issue(entry.seq);
    this.#settle(calls, entry.seq);
  }

  async #applyChange(
    worker: GateWorker,
    change: GateChange,
    seq: number,
  ): Promise<Applied | Behind> {
    const { scripts } = this.#parts;
    const { epoch, gateSeq } = worker.believed;
    if (change.kind === 'COMMIT') {
      // Commits of this process were applied when the log acknowledged them.
      if (gateSeq >= seq) return { outcome: 'SKIPPED' };
      const applied = scripts.applyDecisions(worker.ref, epoch, { seq, event: change.recorded });
      worker.commitIssued(seq, change.recorded);
      worker.wakeReleases();
      return applied;
    }
    const applied = scripts.applyFacts(worker.ref, epoch, [change.entry]);
    if (change.kind === 'MARKER') worker.commitIssued(seq, null);
    else worker.factIssued(seq);
    worker.wakeReleases(change.kind === 'FACTS' && change.entry.facts.some(endsWaiting));
    return applied;
  }

  /** Sequences count as applied in their order, also those that needed no call. */
  #settle(calls: Promise<Applied | Behind>[], seq: number): void {
    const answered = Promise.allSettled(calls);
    this.#settled = this.#settled.then(async () => {
      const trouble = (await answered).map(troubleIn).find((one) => one !== '');
      if (trouble === undefined) this.#parts.position.apply(seq);
      else this.#parts.requestRebuild(trouble);
    });
  }

  #viewOrReport(entry: LogEntry | CorruptEntry): void {
    if (entry.seq <= this.#viewedSeq) return;
    this.#viewedSeq = entry.seq;
    if (!isReadable(entry)) {
      this.#parts.onUnreadable(entry, entry.fault);
      return;
    }
    try {
      this.#parts.view(entry);
    } catch (error) {
      this.#parts.onUnreadable(entry, String(error));
    }
  }

  #changesOf(entry: LogEntry | CorruptEntry): GateChange[] {
    try {
      if (isReadable(entry)) return this.#readChanges(entry);
    } catch {
      // Passed over like an entry that is no commit at all.
    }
    // One bad entry must not stop opt-outs behind it; the view has reported it with its position. On a gate it moves the
    // sequence, or the gate could never decide again.
    const gate = gateOfSubject(entry.subject);
    return gate === null ? [] : [markerAt(gate, entry.seq)];
  }

  #readChanges(entry: LogEntry): GateChange[] {
    const gate = gateOfSubject(entry.subject);
    if (gate !== null) return [gateCommitOf(entry, gate)];
    const byGate = new Map<number, Fact[]>();
    for (const event of entry.commit.events) {
      for (const fact of factsOf(event)) {
        for (const one of this.#gatesOf(fact)) byGate.set(one, [...(byGate.get(one) ?? []), fact]);
      }
    }
    return [...byGate].map(([one, facts]) => ({
      kind: 'FACTS',
      gate: one,
      entry: { seq: entry.seq, facts, marker: false },
    }));
  }

  #gatesOf({ organisationId }: Fact): number[] {
    const { workers, log } = this.#parts;
    if (organisationId !== '') return [gateOf(organisationId, log.layout)];
    return workers.map((worker) => worker.ref.gate);
  }
}

/** What an entry changes at one gate. */
type GateChange =
  | { kind: 'COMMIT'; gate: number; recorded: DecisionsRecorded }
  | { kind: 'MARKER' | 'FACTS'; gate: number; entry: FactEntry };

const DECISIONS_RECORDED = 'governor.DecisionsRecorded.v1';
const GATE_SUBJECT = /^hustings\.evt\.[^.]+\.gate\.(\d+)$/;

function gateCommitOf({ seq, commit }: LogEntry, gate: number): GateChange {
  const event = commit.events.find((one) => one.eventType === DECISIONS_RECORDED);
  if (event) return { kind: 'COMMIT', gate, recorded: DecisionsRecorded.decode(event.data) };
  return markerAt(gate, seq);
}

function markerAt(gate: number, seq: number): GateChange {
  return { kind: 'MARKER', gate, entry: { seq, facts: [], marker: true } };
}

function gateOfSubject(subject: string): number | null {
  const gate = GATE_SUBJECT.exec(subject)?.[1];
  return gate === undefined ? null : Number(gate);
}

/** True for facts that may let a sender go on that was known to have to wait. */
function endsWaiting({ type }: Fact): boolean {
  return type === 'SanctionEnded' || type === 'SanctionImposed' || type === 'PolicyActivated';
}

function troubleIn(answer: PromiseSettledResult<Applied | Behind>): string {
  if (answer.status === 'rejected') return `a fact was not applied: ${String(answer.reason)}`;
  return answer.value.outcome === 'BEHIND' ? 'a fact found the gate behind' : '';
}

function isReadable(entry: LogEntry | CorruptEntry): entry is LogEntry {
  return 'commit' in entry;
}

/** Calls that were issued and not answered yet; the first failure is thrown by the next wait. */
class Outstanding {
  #count = 0;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  add(call: Promise<Applied | Behind>): void {
    this.#count += 1;
    call.then(
      ({ outcome }) =>
        this.#done(outcome === 'BEHIND' ? new Error('Redis lost the rebuild on the way') : null),
      (error: unknown) => this.#done(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async below(max: number): Promise<void> {
    while (this.#count >= max && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
  }

  #done(failure: Error | null): void {
    this.#count -= 1;
    this.#failure ??= failure;
    this.#wake?.();
  }
}
