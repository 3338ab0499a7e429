import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ExitStatus, type GuardedProcess, spawnGuarded } from '../servers/guarded-process.ts';
import { findFreePort, LOOPBACK } from '../servers/loopback.ts';
import { checkHealth } from './health.ts';
import { MEMBER_NAMES, MEMBERS, type MemberName } from './members.ts';
import { type FleetPorts, findPorts } from './ports.ts';
import { type Through, throughSeams } from './seams.ts';
import { type FleetSecrets, generateSecrets } from './secrets.ts';
import { addressOf, allAddresses, environmentOf, type Wiring } from './wiring.ts';

export interface FleetOptions {
  natsUrl: string;
  redisUrl: string;
  /** Gets one log file per member. */
  dir: string;
  /** Folder of the sealed log; else one below `dir`. */
  sealDir?: string;
  /** Which members to start, else all. The others' addresses are wired all the same. */
  members?: readonly MemberName[];
  /** Else new ones. */
  secrets?: FleetSecrets;
  /** Else free ones. */
  ports?: FleetPorts;
  /** More variables for every member. */
  env?: Record<string, string>;
  /** How many governors share the gates, 1 unless stated. The others find the first one's address, and any will do. */
  governors?: number;
  /** Puts something between the members and what they connect to; else they connect directly. */
  through?: Through;
  /** Hears of a member that ended without being asked to. Nothing is restarted by itself. */
  onUnexpectedExit?: (exit: UnexpectedExit) => void;
}

export interface UnexpectedExit extends ExitStatus {
  name: MemberName;
  /** The end of the member's log. */
  lastLines: string;
}

/** One process of a running fleet. */
export interface FleetMember {
  readonly name: MemberName;
  readonly address: string;
  readonly logFile: string;
  /** Of the present run; changes with `restart`. */
  readonly pid: number;
  /** Sends a signal; for SIGKILL and SIGTERM, waits until the process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Stops the process if it runs, starts it on the same address and waits until it is well. */
  restart(): Promise<void>;
}

export interface Fleet {
  readonly addresses: Readonly<Record<MemberName, string>>;
  readonly secrets: FleetSecrets;
  readonly processes: Readonly<Partial<Record<MemberName, FleetMember>>>;
  /** The process of a member that was started; throws for another. Of several governors it is the first. */
  readonly member: (name: MemberName) => FleetMember;
  /** All governors that were started, the first one first. */
  readonly governors: readonly FleetMember[];
  /** Drains and stops all. May be called twice. */
  stop(): Promise<void>;
}

/** Nine processes that start at once need three seconds on two idle cores, and twenty on overloaded ones. */
const START_TIMEOUT_MS = 60_000;
const ASK_AGAIN_MS = 50;
const ANSWER_TIMEOUT_MS = 2_000;
/** A service drains for at most ten seconds; one more tells a hanging one from a slow one. */
const STOP_PATIENCE_MS = 11_000;
const LOG_LINES = 12;

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Node keeps what it compiled: that halves the time in which a fleet comes up. */
const COMPILE_CACHE = join(ROOT, '.cache/node-compile');

