import type { WatchCampaignResponse } from '@hustings/contracts/governor';
import { type Command, InvalidArgumentError } from 'commander';
import { collect } from '../enums.ts';
import { ExitCode, exitCodeOf, UsageFault } from '../failures.ts';
import { parseLinks } from '../links.ts';
import type { RowOutcome } from '../send/answers.ts';
import { followCampaign, isSettled } from '../send/follow-campaign.ts';
import { foreseeMailing, type PlannedFile, readPlannedFile } from '../send/foresee.ts';
import { messageRenderer } from '../send/message.ts';
import type { SendProgress } from '../send/progress.ts';
import { openProgressView } from '../send/progress-view.ts';
import { readRecipients } from '../send/recipients.ts';
import { openReport } from '../send/report.ts';
import { rowKeys } from '../send/row-key.ts';
import type { SendCampaignOptions } from '../send/run.ts';
import { type SendSummary, sendCampaign } from '../send/send-campaign.ts';
import { describeSummary, isComplete, summaryData } from '../send/summary.ts';
import { emptyTally } from '../send/tally.ts';
import { parseTemplates } from '../send/template.ts';
import type { Session } from '../session.ts';
import { examples, type Setup, startStoppable } from './setup.ts';

interface SendOptions {
  sender: string;
  campaign: string;
  template: string[];
  link: string[];
  country?: string;
  seat?: string;
  wave: string;
  concurrency: number;
  report?: string;
  detach?: boolean;
}

/** More messages under way than this fill memory without making anything faster. */
const CONCURRENCY_MAX = 4_096;

const MORE_HELP = `
The file is CSV in UTF-8, separated by "," or ";", one person a line. Its first line names the columns: "to" is the
number; "language" chooses the template; "id" (any stable text) replaces the number in the row's idempotency key;
"recipient_zone" (Europe/Madrid) and "recipient_region" (ES-CN) say where the person is, for quiet hours and election silence.
Each {{column}} of a template is filled from the row. Broken rows are reported by line and the others go out.

Run the same command again, with the same token, to resume: for 24 hours no row is sent twice.`;

/** `hustings campaign send` */
export function addCampaignSend(campaign: Command, setup: Setup): void {
  campaign
    .command('send <file>')
    .description('send to everybody in a CSV file; exit code 1 when a row was not accepted')
    .requiredOption('--sender <sender>', 'number that the messages come from')
    .requiredOption('--campaign <campaign>', 'campaign that they belong to')
    .option(
      '--template <text>',
      'TEXT, FILE, FOLDER or <language>=TEXT|FILE; may be repeated',
      collect,
      [],
    )
    .option('--link <shown=url>', 'link with where it leads; may be repeated', collect, [])
    .option('--country <code>', 'country of numbers in national form')
    .option('--seat <id>', 'seat at the tool that sends')
    .option('--wave <name>', 'a second mailing to the same people needs another name', '1')
    .option('--concurrency <messages>', 'most messages under way at once', parseConcurrency, 256)
    .option('--report <file>', 'write what became of each row, one JSON object a line')
    .option('--detach', 'end when every row is answered, without waiting for the queue')
    .addHelpText('after', MORE_HELP)
    .addHelpText(
      'after',
      examples(
        'campaign send people.csv --sender snd-… --campaign cmp-… --template "Hola {{name}}"',
        'campaign send people.csv --sender snd-… --campaign cmp-… --template es=es.txt --template en=en.txt',
      ),
    )
    .action((file: string, options: SendOptions, command: Command) =>
      startStoppable(setup, command, (session) => sendFile(session, file, options)),
    );
}

