import { readFile } from 'node:fs/promises';
import { PlanCampaignResponse } from '@hustings/contracts/governor';
import { parsePolicyText } from '@hustings/policy';
import { type Command, InvalidArgumentError } from 'commander';
import { ExitCode, UsageFault } from '../failures.ts';
import { planOffline } from '../limits/plan-offline.ts';
import { renderPlan } from '../limits/render-plan.ts';
import { type PlannedFile, planWithGovernor, readPlannedFile } from '../send/foresee.ts';
import type { Session } from '../session.ts';
import { examples, type Setup, start } from './setup.ts';

interface PlanOptions {
  sender?: string;
  policy?: string;
  limitProfile?: string;
  start?: Date;
  country?: string;
  units: number;
}

const MORE_HELP = `
With --sender the governor plans: it knows what the limits have taken, what is queued, who opted out and who is in
conversation. With --policy nobody is asked, every limit is taken to be at rest, and --profile, or --limit-profile, names the
profile of that document.`;

/** `hustings plan` */
export function addPlan(program: Command, setup: Setup): void {
  program
    .command('plan <file>')
    .description('when everybody in a CSV file would be written to, day by day, and what decides')
    .option('--sender <sender>', 'number that the messages come from')
    .option('--policy <file>', 'plan without services, under this policy document')
    .option('--limit-profile <name>', 'profile of that document')
    .option('--start <time>', 'not before this time, such as 2027-05-01T09:00:00Z', parseTime)
    .option('--country <code>', 'country of numbers in national form, and whose hours hold')
    .option('--units <segments>', 'SMS segments of each message', parseUnits, 1)
    .addHelpText('after', MORE_HELP)
    .addHelpText(
      'after',
      examples(
        'plan people.csv --sender snd-… --start 2027-05-01T09:00:00Z',
        'plan people.csv --policy examples/policies/default.json --profile whatsapp-20',
      ),
    )
    .action((file: string, given: PlanOptions, command: Command) => {
      const options = takeProfile(given, program);
      return start(setup, command, async (session) => {
        const { broken, ...people } = await readPlannedFile(file);
        if (people.messages === 0) {
          throw new UsageFault(`${file} names nobody who can be written to`);
        }
        const plan = await planFile(session, { ...people, options });
        session.print(
          { ...Object(PlanCampaignResponse.toJSON(plan)), brokenRows: broken },
          renderPlan(plan),
        );
        if (broken > 0) session.note(`rows that are broken and left out: ${broken}`);
        return broken > 0 ? ExitCode.refused : ExitCode.ok;
      });
    });
}

/** Everywhere else `--profile` is the file with token and addresses; beside a policy it is one of that document's. */
function takeProfile(given: PlanOptions, program: Command): PlanOptions {
  const { profile } = program.opts<{ profile?: string }>();
  if (given.policy === undefined || profile === undefined) return given;
  program.setOptionValue('profile', undefined);
  return { limitProfile: profile, ...given };
}

async function planFile(
  session: Session,
  { messages, numbers, options }: Omit<PlannedFile, 'broken'> & { options: PlanOptions },
): Promise<PlanCampaignResponse> {
  const { units, country = '' } = options;
  if (options.sender !== undefined) {
    const { sender: senderId, start: from } = options;
    const mailing = { senderId, messages, numbers, country, units, start: from };
    return planWithGovernor(session.client('governor'), mailing);
  }
  if (options.policy === undefined || options.limitProfile === undefined) {
    throw new UsageFault('say --sender, or --policy with --limit-profile');
  }
  const text = await readFile(options.policy, 'utf8').catch((error: unknown) => {
    throw new UsageFault(`cannot read ${options.policy}: check the path`, error);
  });
  const parsed = parsePolicyText(text);
  if (!parsed.ok) {
    throw new UsageFault(`${options.policy} is no valid policy: see "hustings limits check"`);
  }
  return planOffline({
    policy: parsed.value,
    profileName: options.limitProfile,
    messages,
    units,
    country,
    startMs: (options.start ?? new Date()).getTime(),
  });
}

function parseTime(value: string): Date {
  const time = new Date(value);
  if (!Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('must be a time such as 2027-05-01T09:00:00Z.');
}

function parseUnits(value: string): number {
  const units = Number(value);
  if (Number.isInteger(units) && units >= 1 && units <= 100) return units;
  throw new InvalidArgumentError('must be a whole number from 1 to 100.');
}
