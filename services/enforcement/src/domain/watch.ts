import type { Breach, Signals } from '@hustings/policy';
import { CaseBook, type Recorded } from './case/case-book.ts';
import type { CaseEvent } from './case/events.ts';
import type { Finding } from './case/evidence.ts';
import { countsAfterUs, type Ladder } from './case/ladder.ts';
import type { PolicyActivated } from './policy/decider.ts';
import type { OrganisationOptedOut, SenderFact, SignalFact } from './signals/fact.ts';
import { SenderWindow } from './signals/sender-window.ts';

/** What the machine needs of the policy in force. */
export interface PolicyInForce {
  activated: PolicyActivated;
  windowMs: number;
  ladder: Ladder;
  /** Breached rules, in the order of the document. */
  evaluate(signals: Signals): Breach[];
}

/** Steps after which earlier facts never count again. */
const SETTLING: ReadonlySet<CaseEvent['type']> = new Set([
  'Warned',
  'SanctionImposed',
  'SanctionEnded',
  'CaseClosed',
]);

/**
 * What the log of one partition says about its senders: their cases, their signals, and breaches that no step has
 * answered yet. A pure fold in the order of the log: two replicas and every replay hold the same, so a
 * restart neither misses a breach nor reports it twice.
 */
export class Watch {
  readonly cases = new CaseBook();
  readonly #windows = new Map<string, SenderWindow>();
  /** The first breach of a sender since the last step; stays until a step of the case answers it. */
  readonly #findings = new Map<string, Finding>();
  readonly #sendersOf = new Map<string, string[]>();
  readonly #owners = new Map<string, string>();
  #policy: PolicyInForce | null = null;

  get policy(): PolicyInForce | null {
    return this.#policy;
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

  applyOwner(senderId: string, organisationId: string): void {
    this.#owners.set(senderId, organisationId);
  }

  /** A new rule never judges what was done under an old one: all counting starts again. */
  applyPolicy(policy: PolicyInForce): void {
    this.#policy = policy;
    for (const window of this.#windows.values()) window.restart(policy.windowMs);
    this.#findings.clear();
  }

  /** Takes in a commit of a case. A step that warns, restricts, ends or closes settles what was counted before it. */
  applyCase(events: readonly CaseEvent[], recorded: Recorded): void {
    const { subject } = this.cases.apply(events, recorded).state.file;
    if (!events.some((event) => SETTLING.has(event.type))) return;
    this.#windows.get(subject.id)?.reset();
    this.#findings.delete(subject.id);
  }

  /**
   * Counts the facts of one entry where they may count, then looks once for each sender whether a rule is breached: rules
   * cost more than counting, and an entry is the smallest step of a replay. Without a policy nothing is breached.
   */
  applyFacts(facts: readonly SignalFact[]): void {
    const policy = this.#policy;
    if (!policy) return;
    const touched = new Map<string, SenderFact>();
    for (const fact of facts) {
      if (fact.type === 'ReplyReceived') this.#noteReplier(fact);
      for (const each of fact.type === 'OrganisationOptedOut' ? this.#spread(fact) : [fact]) {
        if (this.#count(each, policy)) touched.set(each.senderId, each);
      }
    }
    for (const fact of touched.values()) this.#judge(fact, policy);
  }

  #count(fact: SenderFact, policy: PolicyInForce): boolean {
    const window = this.#windowOf(fact, policy);
    const state = this.cases.latestOf(fact.senderId)?.state ?? { status: 'NONE' };
    const countsAfter = countsAfterUs(state, policy.ladder);
    if (countsAfter === null || fact.atUs <= countsAfter) return false;
    window.add(fact);
    return true;
  }

  #judge(fact: SenderFact, policy: PolicyInForce): void {
    if (this.#findings.has(fact.senderId)) return;
    const window = this.#windowOf(fact, policy);
    const breach = policy.evaluate(window.signals())[0];
    if (breach) this.#findings.set(fact.senderId, findingOf(fact, breach, window));
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
      .map((senderId) => ({ type: 'OptedOut', senderId, organisationId, atUs, seq }));
  }

  #windowOf({ senderId, organisationId }: SenderFact, policy: PolicyInForce): SenderWindow {
    const known = this.#windows.get(senderId);
    if (known) return known;
    const window = new SenderWindow(policy.windowMs);
    this.#windows.set(senderId, window);
    this.#sendersOf.set(organisationId, [...(this.#sendersOf.get(organisationId) ?? []), senderId]);
    return window;
  }
}

function findingOf(fact: SenderFact, { rule, measured }: Breach, window: SenderWindow): Finding {
  return {
    subject: { kind: 'SENDER', id: fact.senderId },
    organisationId: fact.organisationId,
    ruleId: rule.id,
    clause: rule.clause,
    summary: rule.summary,
    explanation: rule.explanation,
    howToFix: rule.howToFix,
    measured,
    ...window.evidence(),
    foundAtUs: fact.atUs,
  };
}
