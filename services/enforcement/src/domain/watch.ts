import { CaseBook, type Recorded } from './case/case-book.ts';
import type { CaseEvent } from './case/events.ts';
import type { Finding } from './case/evidence.ts';
import { countsAfterUs } from './case/ladder.ts';
import { ComplaintBook } from './complaints/complaint-book.ts';
import { findingOf } from './finding-of.ts';
import type { HoldEvent } from './hold/events.ts';
import { HoldBook } from './hold/hold-book.ts';
import { LegalHoldBook } from './legal-hold/legal-hold-book.ts';
import { MassActionBook } from './mass-action/mass-action-book.ts';
import { StaffBook } from './officer/staff-book.ts';
import { OrganisationBook } from './organisation-book.ts';
import type { PaceEvent } from './pace/events.ts';
import { Exceedances } from './parity/exceedances.ts';
import type { PolicyInForce } from './policy/policy-in-force.ts';
import { type Precaution, Precautions } from './precautions.ts';
import { ReferralBook } from './referral/referral-book.ts';
import { ShadowBook } from './shadow-book.ts';
import type { OrganisationOptedOut, SenderFact, SignalFact } from './signals/fact.ts';
import { FamilyIndex } from './signals/family-index.ts';
import { SenderPast } from './signals/sender-past.ts';
import { SenderWindow } from './signals/sender-window.ts';
import { SubjectBook } from './subject-book.ts';

/** Steps after which earlier facts never count again. */
const SETTLING: ReadonlySet<CaseEvent['type']> = new Set([
  'Warned',
  'SanctionImposed',
  'SanctionEnded',
  'CaseClosed',
]);

/** A sender of which one entry tells something. */
interface Touched {
  window: SenderWindow;
  /** Facts up to here do not count; null = none does. */
  countsAfterUs: number | null;
  /** The last fact, and whether it counted. */
  fact: SenderFact;
  counts: boolean;
}

/**
 * What the log of one partition says about its senders: their cases, their signals, and breaches that no step has
 * answered yet. A pure fold in the order of the log: two replicas and every replay hold the same, so a
 * restart neither misses a breach nor reports it twice.
 */
export class Watch {
  readonly cases = new CaseBook();
  readonly organisations = new OrganisationBook();
  readonly holds = new HoldBook();
  readonly complaints = new ComplaintBook();
  readonly legalHolds = new LegalHoldBook();
  readonly referrals = new ReferralBook();
  readonly staff = new StaffBook();
  readonly subjects = new SubjectBook();
  readonly massActions = new MassActionBook();
  readonly precautions = new Precautions();
  readonly #windows = new Map<string, SenderWindow>();
  /** The first breach of a sender since the last step; stays until a step of the case answers it. */
  readonly #findings = new Map<string, Finding>();
  readonly #sendersOf = new Map<string, string[]>();
  readonly #owners = new Map<string, string>();
  readonly #pasts = new Map<string, SenderPast>();
  readonly #families = new FamilyIndex();
  /** Who was over which limit, whatever followed. */
  readonly exceedances = new Exceedances();
  /** Breaches of rules on trial. */
  readonly shadows = new ShadowBook();
  readonly #exports = new Map<string, string[]>();
  #policy: PolicyInForce | null = null;
  /** Activated, and not yet begun; in the order in which they begin. */
  #ahead: PolicyInForce[] = [];

  get policy(): PolicyInForce | null {
    return this.#policy;
  }

  /** The policy that was activated last; it may begin later. */
  get latestPolicy(): PolicyInForce | null {
    return this.#ahead.at(-1) ?? this.#policy;
  }

