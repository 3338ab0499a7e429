import {
  HandOffsFinished,
  HandOffsStarted,
  InboundReceived,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import { type Decision, Outcome } from '@hustings/contracts/governor';
import type { RecordedEvent } from '@hustings/contracts/log';
import { OptedIn, OptedOut } from '@hustings/contracts/optout';
import { decodeMessage } from '@hustings/contracts/wire';
import type { LogEntry } from '@hustings/event-log';
import { gateOf, type LogLayout, unreachable } from '@hustings/kernel';
import { type Fact, factsOf, findLiftedSilence } from '@hustings/policy';
import type { AllPoliticalSteps } from './all-political.ts';
import { AllPoliticalCheck, type LinkOf } from './all-political-check.ts';
import type { DecodedEntry } from './decode-entry.ts';
import { isBinding, KNOWN_EVENT_TYPES } from './event-types.ts';
import { Findings } from './findings.ts';
import { GateOrder } from './gate-order.ts';
import { type Difference, GateReplay } from './gate-replay.ts';
import { HandOffPeaks, type Peak } from './hand-off-peaks.ts';
import { MessageFates, type Step } from './message-fates.ts';
import { OptOutAudit } from './opt-out-audit.ts';
import { PolicyTimeline } from './policy-timeline.ts';
import { ProcessCheck } from './process-check.ts';
import type { DigestOfText } from './service-text-check.ts';

/** What the replay of one partition found. */
export interface PartitionReport {
  partition: string;
  commits: number;
  decisions: number;
  differences: number;
  firstDifferences: Difference[];
  findings: Findings;
  peaks: Peak[];
  open: number;
  uncertain: number;
  unlinkable: number;
}

export interface PartitionReplayOptions {
  partition: string;
  layout: LogLayout;
  /** What stands in partition "all", read to its end beforehand. */
  allPolitical: AllPoliticalSteps;
  linkOf: LinkOf;
  /** What a text that the system sends by itself must have been. */
  digestOfText: DigestOfText;
}

const DIFFERENCES_KEPT = 100;

/**
 * Replays one partition in the order of its log: decides every decision again with the oracle and, with code of its
 * own, follows every message, opt-out, call and case. Pure: the log and the links are its only inputs.
 */
export class PartitionReplay {
  readonly #options: PartitionReplayOptions;
  readonly #findings = new Findings();
  readonly #policies = new PolicyTimeline();
  readonly #process = new ProcessCheck(this.#findings, this.#policies);
  readonly #fates = new MessageFates(this.#findings);
  readonly #peaks = new HandOffPeaks();
  readonly #allPolitical: AllPoliticalCheck;
  readonly #optOuts: OptOutAudit;
  readonly #gates: { order: GateOrder; replay: GateReplay }[];
  readonly #differences: Difference[] = [];
  #lastSeq = 0;
  #commits = 0;
  #decisions = 0;
  #differing = 0;
  #unlinkable = 0;

  constructor(options: PartitionReplayOptions) {
    this.#options = options;
    this.#allPolitical = new AllPoliticalCheck(options.allPolitical, options.linkOf);
    this.#optOuts = new OptOutAudit({
      ...options,
      allPolitical: this.#allPolitical,
      findings: this.#findings,
    });
    this.#gates = Array.from({ length: options.layout.gates }, (_, gate) => ({
      order: new GateOrder(String(gate), this.#findings),
      replay: new GateReplay(this.#policies),
    }));
  }

  /** Takes the next entry of the log. */
  take(decoded: DecodedEntry): void {
    const seq = decoded.kind === 'UNREADABLE' ? decoded.seq : decoded.entry.seq;
    if (seq !== this.#lastSeq + 1) {
      this.#break(seq, `entries from ${this.#lastSeq + 1} on are missing`);
    }
    this.#lastSeq = seq;
    this.#commits++;
    switch (decoded.kind) {
      case 'UNREADABLE':
        this.#break(seq, decoded.fault);
        return;
      case 'MARKER':
        this.#takeMarker(decoded);
        return;
      case 'DECISIONS':
        this.#takeDecisions(decoded);
        return;
      case 'FACTS':
        this.#takeFacts(decoded.entry);
        return;
      default:
        unreachable(decoded);
    }
  }

  /** Decisions so far. */
  get decisions(): number {
    return this.#decisions;
  }

  /** Closes the replay. `asOfUs`: what has had no end for long by then is lost, and an appeal overdue. */
  finish(asOfUs: number): PartitionReport {
    for (const { order } of this.#gates) order.finish();
    this.#process.finish(asOfUs);
    const { open, uncertain } = this.#fates.finish(asOfUs);
    return {
      partition: this.#options.partition,
      commits: this.#commits,
      decisions: this.#decisions,
      differences: this.#differing,
      firstDifferences: this.#differences,
      findings: this.#findings,
      peaks: this.#peaks.finish(this.#policies, this.#findings),
      open,
      uncertain,
      unlinkable: this.#unlinkable,
    };
  }

  #takeMarker({ entry, gate, event }: Extract<DecodedEntry, { kind: 'MARKER' }>): void {
    const parts = this.#gates[gate];
    if (parts === undefined) {
      this.#break(entry.seq, `there is no gate ${gate}`);
      return;
    }
    parts.order.takeMarker(entry.seq, [event.commitId, ...event.alsoCommitIds]);
  }

  #takeDecisions({ entry, gate, event }: Extract<DecodedEntry, { kind: 'DECISIONS' }>): void {
    const { seq } = entry;
    const parts = this.#gates[gate];
    if (parts === undefined) {
      this.#break(seq, `there is no gate ${gate}`);
      return;
    }
    parts.order.takeDecisions(seq, event);
    const cutSeq = Number(event.cut?.allPoliticalSeq ?? 0n);
    const suppressed = event.decisions.map((decision) => this.#isSuppressed(decision, cutSeq));
    const { policyHash } = entry.commit;
    const found = parts.replay.takeDecisions({ seq, policyHash, event, suppressed });
    this.#differing += found.length;
    this.#differences.push(...found.slice(0, DIFFERENCES_KEPT - this.#differences.length));
    this.#decisions += event.decisions.length;
    const step = { seq, atUs: Number(event.decidedAtUs) };
    for (const decision of event.decisions) {
      this.#fates.takeDecision(step, decision);
      if (decision.outcome === Outcome.OUTCOME_RELEASED) {
        this.#optOuts.takeRelease(step, decision, cutSeq);
      }
    }
  }

  /** An erased link leaves the recorded flag as the only witness. */
  #isSuppressed(decision: Decision, cutSeq: number): boolean {
    const derived = this.#allPolitical.isSuppressed(decision, cutSeq);
    if (derived === null) this.#unlinkable++;
    return derived ?? decision.allPoliticalSuppressed;
  }

  #takePolicy(seq: number, activation: Extract<Fact, { type: 'PolicyActivated' }>): void {
    const { hash, policy, effectiveAtUs } = activation;
    const before = this.#policies.inForceAt(effectiveAtUs);
    const lifted = before && findLiftedSilence(before, policy, effectiveAtUs);
    if (lifted) {
      const text = `policy ${hash} lifts the silence of election ${lifted.electionId}, which had begun`;
      this.#findings.add('PROCESS', seq, text);
    }
    this.#policies.add(activation);
  }

  #takeFacts(entry: LogEntry): void {
    const { seq, commit } = entry;
    const facts = commit.events.flatMap((event) => this.#read(entry, event));
    if (commit.context === 'enforcement') this.#guard(seq, () => this.#process.takeCommit(entry));
    for (const fact of facts) {
      this.#peaks.takeFact(fact);
      if (fact.type === 'PolicyActivated') this.#takePolicy(seq, fact);
    }
    for (const [gate, own] of this.#byGate(facts)) this.#gates[gate]?.replay.takeFacts(seq, own);
    const { organisationId } = commit;
    if (!commit.events.some(({ eventType }) => isBinding(eventType, organisationId))) return;
    for (const gate of this.#gatesOf(organisationId)) {
      this.#gates[gate]?.order.takeBindingFact(seq, commit.commitId);
    }
  }

  /** Follows one event and answers what it means to admission; what cannot be read is a break and means nothing. */
  #read({ seq, commit }: LogEntry, event: RecordedEvent): Fact[] {
    if (!KNOWN_EVENT_TYPES.has(event.eventType)) {
      this.#break(seq, `unknown event type ${event.eventType}`);
      return [];
    }
    const step = { seq, atUs: Number(commit.occurredAtUs) };
    this.#guard(seq, () => this.#follow(step, event));
    return this.#guard(seq, () => factsOf(event)) ?? [];
  }

  /** Runs a reader; what it cannot read is a break, and the replay goes on. */
  #guard<T>(seq: number, read: () => T): T | null {
    try {
      return read();
    } catch (error) {
      this.#break(seq, error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** What does not need the oracle. */
  #follow(step: Step, { eventType, data }: RecordedEvent): void {
    switch (eventType) {
      case 'optout.OptedOut.v1':
        this.#optOuts.takeOptOut(step.seq, OptedOut.decode(data));
        return;
      case 'optout.OptedIn.v1':
        this.#optOuts.takeOptIn(step.seq, OptedIn.decode(data));
        return;
      case 'dispatch.InboundReceived.v1':
        this.#optOuts.takeInbound(step.seq, InboundReceived.decode(data));
        return;
      case 'dispatch.HandOffsStarted.v1': {
        const started = decodeMessage(HandOffsStarted, data);
        this.#fates.takeStarted(step, started);
        this.#optOuts.takeStarted(step, started);
        return;
      }
      case 'dispatch.HandOffsFinished.v1': {
        const finished = decodeMessage(HandOffsFinished, data);
        this.#fates.takeFinished(step, finished);
        this.#optOuts.takeFinished(step.seq, finished);
        this.#peaks.takeFinished(step.seq, finished);
        return;
      }
      case 'dispatch.ReleasesReturned.v1': {
        const returned = ReleasesReturned.decode(data);
        this.#fates.takeReturned(step, returned);
        this.#optOuts.takeReturned(returned);
        return;
      }
      default:
        this.#optOuts.takeOther(step.seq, eventType, data);
    }
  }

  #gatesOf(organisationId: string): number[] {
    const { layout } = this.#options;
    if (organisationId !== '') return [gateOf(organisationId, layout)];
    return this.#gates.map((_, gate) => gate);
  }

  #byGate(facts: Fact[]): Map<number, Fact[]> {
    const byGate = new Map<number, Fact[]>();
    for (const fact of facts) {
      for (const gate of this.#gatesOf(fact.organisationId)) {
        const known = byGate.get(gate);
        if (known === undefined) byGate.set(gate, [fact]);
        else known.push(fact);
      }
    }
    return byGate;
  }

  #break(seq: number, text: string): void {
    this.#findings.add('BREAK', seq, text);
  }
}
