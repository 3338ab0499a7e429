import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';

/** How a process ended. Exactly one of the two is set. */
export interface ExitStatus {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface GuardedProcess {
  readonly pid: number;
  /** Settles when the process is gone; never rejects. */
  readonly exited: Promise<ExitStatus>;
  /** Null while it runs. */
  exitStatus(): ExitStatus | null;
  /** Sends a signal; false when the process is gone already. */
  signal(signal: NodeJS.Signals): boolean;
  /** SIGTERM, then SIGKILL when the process still runs after the patience, in ms. */
  stop(patienceMs: number): Promise<ExitStatus>;
  /** Last lines of what the process wrote to its log file. */
  lastLines(count: number): string;
}

export interface GuardedSpawn {
  command: string;
  args: string[];
  /** Gets standard output and error, appended. Its folder is made. */
  logFile: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

// The watcher sits on a pipe whose other end only the parent holds. End of file means that the parent is gone, however
// it went, and the kernel reports that without anybody's help. A line means that the child ended first: then nothing
// may be killed, for the number may be another process's by now. `exec` keeps $$, so the pid is the server's own.
const GUARD = '(read -r _ <&3 || kill -KILL $$) >/dev/null 2>&1 & exec "$0" "$@" 3<&-';

/**
 * Starts a process that ends with this one, even when this one is killed with SIGKILL. Needs no privilege and nothing
 * but `/bin/sh`. The process leads its own session, so that Ctrl-C in a terminal reaches the parent alone, which then
 * stops things in order.
 */
export function spawnGuarded(options: GuardedSpawn): GuardedProcess {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const child = spawn('/bin/sh', ['-c', GUARD, options.command, ...options.args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
  });
  closeSync(log);
  return watch(child, options.logFile);
}

function watch(child: ChildProcess, logFile: string): GuardedProcess {
  let status: ExitStatus | null = null;
  const exited = new Promise<ExitStatus>((resolve) => {
    const settle = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (status !== null) return;
      status = { code, signal };
      releaseWatcher(child);
      resolve(status);
    };
    child.once('exit', settle);
    child.once('error', () => settle(127, null));
  });
  return {
    pid: child.pid ?? -1,
    exited,
    exitStatus: () => status,
    signal: (signal) => status === null && child.kill(signal),
    stop: (patienceMs) => stop(child, exited, patienceMs),
    lastLines: (count) =>
      readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n'),
  };
}

function releaseWatcher(child: ChildProcess): void {
  const guard = child.stdio[3] as Writable | null | undefined;
  guard?.on('error', () => undefined);
  guard?.end('\n');
}

async function stop(
  child: ChildProcess,
  exited: Promise<ExitStatus>,
  patienceMs: number,
): Promise<ExitStatus> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    return await exited;
  } finally {
    clearTimeout(timer);
  }
}
