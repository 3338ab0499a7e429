import { planOf } from './dice.ts';
import { INVARIANTS } from './invariants.ts';
import { shrink } from './shrink.ts';
import { traceOf } from './trace.ts';
import { type CaseDecider, World } from './world.ts';

/** What `--json` writes; the first four keys are a contract. */
export interface SimulationResult {
  runs: number;
  steps: number;
  /** By sentence, in how many runs it did not hold. */
  invariants: Record<string, number>;
  seed: number;
  /** Commits that entered the log, by what they did: shows how deep the runs went. */
  reached: Record<string, number>;
}

/** A run in which a sentence did not hold, as short as it could be made. */
export interface Counterexample {
  invariant: string;
  run: number;
  fault: string;
  /** Steps that are left of the plan. */
  steps: number[];
  trace: string;
}

export interface SimulationOptions {
  runs: number;
  seed: number;
  /** Steps of one run; 60 unless given. */
  stepsPerRun?: number;
  decider?: CaseDecider;
  onRun?: (done: number) => void;
}

const STEPS_PER_RUN = 60;

/** Runs random plans and judges each by every sentence; the first counterexample of each sentence is shrunk. */
export function simulate(options: SimulationOptions): {
  result: SimulationResult;
  counterexamples: Counterexample[];
} {
  const { runs, seed, decider, onRun } = options;
  const stepsPerRun = options.stepsPerRun ?? STEPS_PER_RUN;
  const invariants = Object.fromEntries(Object.keys(INVARIANTS).map((name) => [name, 0]));
  const reached: Record<string, number> = {};
  const counterexamples: Counterexample[] = [];
  for (let run = 0; run < runs; run++) {
    const plan = planOf(seed, run, stepsPerRun);
    const world = play(plan, decider);
    for (const { events } of world.log.entries) {
      for (const event of events) {
        const what = event.type === 'SanctionImposed' ? event.standing : event.type;
        reached[what] = (reached[what] ?? 0) + 1;
      }
    }
    for (const [name, fault] of faultsOf(world)) {
      invariants[name] = (invariants[name] ?? 0) + 1;
      if (counterexamples.some(({ invariant }) => invariant === name)) continue;
      counterexamples.push(explain({ name, fault, run, plan }, decider));
    }
    onRun?.(run + 1);
  }
  return {
    result: { runs, steps: runs * stepsPerRun, invariants, seed, reached },
    counterexamples,
  };
}

/** The world after a plan, with everything arrived. */
export function play(plan: readonly number[], decider?: CaseDecider): World {
  const world = new World(decider);
  for (const step of plan) world.step(step);
  world.settle();
  return world;
}

function faultsOf(world: World): [name: string, fault: string][] {
  return Object.entries(INVARIANTS).flatMap(([name, check]): [string, string][] => {
    const fault = check(world);
    return fault === null ? [] : [[name, fault]];
  });
}

function explain(
  found: { name: string; fault: string; run: number; plan: number[] },
  decider: CaseDecider | undefined,
): Counterexample {
  const { name, run, plan } = found;
  const faultAfter = (steps: number[]): string | null =>
    INVARIANTS[name]?.(play(steps, decider)) ?? null;
  const steps = shrink(plan, (candidate) => faultAfter(candidate) !== null);
  const fault = faultAfter(steps) ?? found.fault;
  return { invariant: name, run, fault, steps, trace: traceOf(play(steps, decider)) };
}
