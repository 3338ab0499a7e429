import { ParityReport, Proposal, ProposalKind } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { choice, collect } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import {
  describeProposal,
  printProposal,
  REASONS_GIVEN,
  type ReasonOptions,
  readJson,
  reasonsOf,
  withReasons,
} from './case-reasons.ts';
import { examples, type Setup, start } from './setup.ts';

const PROPOSALS = {
  suspension: ProposalKind.PROPOSAL_KIND_SUSPEND,
  'ban-notice': ProposalKind.PROPOSAL_KIND_BAN_NOTICE,
  return: ProposalKind.PROPOSAL_KIND_READMIT,
} as const;

type ProposeOptions = ReasonOptions & {
  what: keyof typeof PROPOSALS;
  hours?: number;
  parity?: string;
  grave?: boolean;
  forMassAction?: boolean;
};

/** `hustings case propose`, `vote`, `proposals`. */
export function addProposals(cases: Command, setup: Setup): void {
  withReasons(
    cases
      .command('propose <case>')
      .description('propose what a panel decides that is drawn by lot (moderator)')
      .addOption(choice('--what <what>', 'what is asked for', PROPOSALS).makeOptionMandatory())
      .option('--hours <n>', 'length of a suspension, at most 336', Number)
      .option('--parity <path>', 'report on equal treatment as JSON')
      .option('--grave', 'a grave breach: a ban without an earlier suspension')
      .option('--for-mass-action', 'one of five or more that are bound into one action')
      .addHelpText(
        'after',
        examples(
          `case propose cas-… --what suspension --hours 72 --parity parity.json ${REASONS_GIVEN}`,
        ),
      ),
  ).action((caseId: string, options: ProposeOptions, command: Command) =>
    start(setup, command, async (session) => {
      const response = await session.client('case').proposeMeasure({
        ...{ caseId, kind: PROPOSALS[options.what], reasons: reasonsOf(options) },
        ...{ termHours: options.hours ?? 0, grave: options.grave ?? false },
        forMassAction: options.forMassAction ?? false,
        ...(options.parity ? { parity: ParityReport.fromJSON(readJson(options.parity)) } : {}),
      });
      printProposal(session, response.proposal);
      return undefined;
    }),
  );
  cases
    .command('vote <proposal>')
    .description('vote on a proposal, also on a ratification (a reviewer of its panel)')
    .option('--approve', 'for it')
    .option('--reject', 'against it')
    .requiredOption('--reasons <text>', 'why')
    .option('--read <answer>', 'answer that was read; may be repeated', collect)
    .addHelpText('after', examples('case vote prp-… --approve --reasons "the numbers are right"'))
    .action((proposalId: string, options: VoteOptions, command: Command) =>
      start(setup, command, async (session) => {
        if (options.approve === options.reject) throw new UsageFault('say --approve or --reject');
        const response = await session.client('case').decideProposal({
          ...{ proposalId, approve: options.approve ?? false, reasons: options.reasons },
          answerIds: options.read ?? [],
        });
        printProposal(session, response.proposal);
        return undefined;
      }),
    );
  cases
    .command('proposals <case>')
    .description('proposals of a case, with their votes')
    .addHelpText('after', examples('case proposals cas-…'))
    .action((caseId: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const { proposals } = await session.client('case').getProposals({ caseId });
        const text = proposals.map(describeProposal).join('\n\n');
        session.print(
          proposals.map((each) => Proposal.toJSON(each)),
          text === '' ? '(none)' : text,
        );
        return undefined;
      }),
    );
}

interface VoteOptions {
  approve?: boolean;
  reject?: boolean;
  reasons: string;
  read?: string[];
}
