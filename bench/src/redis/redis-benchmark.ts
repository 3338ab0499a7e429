import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, present } from '@hustings/kernel';
import type { CommandArgs } from './recorded-call.ts';

const LAUNCHERS = fileURLToPath(new URL('../../../.cache/bin', import.meta.url));

export interface BenchmarkOrder {
  port: number;
  /** Calls in all. */
  calls: number;
  /** Connections, each with one call in flight. */
  clients: number;
  /** EVALSHA and its arguments, all of them texts: redis-benchmark cuts an argument at its first NUL. */
  args: CommandArgs;
}

/** Calls a second of `redis-benchmark` with one command. Throws when it is missing or fails. */
export async function runRedisBenchmark(order: BenchmarkOrder): Promise<number> {
  const { port, calls, clients, args } = order;
  const fixed = ['-h', '127.0.0.1', '-p', `${port}`, '-n', `${calls}`, '-c', `${clients}`];
  const child = spawn(findProgram(), [...fixed, '-q', 'EVALSHA', ...args.map(String)]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  child.stdin.end();
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const perSecond = [...output.matchAll(/([\d.]+) requests per second/g)].at(-1)?.[1];
  assert(code === 0 && perSecond !== undefined, `redis-benchmark failed: ${output.slice(-300)}`);
  return Number(perSecond);
}

function findProgram(): string {
  const folders = [LAUNCHERS, ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, 'redis-benchmark')).find(existsSync);
  return present(found, 'redis-benchmark was not found; run "npm run setup", which fetches it');
}
