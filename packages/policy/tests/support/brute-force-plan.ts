import { type CompiledLimit, openLimitBook } from '../../src/gate.ts';
import { initialGateState } from '../../src/index.ts';
import { type Level, levelsOf, type Paces, type PlannedRun } from '../../src/plan.ts';

const WHO = { organisationId: 'org-a', senderId: 'snd-a' };

/** A limit in the gate's units with the usual rest. */
export function limit(
  changes: Partial<CompiledLimit> & Pick<CompiledLimit, 'id' | 'shape' | 'max' | 'spanUs'>,
): CompiledLimit {
  const plain = { segments: false, shadow: false, whileWarned: false, whileSlow: false };
  return { scope: 'sender', ...plain, sinceUs: 0, ...changes };
}

const NO_PACES: Paces = { warnedUntilUs: 0, slowUntilUs: 0 };

/** A gate that is asked message by message, by the oracle's own meters: the plan's judge. */
export interface BruteForce {
  /** What was taken before the plan begins. */
  levels: ReadonlyMap<string, Level>;
  /** Instants at which the messages go out, each as soon as it may, in their order; those that never may are left out. */
  releaseAll(runs: readonly PlannedRun[]): number[];
}

export function bruteForce(
  limits: readonly CompiledLimit[],
  world: { nowUs: number; spentBefore: readonly number[]; paces?: Paces },
): BruteForce {
  const { nowUs, spentBefore, paces = NO_PACES } = world;
  const ends = [paces.warnedUntilUs, paces.slowUntilUs];
  const state = initialGateState();
  let names = 0;

  function trySend(atUs: number, { units, recipient }: PlannedRun): number | null {
    const book = openLimitBook(state, atUs);
    const who = recipient ?? `new-${names++}`;
    const paced = { paced: atUs < paces.warnedUntilUs, slow: atUs < paces.slowUntilUs };
    const plain = { ...WHO, recipient: who, units, inConversation: false, repliedAtUs: 0 };
    const demand = { ...plain, ...paced };
    const result = book.trySpend(limits, demand);
    if (result.spent) book.save();
    return result.spent ? null : result.freeAtUs;
  }

  for (const agoUs of [...spentBefore].sort((left, right) => right - left)) {
    trySend(nowUs - agoUs, { count: 1, units: 1 });
  }
  return {
    levels: levelsOf(state, limits, { ...WHO, nowUs }),
    releaseAll(runs) {
      const released: number[] = [];
      let atUs = nowUs;
      for (const run of runs) {
        for (let sent = 0; sent < run.count; sent++) {
          const instant = firstFree({ fromUs: atUs, ends }, run, trySend);
          if (instant === null) break;
          atUs = instant;
          released.push(instant);
        }
      }
      return released;
    },
  };
}

/** Also when a pace ends it is worth asking again. */
function firstFree(
  { fromUs, ends }: { fromUs: number; ends: readonly number[] },
  run: PlannedRun,
  trySend: (atUs: number, run: PlannedRun) => number | null,
): number | null {
  let atUs = fromUs;
  for (;;) {
    const freeAtUs = trySend(atUs, run);
    if (freeAtUs === null) return atUs;
    const next = Math.min(freeAtUs, ...ends.filter((end) => end > atUs));
    if (next === Number.POSITIVE_INFINITY) return null;
    atUs = next;
  }
}