/** Starts the fleet as processes on loopback and waits until each is well. The streams must stand already. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { natsUrl, redisUrl } = options;
  const secrets = options.secrets ?? generateSecrets();
  const ports = options.ports ?? (await findPorts());
  const sealDir = options.sealDir ?? join(options.dir, 'transparency');
  const wiring = { natsUrl, redisUrl, ports, secrets, sealDir };
  const names = options.members ?? MEMBER_NAMES;
  const first = await Promise.all(
    names.map(async (name) => {
      const wired = await throughSeams(name, environmentOf(name, wiring), options.through);
      const place = { address: addressOf(ports, name), environment: { ...wired, ...options.env } };
      return new MemberProcess(name, { ...place, logName: name }, options);
    }),
  );
  const members = [...first, ...(await moreGovernors(wiring, options))];
  const stop = async (): Promise<void> => {
    await Promise.all(members.map((member) => member.stop()));
  };
  try {
    await Promise.all(members.map((member) => member.start()));
  } catch (cause) {
    await stop();
    throw cause;
  }
  const processes = Object.fromEntries(first.map((member) => [member.name, member]));
  return {
    addresses: allAddresses(ports),
    secrets,
    processes,
    member: (name) => {
      const member = members.find((candidate) => candidate.name === name);
      if (member === undefined) throw new Error(`${name} is not part of this fleet`);
      return member;
    },
    governors: members.filter(({ name }) => name === 'governor'),
    stop,
  };
}

/** Governors beside the first, each on an address of its own. */
async function moreGovernors(wiring: Wiring, options: FleetOptions): Promise<MemberProcess[]> {
  const numbers = Array.from({ length: (options.governors ?? 1) - 1 }, (_, index) => index + 2);
  if (numbers.length === 0) return [];
  const environment = await throughSeams(
    'governor',
    environmentOf('governor', wiring),
    options.through,
  );
  return Promise.all(
    numbers.map(async (number) => {
      const address = `${LOOPBACK}:${await findFreePort()}`;
      const own = { ...environment, ...options.env, LISTEN_ADDRESS: address };
      const place = { address, environment: own, logName: `governor-${number}` };
      return new MemberProcess('governor', place, options);
    }),
  );
}

class MemberProcess implements FleetMember {
  readonly name: MemberName;
  readonly address: string;
  readonly logFile: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #onUnexpectedExit: ((exit: UnexpectedExit) => void) | undefined;
  #process: GuardedProcess | null = null;
  /** True from the order to end until the next start. */
  #mayEnd = false;

  constructor(
    name: MemberName,
    place: { address: string; environment: Record<string, string>; logName: string },
    options: Pick<FleetOptions, 'dir' | 'onUnexpectedExit'>,
  ) {
    this.name = name;
    this.address = place.address;
    this.logFile = join(options.dir, `${place.logName}.log`);
    this.#environment = {
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...process.env,
      ...place.environment,
    };
    this.#onUnexpectedExit = options.onUnexpectedExit;
  }

  get pid(): number {
    return this.#process?.pid ?? -1;
  }

  async start(): Promise<void> {
    this.#mayEnd = false;
    const started = spawnGuarded({
      command: process.execPath,
      args: [...MEMBERS[this.name].nodeFlags, join(ROOT, MEMBERS[this.name].entry)],
      logFile: this.logFile,
      cwd: ROOT,
      env: this.#environment,
    });
    this.#process = started;
    await this.#waitUntilWell(started);
    void started.exited.then((status) => this.#report(started, status));
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const ends = signal === 'SIGKILL' || signal === 'SIGTERM';
    this.#mayEnd ||= ends;
    if (this.#process?.signal(signal) && ends) await this.#process.exited;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    this.#mayEnd = true;
    this.#process?.signal('SIGCONT'); // a stopped process would not hear SIGTERM
    await this.#process?.stop(STOP_PATIENCE_MS);
  }

  async #waitUntilWell(started: GuardedProcess): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      try {
        return await checkHealth(MEMBERS[this.name].speaks, this.address, ANSWER_TIMEOUT_MS);
      } catch (cause) {
        const ended = started.exitStatus() !== null;
        if (!ended && performance.now() < deadline) {
          await delay(ASK_AGAIN_MS);
          continue;
        }
        const what = ended
          ? 'ended while starting'
          : `is not well after ${START_TIMEOUT_MS / 1000} s`;
        throw new Error(
          `${this.name} ${what}; the end of ${this.logFile}:\n${started.lastLines(LOG_LINES)}`,
          { cause },
        );
      }
    }
  }

  #report(ended: GuardedProcess, status: ExitStatus): void {
    if (this.#mayEnd) return;
    this.#onUnexpectedExit?.({ name: this.name, ...status, lastLines: ended.lastLines(LOG_LINES) });
  }
}
