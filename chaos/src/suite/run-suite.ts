import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReplayReport } from '@hustings/contracts/auditor';
import { type AcknowledgementReport, acknowledgementsOf } from '../check/acknowledgements.ts';
import { checkHistory } from '../check/check-history.ts';
import { maxRecoverySeconds, type Recovery, recoveriesOf } from '../check/recoveries.ts';
import type { Violation } from '../check/types.ts';
import type { Fault } from '../faults/fault.ts';
import { Recorder } from '../history/recorder.ts';
import { randomOf } from '../load/random.ts';
import { startLoad } from '../load/run-load.ts';
import { openWorld, type World } from '../world/open-world.ts';
import { planOf } from './plan.ts';
import { replayLog } from './replay.ts';
import { settle } from './settle.ts';
import { waitForRecovery } from './wait-for-recovery.ts';

export interface SuiteOptions {
  faults: Fault[];
  seed: number;
  /** Least time under load; every fault is struck at least once, whatever that takes. */
  seconds: number;
  /** Data, logs and history of the run. */
  dir: string;
  /** Hears of each step. */
  onProgress: (progress: Progress) => void;
}

export interface Progress {
  struck: number;
  planned: number;
  text: string;
}

/** What a run found, as `--json` writes it. */
export interface SuiteResult {
  ok: boolean;
  faults: number;
  seconds: number;
  sends: number;
  optOuts: number;
  /** Those of people who had come back from an earlier one, and were stopped again. */
  optOutsAgain: number;
  /** How long people waited until their opt-out held everywhere. */
  optOutsAcknowledged: AcknowledgementReport;
  handedOff: number;
  p1Violations: number;
  p2Violations: number;
  lost: number;
  duplicates: number;
  /** Other violations of P3: a key with two ids, something sent that was refused or that nobody asked for. */
  otherP3Violations: number;
  uncertain: number;
  replay: {
    decisions: number;
    differences: number;
    breaks: number;
    /** Opt-outs that the auditor finds violated, or ended as they must not. */
    optOutViolations: number;
    first: string[];
  };
  maxRecoverySeconds: number;
  recoveries: Recovery[];
  /** Faults after which a kind of load did not recover. */
  notRecovered: string[];
  unexpectedExits: string[];
  seed: number;
  violations: Violation[];
}

/** Load before the first fault, between recovery and the next one, and after the last: limits fill up again. */
const CALM_MS = 1_500;
const NAMED_FINDINGS = 50;
/** In the first seconds of a gate limits are still exhausted: nothing is said about them before they let something through. */
const WARM_UP_MS = 4_000;

/** Strikes with every fault under load and has the history judged. */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  const recorder = new Recorder(join(options.dir, 'history.jsonl'));
  options.onProgress({ struck: 0, planned: options.faults.length, text: 'starting the fleet' });
  const world = await openWorld(options.dir, recorder);
  try {
    const { limits } = world;
    const value = { seed: options.seed, limits };
    recorder.add({ process: 'recorder', type: 'info', f: 'run', key: 'run', value });
    const struck = await strikeUnderLoad(world, recorder, options);
    options.onProgress({
      ...struck,
      planned: struck.struck,
      text: 'waiting for the last messages',
    });
    await settle(world, recorder);
    options.onProgress({ ...struck, planned: struck.struck, text: 'the auditor replays the log' });
    const report = await replayLog(world);
    const replay = {
      decisions: Number(report.decisions),
      differences: Number(report.differences),
      breaks: report.breaks.length,
      optOutViolations: Number(report.optOutViolations),
      first: describeFindings(report),
    };
    recorder.add({ process: 'auditor', type: 'ok', f: 'replay', key: 'replay', value: replay });
    return summarise(recorder, { ...struck, replay, world, seed: options.seed });
  } finally {
    await world.close();
    await recorder.close();
  }
}

/** The first things that the auditor found, a line each. */
function describeFindings({ firstDifferences, breaks, firstFindings }: ReplayReport): string[] {
  const differences = firstDifferences.map(
    ({ seq, decisionNumber, messageId, recorded, derived }) =>
      `seq ${seq}, decision ${decisionNumber}, ${messageId}: recorded ${recorded}, derived ${derived}`,
  );
  const findings = firstFindings.map(({ kind, seq, text }) => `${kind} at seq ${seq}: ${text}`);
  return [...differences, ...breaks, ...findings].slice(0, NAMED_FINDINGS);
}

async function strikeUnderLoad(
  world: World,
  recorder: Recorder,
  options: SuiteOptions,
): Promise<{ struck: number; seconds: number }> {
  const { faults, seed, seconds, dir, onProgress } = options;
  const load = startLoad({ world, recorder, seed, dir });
  const beganMs = performance.now();
  const secondsSince = (): number => Math.round((performance.now() - beganMs) / 1000);
  await pause(WARM_UP_MS);
  let struck = 0;
  for (const fault of planOf(faults, randomOf(seed))) {
    if (struck >= faults.length && secondsSince() >= seconds) break;
    onProgress({ struck, planned: Math.max(faults.length, struck + 1), text: fault.name });
    await strike(fault, world, recorder);
    struck += 1;
    if (!(await waitForRecovery(world, recorder))) {
      onProgress({ struck, planned: faults.length, text: `${fault.name}: not recovered` });
    }
    await pause(CALM_MS);
  }
  await load.end();
  return { struck, seconds: secondsSince() };
}

async function strike(fault: Fault, world: World, recorder: Recorder): Promise<void> {
  const { name, measuredFrom } = fault;
  const step = { process: 'nemesis', type: 'info', f: 'fault', key: name } as const;
  await fault.prepare?.(world);
  recorder.add({ ...step, value: { phase: 'begin', measuredFrom } });
  await fault.strike(world);
  recorder.add({ ...step, value: { phase: 'end', measuredFrom } });
}

function summarise(
  { operations }: Recorder,
  run: Pick<SuiteResult, 'replay' | 'seconds' | 'seed'> & { struck: number; world: World },
): SuiteResult {
  const judged = checkHistory(operations);
  const recoveries = recoveriesOf(operations);
  const notRecovered = recoveries
    .filter(
      ({ answerSeconds, handOffSeconds }) => answerSeconds === null || handOffSeconds === null,
    )
    .map(({ fault, kind }) => `${fault} (${kind})`);
  const count = (fits: (violation: Violation) => boolean): number =>
    judged.violations.filter(fits).length;
  const lost = count(({ kind }) => kind === 'LOST');
  const duplicates = count(({ kind }) => kind === 'DUPLICATE');
  const { replay } = run;
  const { unexpectedExits } = run.world;
  const clean = judged.violations.length + notRecovered.length + unexpectedExits.length === 0;
  return {
    ok: clean && replay.differences + replay.breaks + replay.optOutViolations === 0,
    faults: run.struck,
    seconds: run.seconds,
    sends: judged.sends,
    optOuts: judged.optOuts,
    optOutsAgain: judged.optOutsAgain,
    optOutsAcknowledged: acknowledgementsOf(operations),
    handedOff: judged.handedOff,
    p1Violations: count(({ promise }) => promise === 'P1'),
    p2Violations: count(({ promise }) => promise === 'P2'),
    lost,
    duplicates,
    otherP3Violations: count(({ promise }) => promise === 'P3') - lost - duplicates,
    uncertain: judged.uncertain,
    replay,
    maxRecoverySeconds: maxRecoverySeconds(recoveries),
    recoveries,
    notRecovered,
    unexpectedExits,
    seed: run.seed,
    violations: judged.violations,
  };
}
