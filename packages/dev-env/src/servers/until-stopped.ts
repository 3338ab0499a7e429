import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 1;
/** A thread stops at its next turn on a processor; on a busy machine that is tens of milliseconds away. */
const PATIENCE_MS = 5_000;

/**
 * Resolves when no thread of a process that was sent SIGSTOP runs any more: until then it may still answer. Where there is no
 * `/proc`, or the process is gone, at once. Throws when it goes on all the same.
 */
export async function untilStopped(pid: number): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (runningThreads(pid) > 0) {
    if (performance.now() > until) throw new Error(`process ${pid} goes on after SIGSTOP`);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Threads that are not stopped (proc_pid_stat(5), field 3). */
function runningThreads(pid: number): number {
  try {
    const tasks = `/proc/${pid}/task`;
    return readdirSync(tasks).filter((task) => stateOf(`${tasks}/${task}/stat`) !== 'T').length;
  } catch {
    return 0;
  }
}

/** The letter behind the name, which stands in parentheses and may hold any character. */
function stateOf(file: string): string {
  const stat = readFileSync(file, 'utf8');
  return stat.charAt(stat.lastIndexOf(')') + 2);
}
