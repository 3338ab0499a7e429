import { RpcFailure } from '@hustings/service-kit';
import { Command, CommanderError } from 'commander';
import { credentialCommands, grantCommands, toolCommands } from './commands/access.ts';
import { appealCommands } from './commands/appeals.ts';
import { auditCommands } from './commands/audit.ts';
import { campaignCommands } from './commands/campaign.ts';
import { caseCommands } from './commands/enforcement.ts';
import { historyCommands } from './commands/history.ts';
import { holdCommands } from './commands/holds.ts';
import { legalHoldCommands } from './commands/legal-holds.ts';
import { limitsCommands } from './commands/limits.ts';
import { logCommands } from './commands/log.ts';
import { messageCommands } from './commands/message.ts';
import { noticeCommands, standingCommands } from './commands/notices.ts';
import { optoutCommands } from './commands/optout.ts';
import { orgCommands } from './commands/org.ts';
import { paceCommands } from './commands/pace.ts';
import { addPlan } from './commands/plan.ts';
import { policyCommands } from './commands/policy.ts';
import { privacyCommands } from './commands/privacy.ts';
import { referralCommands } from './commands/referrals.ts';
import { senderCommands } from './commands/sender.ts';
import { examples } from './commands/setup.ts';
import { addStatus } from './commands/status.ts';
import { windowsCommands } from './commands/windows.ts';
import { CliFailure, ExitCode, exitCodeOf, type Failure } from './failures.ts';
import type { Io } from './io.ts';
import type { CommandRun, Setup } from './session.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 a check failed or the service refused, 2 wrong command line or file, 3 a service cannot be
reached, 130 interrupted.

Environment: HUSTINGS_TOKEN (credential), HUSTINGS_<SERVICE>_ADDRESS (host:port), HUSTINGS_PROFILE (file with both, as
"npm start" writes it to .data/start/cli.json), NO_COLOR.`;

/** Runs one command line (without node and script) and says with which code the process should exit. */
export async function runCli(args: string[], io: Io): Promise<ExitCode> {
  const run: CommandRun = { exitCode: ExitCode.ok, called: [] };
  try {
    await buildProgram({ io, run }).parseAsync(args, { from: 'user' });
    return run.exitCode;
  } catch (error) {
    return reportFailure(io, error, { called: run.called, json: args.includes('--json') });
  }
}

function buildProgram(setup: Setup): Command {
  const program = new Command('hustings')
    .description('Governed bulk messaging: campaigns, opt-outs, enforcement, audit.')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'no progress and no remarks on standard error')
    .option('--token <token>', 'credential; better in HUSTINGS_TOKEN, where ps does not show it')
    .option('--profile <file>', 'file with token and addresses')
    .addHelpText('after', EXIT_CODES)
    .addHelpText('after', examples('status', 'org list --json', 'campaign send --help'));
  const groups = [
    orgCommands,
    campaignCommands,
    senderCommands,
    toolCommands,
    grantCommands,
    credentialCommands,
    messageCommands,
    optoutCommands,
    privacyCommands,
    caseCommands,
    noticeCommands,
    standingCommands,
    appealCommands,
    holdCommands,
    legalHoldCommands,
    paceCommands,
    referralCommands,
    historyCommands,
    limitsCommands,
    policyCommands,
    windowsCommands,
    auditCommands,
    logCommands,
  ];
  for (const make of groups) program.addCommand(make(setup));
  addPlan(program, setup);
  addStatus(program, setup);
  useIo(program, setup.io);
  return program;
}

/** Commander writes through our io and throws instead of ending the process. */
function useIo(command: Command, io: Io): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.out(text),
    writeErr: (text) => io.err(text),
  });
  command.configureHelp({ showGlobalOptions: true }).showHelpAfterError('(try --help)');
  for (const each of command.commands) useIo(each, io);
}

/** One line on standard error: what, why, what to do. */
function reportFailure(
  io: Io,
  error: unknown,
  { called, json }: { called: string[]; json: boolean },
): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has printed its own line; help and version are no errors.
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  const { exitCode, reason, message } = describeFailure(error, called);
  const line = json
    ? JSON.stringify({ error: { reason, message, exitCode } })
    : `error: ${message.replaceAll(/\s*\n\s*/g, ' ')}`;
  io.err(`${line}\n`);
  return exitCode;
}

function describeFailure(error: unknown, called: string[]): Failure {
  if (error instanceof CliFailure) return error;
  if (error instanceof RpcFailure) return describeRpcFailure(error, called);
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: ExitCode.refused, reason: 'UNEXPECTED', message: `unexpected: ${message}` };
}

function describeRpcFailure(failure: RpcFailure, called: string[]): Failure {
  const exitCode = exitCodeOf(failure);
  const { reason } = failure;
  if (exitCode === ExitCode.unreachable) {
    const where = called.join(', ');
    const message =
      reason === 'UNAVAILABLE'
        ? `cannot reach ${where}: is it running? See "hustings status"`
        : `${where} cannot answer now: ${failure.message} [${reason}]`;
    return { exitCode, reason, message };
  }
  const fields = failure.violations.map(({ field, description }) => `${field}: ${description}`);
  const detail = fields.length === 0 ? '' : ` (${fields.join('; ')})`;
  return { exitCode, reason, message: `${failure.message}${detail} [${reason}]` };
}
