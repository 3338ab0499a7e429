import {
  AuditorServiceDefinition,
  HistoryServiceDefinition,
  TransparencyServiceDefinition,
} from '@hustings/contracts/auditor';
import { DispatcherServiceDefinition } from '@hustings/contracts/dispatch';
import {
  CaseServiceDefinition,
  EnforcementServiceDefinition,
  PolicyReviewServiceDefinition,
  PolicyServiceDefinition,
  RemedyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { GovernorServiceDefinition } from '@hustings/contracts/governor';
import {
  ImportServiceDefinition,
  LedgerServiceDefinition,
  OptOutServiceDefinition,
  PrivacyServiceDefinition,
} from '@hustings/contracts/optout';
import { RegistryServiceDefinition } from '@hustings/contracts/registry';
import { Clients, type RpcClient } from '@hustings/service-kit';
import type { Command } from 'commander';
import { type Connection, findConnection, type ServiceName } from './connection.ts';
import { CliFailure, ExitCode, UsageFault } from './failures.ts';
import type { Io } from './io.ts';

/** Options that every command has. */
export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  token?: string;
  profile?: string;
}

/** Contracts that commands call. */
const CONTRACTS = {
  registry: RegistryServiceDefinition,
  governor: GovernorServiceDefinition,
  optout: OptOutServiceDefinition,
  ledger: LedgerServiceDefinition,
  imports: ImportServiceDefinition,
  privacy: PrivacyServiceDefinition,
  enforcement: EnforcementServiceDefinition,
  policy: PolicyServiceDefinition,
  case: CaseServiceDefinition,
  policyReview: PolicyReviewServiceDefinition,
  dispatcher: DispatcherServiceDefinition,
  auditor: AuditorServiceDefinition,
  remedy: RemedyServiceDefinition,
  history: HistoryServiceDefinition,
  transparency: TransparencyServiceDefinition,
} as const;

type Contracts = typeof CONTRACTS;
export type ContractName = keyof Contracts;

/** Which service serves a contract. */
const SERVED_BY: Record<ContractName, ServiceName> = {
  registry: 'registry',
  governor: 'governor',
  optout: 'optout',
  ledger: 'optout',
  imports: 'optout',
  privacy: 'optout',
  enforcement: 'enforcement',
  policy: 'enforcement',
  case: 'enforcement',
  policyReview: 'enforcement',
  dispatcher: 'dispatcher',
  auditor: 'auditor',
  remedy: 'enforcement',
  history: 'auditor',
  transparency: 'auditor',
};

/** One run of one command. */
export class Session {
  readonly io: Io;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly connection: Connection;
  readonly #clients = new Clients();
  readonly #called = new Set<string>();

  constructor(io: Io, options: GlobalOptions) {
    this.io = io;
    this.json = options.json ?? false;
    this.quiet = options.quiet ?? false;
    this.connection = findConnection(io, options);
  }

  /** Services that were called, as "governor at 127.0.0.1:7402". */
  get called(): string[] {
    return [...this.#called];
  }

  /** The caller's bearer token. */
  token(): string {
    const { token } = this.connection;
    if (token !== '') return token;
    throw new UsageFault('no credential: set HUSTINGS_TOKEN, or start the stack with "npm start"');
  }

  client<Name extends ContractName>(name: Name): RpcClient<Contracts[Name]> {
    const service = SERVED_BY[name];
    const address = this.connection.addressOf(service);
    this.#called.add(`${service} at ${address}`);
    return this.#clients.create<Contracts[Name]>(CONTRACTS[name], { address, token: this.token() });
  }

  /** Prints the result: JSON for programs, text for people. */
  print(data: unknown, text: string): void {
    this.io.out(this.json ? `${JSON.stringify(data)}\n` : `${text}\n`);
  }

  /** A remark for people on standard error. */
  note(line: string): void {
    if (!this.quiet) this.io.err(`${line}\n`);
  }

  close(): void {
    this.#clients.close();
  }
}

/** What a command does; the exit code is 0 unless it says otherwise. */
export type Handler = (session: Session) => Promise<ExitCode | undefined>;

/** How a command ended, for the process. */
export interface CommandRun {
  exitCode: ExitCode;
  /** Services that were called, to name them in an error. */
  called: string[];
}

/** What commands are built with. */
export interface Setup {
  io: Io;
  run: CommandRun;
}

/**
 * Runs a command's handler in a session. Ctrl-C ends it at once, unless the command stops in its own way
 * (`stopsItself`).
 */
export async function runInSession(
  { io, run }: Setup,
  command: Command,
  { handler, stopsItself = false }: { handler: Handler; stopsItself?: boolean },
): Promise<void> {
  const session = new Session(io, command.optsWithGlobals<GlobalOptions>());
  try {
    const work = handler(session);
    const exitCode = await (stopsItself ? work : Promise.race([work, interruption(io)]));
    run.exitCode = exitCode ?? ExitCode.ok;
  } finally {
    run.called = session.called;
    session.close();
  }
}

function interruption(io: Io): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new CliFailure(INTERRUPTION));
    if (io.interrupted.aborted) stop();
    io.interrupted.addEventListener('abort', stop, { once: true });
  });
}

const INTERRUPTION = {
  exitCode: ExitCode.interrupted,
  reason: 'INTERRUPTED',
  message: 'interrupted',
};
