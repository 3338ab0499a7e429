import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DataFolder, MINIMUM_FREE_BYTES, openDataFolder, requireRoom } from './data-folder.ts';
import { type GuardedProcess, spawnGuarded } from './guarded-process.ts';
import { findFreePort, isPortFree } from './loopback.ts';
import { ServerFault } from './server-fault.ts';
import { untilStopped } from './until-stopped.ts';

export interface ServerOptions {
  /** Folder for data and log, kept. Without it a temporary one is made, and removed by `stop`. */
  dir?: string;
  /** Loopback port, else a free one. */
  port?: number;
  /** Free space below which the start is refused, bytes. */
  minimumFreeBytes?: number;
}

/** A server that runs as a child process and ends with this process, however this process ends. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  /** Folder of data and log. */
  readonly dir: string;
  /** Of the present run; changes with `restart`. */
  readonly pid: number;
  /** Sends a signal. For one that ends or stops the process, waits until it has ended or stands still. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops the server if it runs and starts it on the same port, with its data unless they are to be wiped. */
  restart(options?: { wipe?: boolean }): Promise<void>;
  /** Stops the server and removes a temporary folder. May be called twice. */
  stop(): Promise<void>;
}

/** What tells one server from another. */
export interface ServerKind {
  /** As it stands in messages and folder names. */
  name: string;
  /** Environment variable by which a user names a server that exists already. */
  urlVariable: string;
  url(port: number): string;
  /** Writes what files the server needs and gives its command line. */
  command(place: { port: number; dir: string }): { command: string; args: string[] };
  /** Settles when the server answers; throws a `ServerFault` when it is not fit. Throws anything else to be asked again. */
  check(port: number): Promise<void>;
  /** Finds a clearer fault for a process that ended during its start. */
  explain(log: string): ServerFault | null;
}

/** A cold start takes some 30 ms; ten seconds allow for a busy machine that recovers a large store. */
const START_TIMEOUT_MS = 10_000;
const ASK_AGAIN_MS = 5;
/** Then the process is killed. Both servers end within milliseconds of SIGTERM unless their disk hangs. */
export const STOP_PATIENCE_MS = 5_000;
/** A port that was free a moment ago may be taken by a neighbour; so many times in a row is no accident. */
const PORT_ATTEMPTS = 5;
const LOG_LINES = 5;
const ENDING_SIGNALS: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
]);

/** Starts a server and waits until it answers. Throws a `ServerFault`. */
export async function startServer(
  kind: ServerKind,
  options: ServerOptions,
): Promise<ServerProcess> {
  const folder = openDataFolder(kind.name, options.dir);
  try {
    requireRoom(folder.path, options.minimumFreeBytes ?? MINIMUM_FREE_BYTES);
    const { port, process } = await launchOnSomePort(kind, folder.path, options.port);
    return makeHandle(kind, { folder, port, process });
  } catch (cause) {
    folder.dispose();
    throw cause;
  }
}

async function launchOnSomePort(
  kind: ServerKind,
  dir: string,
  wanted: number | undefined,
): Promise<{ port: number; process: GuardedProcess }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await findFreePort());
    try {
      return { port, process: await launch(kind, dir, port) };
    } catch (cause) {
      const taken = cause instanceof ServerFault && cause.reason === 'PORT_IN_USE';
      if (!taken || wanted !== undefined || attempt === PORT_ATTEMPTS) throw cause;
    }
  }
}

async function launch(kind: ServerKind, dir: string, port: number): Promise<GuardedProcess> {
  if (!(await isPortFree(port))) throw portInUse(kind, port);
  const process = spawnGuarded({
    ...kind.command({ port, dir }),
    logFile: join(dir, `${kind.name}.log`),
    cwd: dir,
  });
  try {
    await waitUntilReady(kind, process, port);
    return process;
  } catch (cause) {
    await process.stop(STOP_PATIENCE_MS);
    throw cause;
  }
}

async function waitUntilReady(
  kind: ServerKind,
  process: GuardedProcess,
  port: number,
): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    if (process.exitStatus() !== null) throw explainExit(kind, process, port);
    try {
      return await kind.check(port);
    } catch (cause) {
      if (cause instanceof ServerFault) throw cause;
    }
    if (performance.now() > deadline) {
      throw new ServerFault(
        'START_FAILED',
        `${kind.name} does not answer on port ${port} after ${START_TIMEOUT_MS / 1000} s; it says: ${process.lastLines(1)}`,
      );
    }
    await delay(ASK_AGAIN_MS);
  }
}

function explainExit(kind: ServerKind, process: GuardedProcess, port: number): ServerFault {
  const log = process.lastLines(LOG_LINES);
  if (/address already in use/i.test(log)) return portInUse(kind, port);
  if (/no space left on device/i.test(log)) {
    return new ServerFault('NO_DISK_SPACE', `no disk space for ${kind.name}: ${log}`);
  }
  return (
    kind.explain(log) ??
    new ServerFault('START_FAILED', `${kind.name} ended while starting: ${log}`)
  );
}

function portInUse(kind: ServerKind, port: number): ServerFault {
  return new ServerFault(
    'PORT_IN_USE',
    `port ${port} is in use, so ${kind.name} cannot start on it; give another port, or set ${kind.urlVariable} to use the server that is there`,
  );
}

function makeHandle(
  kind: ServerKind,
  start: { folder: DataFolder; port: number; process: GuardedProcess },
): ServerProcess {
  const { folder, port } = start;
  let process = start.process;
  const stopProcess = async (): Promise<void> => {
    process.signal('SIGCONT'); // a stopped process would not hear SIGTERM
    await process.stop(STOP_PATIENCE_MS);
  };
  return {
    url: kind.url(port),
    port,
    dir: folder.path,
    get pid() {
      return process.pid;
    },
    kill: async (signal) => {
      if (!process.signal(signal)) return;
      if (ENDING_SIGNALS.has(signal)) await process.exited;
      if (signal === 'SIGSTOP') await untilStopped(process.pid);
    },
    restart: async ({ wipe = false } = {}) => {
      await stopProcess();
      if (wipe) folder.wipe();
      process = await launch(kind, folder.path, port);
    },
    stop: async () => {
      await stopProcess();
      folder.dispose();
    },
  };
}
