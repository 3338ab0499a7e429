import type { Cut, DecisionsRecorded } from '@hustings/contracts/governor';
import type { Findings } from './findings.ts';

/**
 * Checks that a gate's commits form one chain in which nothing was overlooked: each names the message before it, numbers
 * have no gap, missing calls are voided, time does not run backwards, and every fact with a marker before a decision
 * lies within that decision's cut (the proof of promise P1).
 */
export class GateOrder {
  readonly #gate: string;
  readonly #findings: Findings;
  #lastSeq = 0;
  #lastNumber = 0n;
  #lastCall = 0n;
  #lastAtUs = 0n;
  /** Highest fact that a marker on this gate named. */
  #markedFactSeq = 0;
  /** Facts that take something away and whose marker has not been seen, by commit id. */
  readonly #unmarked = new Map<string, number>();

  constructor(gate: string, findings: Findings) {
    this.#gate = gate;
    this.#findings = findings;
  }

  /** A fact of this gate that has to carry a marker. It stands beside its marker, in one batch. */
  takeBindingFact(seq: number, commitId: string): void {
    this.#unmarked.set(commitId, seq);
  }

  takeMarker(seq: number, commitIds: readonly string[]): void {
    for (const commitId of commitIds) {
      const factSeq = this.#unmarked.get(commitId);
      if (factSeq === undefined) {
        this.#break(seq, `the marker names the commit ${commitId}, which is not beside it`);
      } else {
        this.#unmarked.delete(commitId);
        this.#markedFactSeq = Math.max(this.#markedFactSeq, factSeq);
      }
    }
    this.#lastSeq = seq;
  }

  takeDecisions(seq: number, event: DecisionsRecorded): void {
    this.#checkMarkers();
    this.#checkCut(seq, event.cut);
    this.#checkCalls(seq, event);
    this.#checkNumbers(seq, event);
    if (event.decidedAtUs < this.#lastAtUs) {
      this.#break(
        seq,
        `decided ${this.#lastAtUs - event.decidedAtUs} µs before the call before it`,
      );
    }
    this.#lastAtUs = event.decidedAtUs;
    this.#lastSeq = seq;
  }

  /** At the end of the log: a binding fact without a marker may not stay unnoticed because nothing followed it. */
  finish(): void {
    this.#checkMarkers();
  }

  #checkMarkers(): void {
    for (const [commitId, seq] of this.#unmarked) {
      this.#break(seq, `the fact ${commitId} takes something away and has no marker on this gate`);
    }
    this.#unmarked.clear();
  }

  #checkCut(seq: number, cut: Cut | undefined): void {
    if (cut === undefined) {
      this.#break(seq, 'decisions without a cut');
      return;
    }
    if (Number(cut.gateSeq) !== this.#lastSeq) {
      this.#break(seq, `expected message ${cut.gateSeq} before it, where ${this.#lastSeq} stands`);
    }
    if (Number(cut.factsSeq) < this.#markedFactSeq) {
      const text = `decided without the fact ${this.#markedFactSeq}, whose marker stands before it`;
      this.#break(seq, text);
    }
    if (Number(cut.factsSeq) >= seq) this.#break(seq, `its cut ${cut.factsSeq} lies after it`);
  }

  #checkCalls(seq: number, { call, voidedCalls }: DecisionsRecorded): void {
    if (call <= this.#lastCall) {
      this.#break(seq, `call ${call} after call ${this.#lastCall}`);
      return;
    }
    const voided = new Set(voidedCalls);
    for (let missing = this.#lastCall + 1n; missing < call; missing++) {
      if (!voided.delete(missing)) {
        this.#break(seq, `calls from ${missing} on are missing and not voided`);
        break;
      }
    }
    if (voided.size > 0) {
      this.#break(seq, `voids calls that are not missing: ${[...voided].join(', ')}`);
    }
    this.#lastCall = call;
  }

  #checkNumbers(seq: number, { decisions }: DecisionsRecorded): void {
    for (const { number } of decisions) {
      if (number !== this.#lastNumber + 1n) {
        this.#break(seq, `decision ${number} after decision ${this.#lastNumber}`);
      }
      this.#lastNumber = number;
    }
  }

  #break(seq: number, text: string): void {
    this.#findings.add('BREAK', seq, `gate ${this.#gate}: ${text}`);
  }
}
