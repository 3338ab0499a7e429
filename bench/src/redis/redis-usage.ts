import type { Redis } from 'ioredis';

/** Time that a command has taken inside Redis, by name; those that scripts call are counted as well. */
export interface CommandTime {
  command: string;
  calls: number;
  us: number;
}

/** Starts the counters of `readCommandTimes` at zero. */
export async function resetCommandTimes(redis: Redis): Promise<void> {
  await redis.config('RESETSTAT');
}

export async function readCommandTimes(redis: Redis): Promise<CommandTime[]> {
  const info = await redis.info('commandstats');
  return [...info.matchAll(/cmdstat_(\S+?):calls=(\d+),usec=(\d+)/g)].map((found) => ({
    command: String(found[1]),
    calls: Number(found[2]),
    us: Number(found[3]),
  }));
}

/** Processor time that the main thread of Redis has used so far, in µs. */
export async function readCpuUs(redis: Redis): Promise<number> {
  const info = await redis.info('cpu');
  const seconds = (name: string): number =>
    Number(new RegExp(`${name}:([0-9.]+)`).exec(info)?.[1] ?? Number.NaN);
  return (seconds('used_cpu_user_main_thread') + seconds('used_cpu_sys_main_thread')) * 1e6;
}