  /** Breaches that wait for an answer. */
  findings(): Finding[] {
    return [...this.#findings.values()];
  }

  get findingCount(): number {
    return this.#findings.size;
  }

  /** Organisation that a sender is registered to. */
  ownerOf(senderId: string): string | undefined {
    return this.#owners.get(senderId);
  }

  /** Ids in the public database under which statements of a measure were exported. */
  exportsOf(measureId: string): string[] {
    return this.#exports.get(measureId) ?? [];
  }

  applyExport(puid: string, measureId: string): void {
    this.#exports.set(measureId, [...this.exportsOf(measureId), puid]);
  }

  /** A sender was registered, at an instant of the log. */
  applyOwner(senderId: string, organisationId: string, atUs: number): void {
    this.#owners.set(senderId, organisationId);
    this.#pastOf(senderId).noteRegistration(atUs);
  }

  /**
   * A policy was activated, and holds from its beginning on. A new rule never judges what was done under an old one: with it all
   * counting starts again.
   */
  applyPolicy(policy: PolicyInForce, atUs: number): void {
    const { effectiveAtUs } = policy.activated;
    this.#ahead = [...this.#ahead, policy].sort(
      (a, b) => a.activated.effectiveAtUs - b.activated.effectiveAtUs,
    );
    // Before the first policy nothing could be sent: there is nothing that it could judge too early.
    this.#beginPolicies(this.#policy === null ? Math.max(atUs, effectiveAtUs) : atUs);
  }

  /** Takes in a commit of a case. A step that warns, restricts, ends or closes settles what was counted before it. */
  applyCase(events: readonly CaseEvent[], recorded: Recorded): void {
    const { subject, organisationId } = this.cases.apply(events, recorded).state.file;
    for (const event of events) {
      const credentialId = event.type === 'NoticeDelivered' && event.handedOut?.fetchedBy;
      if (!credentialId) continue;
      const { noticeId } = event;
      this.organisations.apply({ type: 'NOTICE_READ', organisationId, noticeId, credentialId });
    }
    if (!events.some((event) => SETTLING.has(event.type))) return;
    if (subject.kind !== 'SENDER') return;
    this.#windows.get(subject.id)?.reset();
    this.#findings.delete(subject.id);
    this.shadows.forget(subject.id);
  }

  /** Takes in a commit about a hold: what an intruder may have done, counted already or still to come, is not counted. */
  applyHold(subjectId: string, events: readonly HoldEvent[]): void {
    const { organisationId, subject } = this.holds.apply(subjectId, events);
    const senders =
      subject.kind === 'SENDER' ? [subject.id] : (this.#sendersOf.get(organisationId) ?? []);
    for (const senderId of senders) {
      this.#windows.get(senderId)?.reset();
      this.#findings.delete(senderId);
      this.precautions.forget(senderId);
    }
  }

  /** Takes in a commit about a sender's pace. What was counted goes on counting: a slow start accuses of nothing. */
  applyPace(senderId: string, events: readonly PaceEvent[]): void {
    this.precautions.applyPace(senderId, events);
  }

  /**
   * Counts the facts of one entry where they may count, then looks once for each sender whether a rule is breached: rules
   * cost more than counting, and an entry is the smallest step of a replay. Without a policy nothing is breached.
   */
  applyFacts(facts: readonly SignalFact[]): void {
    this.#beginPolicies(facts[0]?.atUs ?? 0);
    const policy = this.#policy;
    if (!policy) return;
    const touched = new Map<string, Touched>();
    for (const fact of facts) {
      if (fact.type === 'ReplyReceived') this.#noteReplier(fact);
      if (fact.type !== 'OrganisationOptedOut') this.#take(fact, policy, touched);
      else for (const each of this.#spread(fact)) this.#take(each, policy, touched);
    }
    for (const { fact, counts } of touched.values()) this.#judge(fact, policy, counts);
  }

  #beginPolicies(nowUs: number): void {
    for (let next = this.#ahead[0]; next; next = this.#ahead[0]) {
      if (next.activated.effectiveAtUs > nowUs) return;
      this.#ahead.shift();
      this.#policy = next;
      for (const window of this.#windows.values()) window.restart(next.windowMs);
      this.#findings.clear();
      this.shadows.forgetAll();
      this.precautions.forgetAll();
    }
  }

  #take(fact: SenderFact, policy: PolicyInForce, touched: Map<string, Touched>): void {
    if (this.holds.excuses(fact)) {
      this.#remember(fact);
      return;
    }
    const sender = this.#touch(fact, policy, touched);
    this.#remember(fact);
    sender.fact = fact;
    sender.counts = sender.countsAfterUs !== null && fact.atUs > sender.countsAfterUs;
    if (sender.counts) sender.window.add(fact);
  }

  /** Looked up once for each entry: no case changes within one. */
  #touch(fact: SenderFact, policy: PolicyInForce, touched: Map<string, Touched>): Touched {
    const known = touched.get(fact.senderId);
    if (known) return known;
    const window = this.#windowOf(fact, policy);
    const state = this.cases.latestOf({ kind: 'SENDER', id: fact.senderId })?.state ?? {
      status: 'NONE',
    };
    const after = countsAfterUs(state, policy.ladder);
    const sender = { fact, window, counts: false, countsAfterUs: after };
    touched.set(fact.senderId, sender);
    return sender;
  }

