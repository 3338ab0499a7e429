import { Case } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { UsageFault } from '../failures.ts';
import type { Session } from '../session.ts';
import { printProposal } from './case-reasons.ts';
import { examples, type Setup, start } from './setup.ts';

/** Longest suspension, hours. */
const MAX_HOURS = 336;

interface ReviewOptions {
  use?: boolean;
  reject?: boolean;
  gist: string;
  reasons: string;
}

/** `hustings case review-evidence`, `approve-gist`: a private conversation is looked at before anybody relies on it. */
export function addEvidenceReview(cases: Command, setup: Setup): void {
  cases
    .command('review-evidence <evidence>')
    .description(
      'look at a private conversation before anybody else (a reviewer, not its submitter)',
    )
    .option('--use', 'it was come by lawfully')
    .option('--reject', 'it is not used')
    .option('--gist <text>', 'what the sender is told in place of the transcript; names nobody', '')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText(
      'after',
      examples(
        'case review-evidence evd-… --use --gist "a member passed it on" --reasons "consented"',
        'case review-evidence evd-… --reject --reasons "it was intercepted"',
      ),
    )
    .action((evidenceId: string, options: ReviewOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { use = false, reject = false, gist, reasons } = options;
        if (use === reject) throw new UsageFault('say either --use or --reject');
        const request = { evidenceId, lawful: use, gist, reasons };
        const response = await session.client('case').reviewEvidence(request);
        return printCase(session, response.case, `${evidenceId}: ${use ? 'used' : 'not used'}`);
      }),
    );
  cases
    .command('approve-gist <evidence>')
    .description('approve what the sender is told in place of a transcript (a second reviewer)')
    .addHelpText('after', examples('case approve-gist evd-…'))
    .action((evidenceId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('case').approveGist({ evidenceId });
        return printCase(session, response.case, `${evidenceId}: the gist is approved`);
      }),
    );
}

/** `hustings case decline`, `withdraw`: a proposal leaves somebody's hands. */
export function addProposalEnds(cases: Command, setup: Setup): void {
  cases
    .command('decline <proposal>')
    .description('do not decide on a proposal; somebody else is drawn (a reviewer of its panel)')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('case decline prp-… --reasons "I know the sender"'))
    .action((proposalId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { proposal } = await session
          .client('case')
          .declineAssignment({ proposalId, reasons });
        printProposal(session, proposal);
        return undefined;
      }),
    );
  cases
    .command('withdraw <proposal>')
    .description('take a proposal back (its proposer)')
    .addHelpText('after', examples('case withdraw prp-…'))
    .action((proposalId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { proposal } = await session.client('case').withdrawProposal({ proposalId });
        printProposal(session, proposal);
        return undefined;
      }),
    );
}

/** `hustings case renew`, `reverse`, `close`, `confirm-verification`: what becomes of a case and its measures. */
export function addCaseEnds(cases: Command, setup: Setup): void {
  cases
    .command('renew <case>')
    .description('renew a suspension, once (a reviewer who took no part so far)')
    .requiredOption('--hours <n>', `length, 1 to ${MAX_HOURS}`)
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('case renew cas-… --hours 72 --reasons "it goes on"'))
    .action((caseId: string, options: { hours: string; reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const { hours, reasons } = options;
        const request = { caseId, reasons, termHours: readHours(hours) };
        const response = await session.client('case').renewSuspension(request);
        return printCase(session, response.case, `${caseId}: renewed for ${hours} hours`);
      }),
    );
  cases
    .command('reverse <sanction>')
    .description("correct the operator's own mistake (a reviewer who took no part so far)")
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('case reverse snc-… --reasons "the number was mistyped"'))
    .action((sanctionId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('case').reverseMeasure({ sanctionId, reasons });
        return printCase(session, response.case, `${sanctionId}: reversed, nothing of it counts`);
      }),
    );
  cases
    .command('close <case>')
    .description('close a case in which nothing stands (moderator, reviewer)')
    .requiredOption('--reasons <text>', 'why')
    .addHelpText('after', examples('case close cas-… --reasons "the link was right"'))
    .action((caseId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('case').closeCase({ caseId, reasons });
        return printCase(session, response.case, `${caseId}: closed`);
      }),
    );
  cases
    .command('confirm-verification <case>')
    .description('record that a readmitted subject was verified again (operator)')
    .addHelpText('after', examples('case confirm-verification cas-…'))
    .action((caseId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('case').confirmVerification({ caseId });
        return printCase(session, response.case, `${caseId}: verified again`);
      }),
    );
}

function printCase(session: Session, message: Case | undefined, text: string): undefined {
  session.print(message && Case.toJSON(message), text);
  return undefined;
}

function readHours(text: string): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= MAX_HOURS) return hours;
  throw new UsageFault(`--hours is a whole number from 1 to ${MAX_HOURS}, not "${text}"`);
}
