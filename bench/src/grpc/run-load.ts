import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf, machineTime, sharesBetween } from '../process-cpu.ts';
import type { LoadOrder, LoadResult } from './load/order.ts';

const LOAD = fileURLToPath(new URL('./load/main.ts', import.meta.url));

/** A load with what it cost. */
export interface MeasuredLoad extends LoadResult {
  /** Microseconds of CPU time for each message, by process. */
  cpuUs: Record<string, number>;
  /** Share of one core that the load generator took. */
  clientShare: number;
  /** Of all cores meanwhile: idle, and taken by other machines of the same host. */
  machine: { idle: number; stolen: number };
}

/** Runs one load in a process of its own and reads what the given processes spent meanwhile. */
export async function runLoad(
  order: LoadOrder,
  pids: Record<string, number>,
): Promise<MeasuredLoad> {
  const before = Object.entries(pids).map(([name, pid]) => ({ name, pid, at: cpuSecondsOf(pid) }));
  const started = machineTime();
  const result = await generate(order);
  const machine = sharesBetween(started, machineTime());
  const perMessage = 1e6 / Math.max(1, result.answered);
  return {
    ...result,
    cpuUs: Object.fromEntries([
      ...before.map(({ name, pid, at }) => [name, (cpuSecondsOf(pid) - at) * perMessage] as const),
      ['client', result.cpuSeconds * perMessage],
    ]),
    clientShare: result.cpuSeconds / result.seconds,
    machine,
  };
}

function generate(order: LoadOrder): Promise<LoadResult> {
  const child = fork(LOAD);
  return new Promise((resolve, reject) => {
    child.once('message', (message: { result?: LoadResult; failure?: string }) => {
      if (message.result) resolve(message.result);
      else reject(new Error(message.failure));
    });
    child.once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
    child.send(order);
  });
}
