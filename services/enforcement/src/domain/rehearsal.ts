import type { CaseCommand } from './case/commands.ts';
import { caseDecider } from './case/decider.ts';
import type { CaseEvent } from './case/events.ts';
import type { Finding } from './case/evidence.ts';
import { type Deadline, deadlinesOf } from './case/ladder.ts';
import type { SignalFact } from './signals/fact.ts';
import { type PolicyInForce, Watch } from './watch.ts';

/** What happened in a rehearsal, and when. */
export interface Rehearsed {
  atUs: number;
  events: readonly CaseEvent[];
}

/**
 * The machine's part of enforcement without a log: signals, rules, the case decider and its clocks as they run in the service, on
 * facts that somebody else brings, by the time of these facts. For asking what a policy would do, and for simulations. Nothing
 * is sent, written or told to anybody.
 */
export class Rehearsal {
  readonly watch = new Watch();
  readonly #onEvents: (rehearsed: Rehearsed) => void;
  /** By case, the next deadline. */
  readonly #due = new Map<string, Deadline>();
  #earliestUs = Number.POSITIVE_INFINITY;
  #seq = 0;

  /** `onEvents` hears each commit of a case. */
  constructor(policy: PolicyInForce, onEvents: (rehearsed: Rehearsed) => void) {
    this.#onEvents = onEvents;
    this.watch.applyPolicy(policy, policy.activated.effectiveAtUs);
  }

  /** Another policy holds from its beginning on. */
  activate(policy: PolicyInForce): void {
    this.watch.applyPolicy(policy, this.#policy.activated.effectiveAtUs);
  }

  /** When the next deadline falls; Infinity without one. */
  get nextDeadlineUs(): number {
    return this.#earliestUs;
  }

  /** Keeps the deadlines up to an instant, in their order. */
  advanceTo(nowUs: number): void {
    while (this.#earliestUs <= nowUs) {
      const due = [...this.#due].find(([, { atUs }]) => atUs === this.#earliestUs);
      if (!due) return;
      const [caseId, { order, atUs }] = due;
      const { ladder } = this.#policy;
      this.#due.delete(caseId);
      this.#execute(caseId, { ...order, ladder, nowUs: atUs } as CaseCommand);
      this.#findEarliest();
    }
  }

  /** Takes in the facts of one entry of the log, whose instants never fall, and answers what they breach. */
  applyFacts(facts: readonly SignalFact[]): void {
    this.watch.applyFacts(facts);
    for (const finding of this.watch.findings()) this.#report(finding);
  }

  /** The organisation fetches a notice. Refused, and without effect, when it was delivered before. */
  fetchNotice(noticeId: string, nowUs: number): void {
    const caseId = this.watch.cases.byPart(noticeId)?.state.file.caseId;
    if (caseId === undefined) return;
    const { ladder } = this.#policy;
    this.#execute(caseId, { type: 'DeliverNotice', noticeId, how: 'FETCHED', ladder, nowUs });
  }

  get #policy(): PolicyInForce {
    const { policy } = this.watch;
    if (!policy) throw new Error('a rehearsal begins with its policy');
    return policy;
  }

  #report(finding: Finding): void {
    const { caseId, factsAfterUs } = this.watch.cases.nextReport(finding.subject);
    const { ladder } = this.#policy;
    const nowUs = finding.foundAtUs;
    this.#execute(caseId, { type: 'ReportBreach', caseId, finding, factsAfterUs, ladder, nowUs });
  }

  #execute(caseId: string, command: CaseCommand): void {
    const state = this.watch.cases.byId(caseId)?.state ?? caseDecider.initialState();
    const result = caseDecider.decide(command, state);
    if (!result.ok || result.value.length === 0) return;
    const atUs = command.nowUs;
    this.watch.applyCase(result.value, { seq: ++this.#seq, atUs, actor: 'system' });
    this.#noteDeadline(caseId);
    this.#onEvents({ atUs, events: result.value });
  }

  #noteDeadline(caseId: string): void {
    const state = this.watch.cases.byId(caseId)?.state;
    const deadlines = state ? deadlinesOf(state, this.#policy.ladder) : [];
    const next = deadlines.reduce<Deadline | null>(
      (first, each) => (first && first.atUs <= each.atUs ? first : each),
      null,
    );
    if (next) this.#due.set(caseId, next);
    else this.#due.delete(caseId);
    this.#findEarliest();
  }

  #findEarliest(): void {
    let earliest = Number.POSITIVE_INFINITY;
    for (const { atUs } of this.#due.values()) earliest = Math.min(earliest, atUs);
    this.#earliestUs = earliest;
  }
}