async function sendFile(session: Session, file: string, options: SendOptions): Promise<ExitCode> {
  const keyOf = rowKeys({
    campaignId: options.campaign,
    wave: options.wave,
    token: session.token(),
  });
  const render = messageRenderer({
    senderId: options.sender,
    campaignId: options.campaign,
    templates: await parseTemplates(options.template),
    links: parseLinks(options.link),
    defaultCountry: options.country ?? '',
    seatId: options.seat ?? '',
    keyOf,
  });
  const planned = await readPlannedFile(file);
  const total = planned.messages + planned.broken;
  if (total === 0) throw new UsageFault(`${file} names nobody: it has a header and no rows`);
  await announce(session, options, planned);
  const report = await openReport(options.report);
  const progress: SendProgress = { total, tally: emptyTally(), campaign: null };
  const view = openProgressView(session.io, session.quiet);
  try {
    const summary = await sendAndFollow(session, options, {
      rows: readRecipients(file),
      render,
      progress,
      showProgress: () => view.update(progress),
      addToReport: (outcome) => report.add(outcome),
    });
    view.end();
    session.print(summaryData(summary, progress.campaign), describeSummary(summary, progress));
    return endOf(summary, session);
  } finally {
    view.end();
    await report.close();
  }
}

/** Says before the first message when the last one will be out, and what will not go out or not yet. */
async function announce(
  session: Session,
  { sender: senderId, country = '' }: SendOptions,
  { messages, numbers, broken }: PlannedFile,
): Promise<void> {
  const rows = `${messages + broken} rows`;
  if (messages === 0) return session.note(`${rows}, none of which can be read`);
  const mailing = { senderId, messages, numbers, country };
  session.note(`${rows}, ${await foreseeMailing(session.client('governor'), mailing)}`);
}

interface Parts {
  rows: SendCampaignOptions['rows'];
  render: SendCampaignOptions['render'];
  progress: SendProgress;
  showProgress: () => void;
  addToReport: (outcome: RowOutcome) => void;
}

/** Sends all rows, then waits until the queue is empty, following the campaign's counts all the while. */
async function sendAndFollow(
  session: Session,
  options: SendOptions,
  { rows, render, progress, showProgress, addToReport }: Parts,
): Promise<SendSummary> {
  const client = session.client('governor');
  const { interrupted: signal } = session.io;
  const onUpdate = (campaign: WatchCampaignResponse): void => {
    progress.campaign = campaign;
    showProgress();
  };
  const sending = new AbortController();
  const campaignId = options.campaign;
  const following = followCampaign({ client, campaignId, signal: sending.signal, onUpdate }).catch(
    // Counts are an extra while rows go out; what stands in their way shows up in the answers.
    () => undefined,
  );
  let lastSeq = 0;
  const summary = await sendCampaign({
    client,
    rows,
    render,
    signal,
    concurrency: options.concurrency,
    onProgress(tally) {
      progress.tally = tally;
      showProgress();
    },
    onRow(outcome) {
      lastSeq = Math.max(lastSeq, outcome.seq ?? 0);
      addToReport(outcome);
    },
  }).finally(() => sending.abort());
  await following;
  if (summary.end.kind === 'complete' && !options.detach) {
    const isEnough = (campaign: WatchCampaignResponse) => isSettled(campaign, lastSeq);
    await followCampaign({ client, campaignId, signal, onUpdate, isEnough });
  }
  return summary;
}

function endOf(summary: SendSummary, session: Session): ExitCode {
  const resume = 'run the same command again to go on; no row is sent twice';
  if (summary.end.kind === 'failed') {
    const { failure } = summary.end;
    session.note(`stopped: ${failure.message}; ${resume}`);
    return exitCodeOf(failure);
  }
  if (summary.end.kind === 'interrupted') {
    session.note(`interrupted; what was accepted goes out; ${resume}`);
    return ExitCode.interrupted;
  }
  if (session.io.interrupted.aborted) {
    session.note('interrupted; every row was answered and what is queued goes out');
    return ExitCode.interrupted;
  }
  return isComplete(summary) ? ExitCode.ok : ExitCode.refused;
}

function parseConcurrency(value: string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= CONCURRENCY_MAX) return count;
  throw new InvalidArgumentError(`must be a whole number from 1 to ${CONCURRENCY_MAX}.`);
}
