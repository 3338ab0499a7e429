import type { PolicyInForce } from '../policy/policy-in-force.ts';
import { Rehearsal, type Rehearsed } from '../rehearsal.ts';
import type { SignalFact } from '../signals/fact.ts';

/** Differences that are told in words; all are counted. */
const MAX_TOLD = 10;

/** What the comparison found. */
export interface NameComparison {
  senders: number;
  facts: number;
  steps: number;
  differences: number;
  firstDifferences: readonly string[];
}

/**
 * The same policy on the same facts, under the real names and under others: whoever sends, the outcome has to be the same. A fold;
 * facts and registrations come in the order of the log.
 */
export class NameComparisonRun {
  readonly #rename: (id: string) => string;
  readonly #real: Run;
  readonly #other: Run;
  readonly #senders = new Set<string>();
  #facts = 0;
  #steps = 0;
  #differences = 0;
  readonly #told: string[] = [];

  /** `rename` gives each id another one, always the same, and never one for two. */
  constructor(policy: PolicyInForce, rename: (id: string) => string) {
    this.#rename = rename;
    this.#real = new Run(policy);
    this.#other = new Run(policy);
  }

  applyOwner(senderId: string, organisationId: string, atUs: number): void {
    const { watch } = this.#real.rehearsal;
    watch.applyOwner(senderId, organisationId, atUs);
    const other = this.#other.rehearsal.watch;
    other.applyOwner(this.#rename(senderId), this.#rename(organisationId), atUs);
  }

  applyFacts(facts: readonly SignalFact[]): void {
    const atUs = facts[0]?.atUs;
    if (atUs === undefined) return;
    for (const fact of facts) if ('senderId' in fact) this.#senders.add(fact.senderId);
    this.#facts += facts.length;
    this.#real.take(facts, atUs);
    this.#other.take(
      facts.map((fact) => this.#renamed(fact)),
      atUs,
    );
    this.#compare();
  }

  /** What was found, with the deadlines kept up to an instant. */
  finish(untilUs: number): NameComparison {
    for (const run of [this.#real, this.#other]) run.rehearsal.advanceTo(untilUs);
    this.#compare();
    return {
      ...{ senders: this.#senders.size, facts: this.#facts, steps: this.#steps },
      ...{ differences: this.#differences, firstDifferences: this.#told },
    };
  }

  #renamed(fact: SignalFact): SignalFact {
    const organisationId = this.#rename(fact.organisationId);
    if (fact.type === 'OrganisationOptedOut') return { ...fact, organisationId };
    return { ...fact, organisationId, senderId: this.#rename(fact.senderId) };
  }

  #compare(): void {
    const real = this.#real.drain((id) => this.#rename(id));
    const other = this.#other.drain((id) => id);
    for (let at = 0; at < Math.max(real.length, other.length); at++) {
      this.#steps++;
      if (real[at] === other[at]) continue;
      this.#differences++;
      if (this.#told.length < MAX_TOLD) {
        this.#told.push(
          `${real[at] ?? 'nothing'} under the real name, ${other[at] ?? 'nothing'} under the other`,
        );
      }
    }
  }
}

class Run {
  readonly rehearsal: Rehearsal;
  #heard: Rehearsed[] = [];

  constructor(policy: PolicyInForce) {
    this.rehearsal = new Rehearsal(policy, (rehearsed) => this.#heard.push(rehearsed));
  }

  take(facts: readonly SignalFact[], atUs: number): void {
    this.rehearsal.advanceTo(atUs);
    this.rehearsal.applyFacts(facts);
  }

  /** What happened since the last look: everything of a step but the names in it. */
  drain(nameOf: (id: string) => string): string[] {
    const heard = this.#heard.flatMap(({ atUs, events }) =>
      events.map((event) => {
        const subject = 'subject' in event ? nameOf(event.subject.id) : '';
        const measured = event.type === 'EvidenceAdded' ? event.evidence.measured : [];
        const statement = 'statement' in event ? event.statement : undefined;
        const { measure, ruleId, startsAtUs, endsAtUs } = statement ?? {};
        return JSON.stringify([
          atUs,
          event.type,
          subject,
          measured,
          measure,
          ruleId,
          startsAtUs,
          endsAtUs,
        ]);
      }),
    );
    this.#heard = [];
    return heard;
  }
}
