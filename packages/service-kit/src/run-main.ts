import { ConfigInvalid } from './config.ts';

/** A service that runs. */
export interface Running {
  /** Where it listens, host:port. */
  address: string;
  /** Drains and stops; resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** Kubernetes kills after 30 s, Compose after 10 s: stay within the shorter one. */
const DRAIN_LIMIT_MS = 10_000;

/** Exit codes: 1 = failed or did not drain in time, 2 = the configuration is wrong. */
const EXIT_FAILED = 1;
const EXIT_CONFIG = 2;

/**
 * Starts a service as this process and stops it on SIGTERM, SIGINT or when the parent that forked it with an IPC
 * channel is gone. A failed start is one line on standard error. A parent with such a channel is sent
 * `{ type: 'ready', address }`.
 */
export async function runMain(start: () => Promise<Running>): Promise<void> {
  // Nobody foresaw it: whoever looks into it needs the stack.
  process.on('uncaughtException', (error) => exitWith(error.stack ?? describe(error), EXIT_FAILED));
  let running: Running;
  try {
    running = await start();
  } catch (error) {
    exitWith(describe(error), error instanceof ConfigInvalid ? EXIT_CONFIG : EXIT_FAILED);
    return;
  }
  // Before anybody is told: whoever hears `ready` may ask to stop at once.
  const stopping = stopRequested();
  process.send?.({ type: 'ready', address: running.address });
  await stopping;
  const timer = setTimeout(
    () => exitWith(`did not drain within ${DRAIN_LIMIT_MS / 1000} s`, EXIT_FAILED),
    DRAIN_LIMIT_MS,
  );
  await running.stop();
  clearTimeout(timer);
  if (process.connected) process.disconnect();
  process.exit();
}

/**
 * Ends the process with an error that nobody can handle, such as a log that is no longer the one that was read: a
 * service that goes on answers from the past.
 */
export function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => resolve();
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.once('disconnect', stop);
  });
}

function exitWith(line: string, code: number): void {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}

/** One line: a start error is for operators. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = error.message.replaceAll(/\s*\n\s*/g, ' ');
  return error.name === 'Error' ? line : `${error.name}: ${line}`;
}
