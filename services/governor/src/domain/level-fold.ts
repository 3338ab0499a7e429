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
  /** Of the bucket; of pairs what stands before the recipient. */
  name: string;
}

/**
 * Buckets and pairs of a gate while its past is read. All that they know of it is one instant each, however long it is, so they are
 * exact and cost the same over an hour and over a month.
 */
export class LevelFold {
  /** Its policies, and which profile each sender has. */
  readonly #gate = initialGateState();
  #atUs: InstantUs = 0;
  /** As in `PastLevels`, and some that are full. */
  readonly #buckets = new Map<string, InstantUs>();
  readonly #pairs = new Map<string, InstantUs>();
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
      for (const { limit, name } of limits) {
        const [levels, subject] =
          limit.shape === 'pair'
            ? [this.#pairs, name + table.text(row, RECIPIENT)]
            : [this.#buckets, name];
        const permits = limit.segments ? table.units(row) : 1;
        levels.set(subject, levelAfter(levels.get(subject) ?? 0, limit, { permits, nowUs }));
      }
    }
    if (this.#pairs.size > this.#pairsMax) this.#leaveOutFull();
  }

  /** What the commits so far have left. */
  levels(): PastLevels {
    const [atUs, buckets, pairs] = [this.#atUs, this.#buckets, this.#pairs];
    leaveOutFull(buckets, atUs);
    leaveOutFull(pairs, atUs);
    return { atUs, buckets, pairs };
  }

  #limitsOf(table: DecisionTable, row: number): Spent[] {
    const senderId = table.text(row, SENDER);
    const limits = limitsAt(this.#gate, senderId, table.decidedAtUs).filter(keepsLevel);
    return limits.map((limit) => {
      const subject =
        limit.scope === 'sender' ? `s:${senderId}` : `o:${table.text(row, ORGANISATION)}`;
      return { limit, name: `${subject}|${limit.id}${limit.shape === 'pair' ? '|' : ''}` };
    });
  }

  /** Most recipients are written to once: of a pair nothing is known any more as soon as it is full. */
  #leaveOutFull(): void {
    leaveOutFull(this.#pairs, this.#atUs);
    this.#pairsMax = Math.max(PAIRS_MIN, 2 * this.#pairs.size);
  }
}

function leaveOutFull(levels: Map<string, InstantUs>, atUs: InstantUs): void {
  for (const [name, fullAtUs] of levels) {
    if (fullAtUs <= atUs) levels.delete(name);
  }
}
