import type { RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc-common';

/** Exit codes, for scripts. */
export const ExitCode = {
  ok: 0,
  /** A check failed, or the service refused. */
  refused: 1,
  /** The command line or a file is wrong. */
  usage: 2,
  /** A service cannot be reached. */
  unreachable: 3,
  /** Ctrl-C: 128 + SIGINT, as shells report it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Why a command ends without success. */
export interface Failure {
  exitCode: ExitCode;
  /** UPPER_SNAKE, for scripts. */
  reason: string;
  /** One line: what, why, what to do. */
  message: string;
}

/** Ends a command without success. */
export class CliFailure extends Error implements Failure {
  override readonly name: string = 'CliFailure';
  readonly exitCode: ExitCode;
  readonly reason: string;

  constructor({ exitCode, reason, message }: Failure, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.reason = reason;
  }
}

/** The command line, or a file that it names, cannot be used. */
export class UsageFault extends CliFailure {
  override readonly name = 'UsageFault';

  constructor(message: string, cause?: unknown) {
    super({ exitCode: ExitCode.usage, reason: 'USAGE', message }, cause);
  }
}

/** Codes that mean: nobody answered. */
const UNREACHABLE: ReadonlySet<Status> = new Set([Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED]);

/** Exit code for a failed call. */
export function exitCodeOf(failure: RpcFailure): ExitCode {
  return UNREACHABLE.has(failure.code) ? ExitCode.unreachable : ExitCode.refused;
}
