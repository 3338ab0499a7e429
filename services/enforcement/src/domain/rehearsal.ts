import type { CaseCommand } from './case/commands.ts';
import { caseDecider } from './case/decider.ts';
import type { CaseEvent } from './case/events.ts';
import type { Finding } from './case/evidence.ts';
import { type Deadline, deadlinesOf } from './case/ladder.ts';
import { holdDecider } from './hold/decider.ts';
import type { HoldEvent } from './hold/events.ts';
import { sayTakeover } from './hold/say-takeover.ts';
import type { PaceCommand } from './pace/commands.ts';
import { paceDecider } from './pace/decider.ts';
import type { PaceEvent } from './pace/events.ts';
import type { PolicyInForce } from './policy/policy-in-force.ts';
import type { SignalFact } from './signals/fact.ts';
import { Watch } from './watch.ts';

/** What happened in a rehearsal, and when. */
export interface Rehearsed {
  atUs: number;
  events: readonly (CaseEvent | PaceEvent | HoldEvent)[];
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

  /** `onEvents` hears each commit of a case, of a sender's pace and of a hold. */
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
    const { precautions } = this.watch;
    for (const finding of precautions.asked('SLOW_START')) this.#slowDown(finding);
    for (const finding of precautions.asked('COMPROMISE_HOLD')) this.#freeze(finding);
  }

  /** The owner says that what is new is theirs. */
  confirmPace(senderId: string, organisationId: string, nowUs: number): void {
    const { slowStart } = this.#policy;
    if (!slowStart) return;
    const who = {
      confirmedBy: 'owner',
      confirmedAs: 'OWNER',
      issuedAtUs: 0,
      grantedAtUs: 0,
    } as const;
    const { restsUs } = slowStart;
    const reason = 'It is ours.';
    this.#pace(
      { type: 'ConfirmPace', senderId, organisationId, reason, ...who, restsUs, nowUs },
      senderId,
    );
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
    const { ladder, activated } = this.#policy;
    this.#execute(caseId, {
      type: 'ReportBreach',
      ...{ caseId, finding, factsAfterUs, ladder },
      policyHash: activated.hash,
      nowUs: finding.foundAtUs,
    });
  }

  #slowDown(finding: Finding): void {
    const { slowStart } = this.#policy;
    if (!slowStart) return;
    const { subject, foundAtUs: nowUs } = finding;
    this.#pace({ type: 'BeginSlowStart', finding, ...slowStart, contacts: [], nowUs }, subject.id);
  }

  #pace(command: PaceCommand, senderId: string): void {
    const { precautions } = this.watch;
    const state = precautions.paces.of(senderId) ?? paceDecider.initialState();
    const result = paceDecider.decide(command, state);
    if (!result.ok) return;
    this.watch.applyPace(senderId, result.value);
    this.#onEvents({ atUs: command.nowUs, events: result.value });
  }

  #freeze(finding: Finding): void {
    const { subject, organisationId, foundAtUs: nowUs } = finding;
    const { holds } = this.watch;
    const result = holdDecider.decide(
      {
        type: 'PlaceHold',
        ...{
          subject,
          organisationId,
          placedAs: 'SYSTEM',
          placedBy: 'system',
          contacts: [],
          conflicted: [],
          nowUs,
        },
        ...sayTakeover(finding, nowUs),
        suspectCredentialIds: [],
      },
      holds.stateOf(subject.id),
    );
    if (!result.ok) return;
    this.watch.applyHold(subject.id, result.value);
    this.#onEvents({ atUs: nowUs, events: result.value });
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