  /** `counts`: what was measured may be held against the sender. Precautions hold nothing against anybody. */
  #judge(fact: SenderFact, policy: PolicyInForce, counts: boolean): void {
    const isAnswered = !counts || this.#findings.has(fact.senderId);
    const { paces } = this.precautions;
    const slowHours = paces.slowHours(fact.senderId, fact.atUs);
    if (isAnswered && slowHours === 0 && !paces.mayBegin(fact.senderId, fact.atUs)) return;
    const window = this.#windowOf(fact, policy);
    const reach = this.#families.reach(window.largestFamily, window.sinceUs);
    const signals = window.signals(reach, slowHours);
    if (!isAnswered) this.exceedances.note(fact, signals, policy.thresholds ?? []);
    const breaches = policy.evaluate(signals);
    for (const breach of breaches) {
      const { rule } = breach;
      if (rule.shadow === true) this.shadows.note(rule.id, fact);
      else if (rule.measure === 'SLOW_START' || rule.measure === 'COMPROMISE_HOLD')
        this.#ask(rule.measure, findingOf(fact, breach, window));
      else if (!isAnswered && !this.#findings.has(fact.senderId))
        this.#findings.set(fact.senderId, findingOf(fact, breach, window));
    }
  }

  #ask(precaution: Precaution, finding: Finding): void {
    const { subject, foundAtUs } = finding;
    if (this.precautions.mayAsk(precaution, subject.id, foundAtUs))
      this.precautions.ask(precaution, finding);
  }

  /** What is usual is learnt from every message, also from those that accuse of nothing. */
  #remember(fact: SenderFact): void {
    if (fact.type === 'OptedOut' || fact.type === 'Blocked') {
      this.#pastOf(fact.senderId).noteComplaint(fact.atUs, fact.recipient ?? '');
    }
    if (fact.type !== 'MessageReleased') return;
    this.#pastOf(fact.senderId).noteMessage(fact.atUs, fact.tool, fact.recipient);
    this.#families.note(fact);
  }

  #pastOf(senderId: string): SenderPast {
    const known = this.#pasts.get(senderId);
    if (known) return known;
    const past = new SenderPast(null);
    this.#pasts.set(senderId, past);
    return past;
  }

  /** A reply to one sender opens the conversation with the organisation. */
  #noteReplier(fact: { organisationId: string; recipient: string }): void {
    for (const id of this.#sendersOf.get(fact.organisationId) ?? []) {
      this.#windows.get(id)?.noteReplier(fact.recipient);
    }
  }

  #spread(fact: OrganisationOptedOut): SenderFact[] {
    const { organisationId, recipient, atUs, seq } = fact;
    const senders = this.#sendersOf.get(organisationId) ?? [];
    return senders
      .filter((senderId) => this.#windows.get(senderId)?.wroteTo(recipient))
      .map((senderId) => ({ type: 'OptedOut', senderId, organisationId, atUs, seq, recipient }));
  }

  #windowOf({ senderId, organisationId }: SenderFact, policy: PolicyInForce): SenderWindow {
    const known = this.#windows.get(senderId);
    if (known) return known;
    const window = new SenderWindow(policy.windowMs, this.#pastOf(senderId));
    this.#windows.set(senderId, window);
    this.#sendersOf.set(organisationId, [...(this.#sendersOf.get(organisationId) ?? []), senderId]);
    return window;
  }
}
