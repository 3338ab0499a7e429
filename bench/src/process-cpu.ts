import { readFileSync } from 'node:fs';

/** Clock ticks a second in `/proc`: 100 on every Linux that Node runs on (getconf CLK_TCK). */
const TICKS_PER_SECOND = 100;

/** User and system time of a process so far, all threads, in seconds; NaN when there is no such process. */
export function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces: fields are counted after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** What became of the machine's time so far, in ticks of all its cores (proc_stat(5)). */
export interface MachineTime {
  idle: number;
  /** Given to other machines on the same host while this one wanted it. */
  stolen: number;
  all: number;
}

/** All zero where there is no `/proc`. */
export function machineTime(): MachineTime {
  try {
    const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    return machineTimeOf(first);
  } catch {
    return { idle: 0, stolen: 0, all: 0 };
  }
}

/** Of the line "cpu" of `/proc/stat`: user nice system idle iowait irq softirq steal, then guests, who are part of user. */
export function machineTimeOf(line: string): MachineTime {
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0, , , stolen = 0] = ticks;
  return { idle: idle + waiting, stolen, all: ticks.reduce((sum, each) => sum + each, 0) };
}

/** Shares of the time between two looks, 0 to 1; NaN when none has passed. */
export function sharesBetween(
  before: MachineTime,
  after: MachineTime,
): { idle: number; stolen: number } {
  const all = after.all - before.all;
  return { idle: (after.idle - before.idle) / all, stolen: (after.stolen - before.stolen) / all };
}
