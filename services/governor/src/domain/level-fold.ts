import {
  type DecisionTable,
  ORGANISATION,
  RECIPIENT,
  SENDER,
} from '@hustings/contracts/decision-table';
import { Outcome } from '@hustings/contracts/governor';
import { applyFact, type Fact, type InstantUs, initialGateState } from '@hustings/policy';
import { type CompiledLimit, keepsLevel, levelAfter, limitsAt } from '@hustings/policy/gate';
import type { PastLevels } from '@hustings/redis-scripts';

/** Facts on which the limits of a sender depend. */
const OF_LIMITS: ReadonlySet<Fact['type']> = new Set([
  'PolicyActivated',
  'SenderDeclared',
  'LimitProfileChanged',
]);
/** So many pairs may be known before those that are full again are looked for. */
const PAIRS_MIN = 1_024;

/** A limit of a run of decisions that spend from the same buckets. */
interface Spent {
  limit: CompiledLimit;
  /** When each is full again. */
  levels: Map<string, InstantUs>;
  /** Of the bucket among them; null = the recipient's. */
  name: string | null;
}

/**
 * Buckets and pairs of a gate while its past is read. All that they know of it is one instant each, however long it is, so they are
 * exact and cost the same over an hour and over a month.
 */
export class LevelFold {
  /** Its policies, and which profile each sender has. */
  readonly #gate = initialGateState();
  #atUs: InstantUs = 0;
  /** As in `PastLevels`; some of these and of the pairs are full. */
  readonly #buckets = new Map<string, InstantUs>();
  /** By limit and whose it is, then by recipient: names of a few characters are found faster than those of a hundred. */
  readonly #pairs = new Map<string, Map<string, InstantUs>>();
  #pairsKnown = 0;
  #pairsMax = PAIRS_MIN;

  /** Facts in the order of the log. */
  learn(facts: readonly Fact[]): void {
    for (const fact of facts) if (OF_LIMITS.has(fact.type)) applyFact(this.#gate, fact);
  }

  /** Takes the permits of the next commit: what it spends it spends at one instant. */
  spend(table: DecisionTable): void {
    const nowUs = table.decidedAtUs;
    this.#atUs = nowUs;
    let last = -1;
    let limits: Spent[] = [];
    for (let row = 0; row < table.rows; row++) {
      if (table.outcome(row) !== Outcome.OUTCOME_RELEASED) continue;
      const isNeighbours =
        last >= 0 && table.isSame(row, last, SENDER) && table.isSame(row, last, ORGANISATION);
      if (!isNeighbours) limits = this.#limitsOf(table, row);
      last = row;
      for (const { limit, levels, name } of limits) {
        const subject = name ?? table.text(row, RECIPIENT);
        const fullAtUs = levels.get(subject);
        if (fullAtUs === undefined && name === null) this.#pairsKnown += 1;
        const permits = limit.segments ? table.units(row) : 1;
        levels.set(subject, levelAfter(fullAtUs ?? 0, limit, { permits, nowUs }));
      }
    }
    if (this.#pairsKnown > this.#pairsMax) this.#leaveOutFull();
  }

  /** What the commits so far have left. */
  levels(): PastLevels {
    this.#leaveOutFull();
    const pairs = new Map<string, InstantUs>();
    for (const [name, levels] of this.#pairs) {
      for (const [recipient, fullAtUs] of levels) pairs.set(name + recipient, fullAtUs);
    }
    return { atUs: this.#atUs, buckets: this.#buckets, pairs };
  }

  #limitsOf(table: DecisionTable, row: number): Spent[] {
    const senderId = table.text(row, SENDER);
    const limits = limitsAt(this.#gate, senderId, table.decidedAtUs).filter(keepsLevel);
    return limits.map((limit) => {
      const subject =
        limit.scope === 'sender' ? `s:${senderId}` : `o:${table.text(row, ORGANISATION)}`;
      const name = `${subject}|${limit.id}`;
      return limit.shape === 'pair'
        ? { limit, levels: this.#pairsOf(`${name}|`), name: null }
        : { limit, levels: this.#buckets, name };
    });
  }

  #pairsOf(name: string): Map<string, InstantUs> {
    const known = this.#pairs.get(name) ?? new Map<string, InstantUs>();
    this.#pairs.set(name, known);
    return known;
  }

  /** Most recipients are written to once: of a pair nothing is known any more as soon as it is full. */
  #leaveOutFull(): void {
    leaveOutFull(this.#buckets, this.#atUs);
    this.#pairsKnown = 0;
    for (const [name, levels] of this.#pairs) {
      leaveOutFull(levels, this.#atUs);
      this.#pairsKnown += levels.size;
      if (levels.size === 0) this.#pairs.delete(name);
    }
    this.#pairsMax = Math.max(PAIRS_MIN, 2 * this.#pairsKnown);
  }
}

function leaveOutFull(levels: Map<string, InstantUs>, atUs: InstantUs): void {
  for (const [name, fullAtUs] of levels) {
    if (fullAtUs <= atUs) levels.delete(name);
  }
}
