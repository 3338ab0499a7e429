import { Rehearsal, type Rehearsed } from '../rehearsal.ts';
import type { SignalFact } from '../signals/fact.ts';
import type { PolicyInForce } from './policy-in-force.ts';

/** Measures that are listed; all are counted. */
const MAX_LISTED = 200;

/** A measure that the policy would have taken. */
export interface WouldBe {
  senderId: string;
  measure: 'WARNED' | 'RESTRICTED';
  ruleId: string;
  atUs: number;
  /** Messages that were sent while it would have been restricted: the dry run cannot undo them. */
  sentAfter: number;
}

/** What a policy would have done. */
export interface DryRunOutcome {
  facts: number;
  senders: number;
  rules: { ruleId: string; warned: number; restricted: number; shadow: number }[];
  measures: WouldBe[];
  measureCount: number;
}

/**
 * A policy on facts of the past. Before its beginning nothing is judged, and what is usual for each sender is learnt. Notices count as
 * delivered after the policy's time, because nobody could have fetched them.
 */
export class DryRun {
  readonly #rehearsal: Rehearsal;
  readonly #sinceUs: number;
  readonly #senders = new Set<string>();
  readonly #live = new Map<string, { untilUs: number; measure: WouldBe }>();
  readonly #measures: WouldBe[] = [];
  #facts = 0;

  constructor(policy: PolicyInForce, sinceUs: number) {
    this.#sinceUs = sinceUs;
    const activated = { ...policy.activated, effectiveAtUs: 0 };
    const silent = { ...policy, activated, evaluate: () => [] };
    this.#rehearsal = new Rehearsal(silent, ({ atUs, events }) => this.#hear(events, atUs));
    this.#rehearsal.activate({
      ...policy,
      activated: { ...policy.activated, effectiveAtUs: Math.max(1, sinceUs) },
    });
  }

  applyOwner(senderId: string, organisationId: string, atUs: number): void {
    this.#rehearsal.watch.applyOwner(senderId, organisationId, atUs);
  }

  applyFacts(facts: readonly SignalFact[]): void {
    const atUs = facts[0]?.atUs;
    if (atUs === undefined) return;
    this.#rehearsal.advanceTo(atUs);
    for (const fact of facts) this.#count(fact);
    this.#rehearsal.applyFacts(facts);
  }

  finish(untilUs: number): DryRunOutcome {
    this.#rehearsal.advanceTo(untilUs);
    const rules = new Map<string, DryRunOutcome['rules'][number]>();
    const ruleOf = (ruleId: string): DryRunOutcome['rules'][number] => {
      const known = rules.get(ruleId) ?? { ruleId, warned: 0, restricted: 0, shadow: 0 };
      rules.set(ruleId, known);
      return known;
    };
    for (const { ruleId, measure } of this.#measures) {
      ruleOf(ruleId)[measure === 'WARNED' ? 'warned' : 'restricted']++;
    }
    for (const { ruleId } of this.#rehearsal.watch.shadows.all()) ruleOf(ruleId).shadow++;
    return {
      ...{ facts: this.#facts, senders: this.#senders.size, rules: [...rules.values()] },
      ...{ measures: this.#measures.slice(0, MAX_LISTED), measureCount: this.#measures.length },
    };
  }

  #count(fact: SignalFact): void {
    if (fact.atUs < this.#sinceUs || !('senderId' in fact)) return;
    this.#facts++;
    this.#senders.add(fact.senderId);
    const live = this.#live.get(fact.senderId);
    if (fact.type === 'MessageReleased' && live && fact.atUs < live.untilUs)
      live.measure.sentAfter++;
  }

  #hear(events: Rehearsed['events'], atUs: number): void {
    for (const event of events) {
      if (event.type !== 'Warned' && event.type !== 'SanctionImposed') continue;
      const senderId = event.subject.id;
      const { ruleId } = event.statement;
      const kind = event.type === 'Warned' ? 'WARNED' : 'RESTRICTED';
      const measure: WouldBe = { senderId, measure: kind, ruleId, atUs, sentAfter: 0 };
      this.#measures.push(measure);
      const untilUs = event.statement.endsAtUs;
      if (untilUs !== null) this.#live.set(senderId, { untilUs, measure });
    }
  }
}
