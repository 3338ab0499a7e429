import {
  ConfirmRequestResponse,
  DecideReviewResponse,
  LinkIdentitiesResponse,
  LinkKind,
  ListReviewsResponse,
  NumberReport,
  OpenRequestResponse,
  ReportNumberResponse,
  ReviewState,
} from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { choice } from '../enums.ts';
import { renderTable } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

const STATES = {
  open: ReviewState.REVIEW_STATE_OPEN,
  confirmed: ReviewState.REVIEW_STATE_CONFIRMED,
  released: ReviewState.REVIEW_STATE_RELEASED,
};
const KINDS = {
  'same-person': LinkKind.LINK_KIND_SAME_PERSON,
  'number-changed': LinkKind.LINK_KIND_NUMBER_CHANGED,
};
const REPORTS = {
  wrong: NumberReport.NUMBER_REPORT_WRONG,
  reassigned: NumberReport.NUMBER_REPORT_REASSIGNED,
};

/** What staff and the organisation do with opt-outs that a machine cannot decide alone. */
export function addActs(optout: Command, setup: Setup): void {
  addDoubtful(optout, setup);
  addDecide(optout, setup);
  addOnBehalf(optout, setup);
  addConfirm(optout, setup);
  addLink(optout, setup);
  addReport(optout, setup);
}

function addDoubtful(optout: Command, setup: Setup): void {
  optout
    .command('doubtful')
    .description('replies that may ask to stop and wait for a person of staff, with their texts')
    .addOption(choice('--state <state>', 'which of them', STATES).default('open'))
    .option('--org <organisation>', 'of one organisation')
    .addHelpText('after', examples('optout doubtful', 'optout doubtful --state released --json'))
    .action((options: { state: keyof typeof STATES; org?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const found = await session.client('ledger').listReviews({
          organisationId: options.org ?? '',
          state: STATES[options.state],
          pageSize: 100,
        });
        const rows = found.reviews.map((each) => [
          each.reviewId,
          each.organisationId,
          each.dueAt ? isoFromTimestamp(each.dueAt) : '',
          each.overdue ? 'overdue' : '',
          each.requestId === '' ? each.text : `request ${each.requestId}`,
        ]);
        session.print(
          ListReviewsResponse.toJSON(found),
          renderTable(['review', 'organisation', 'due', '', 'text'], rows),
        );
        return undefined;
      }),
    );
}

function addDecide(optout: Command, setup: Setup): void {
  for (const [verb, decision, what] of [
    ['confirm', ReviewState.REVIEW_STATE_CONFIRMED, 'it was a request to stop'],
    [
      'release',
      ReviewState.REVIEW_STATE_RELEASED,
      'it was none: lifts what that reply has set, nothing else',
    ],
  ] as const) {
    optout
      .command(`${verb} <review>`)
      .description(`decide a doubtful reply: ${what}`)
      .requiredOption('--note <text>', 'why; without personal data')
      .addHelpText('after', examples(`optout ${verb} rev-… --note "about the cuts, not us"`))
      .action((reviewId: string, { note }: { note: string }, command: Command) =>
        start(setup, command, async (session) => {
          const decided = await session.client('ledger').decideReview({ reviewId, decision, note });
          const state = decided.suppressed ? 'still suppressed' : 'not suppressed any more';
          session.print(DecideReviewResponse.toJSON(decided), `decided; the recipient is ${state}`);
          return undefined;
        }),
      );
  }
}

function addOnBehalf(optout: Command, setup: Setup): void {
  optout
    .command('on-behalf <number>')
    .description('somebody asks for another number: suppresses it and sends a code to it')
    .requiredOption('--org <organisation>', 'organisation that is to stop')
    .requiredOption('--sender <sender>', 'sender that sends the code')
    .requiredOption('--requester <who>', 'who asks: a number, handle or id; only a digest is kept')
    .addHelpText(
      'after',
      examples('optout on-behalf +34600000002 --org org-… --sender snd-… --requester +34600000001'),
    )
    .action(
      (
        address: string,
        options: { org: string; sender: string; requester: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const opened = await session.client('ledger').openRequest({
            address,
            organisationId: options.org,
            senderId: options.sender,
            requester: options.requester,
          });
          const text = opened.toBeReviewed
            ? `${opened.requestId}: more requests than one person may make; staff decides (hustings optout doubtful)`
            : `${opened.requestId}: suppressed and a code sent; without it the request lapses at ${
                opened.expiresAt ? isoFromTimestamp(opened.expiresAt) : 'its end'
              }`;
          session.print(OpenRequestResponse.toJSON(opened), text);
          return undefined;
        }),
    );
}

function addConfirm(optout: Command, setup: Setup): void {
  optout
    .command('confirm-request <request> <code>')
    .description('confirm a request on somebody’s behalf by the code that came to that number')
    .addHelpText('after', examples('optout confirm-request oor-… 123456'))
    .action((requestId: string, code: string, _options: object, command: Command) =>
      start(setup, command, async (session) => {
        const confirmed = await session.client('ledger').confirmRequest({ requestId, code });
        session.print(ConfirmRequestResponse.toJSON(confirmed), 'confirmed: the opt-out lasts');
        return undefined;
      }),
    );
}

function addLink(optout: Command, setup: Setup): void {
  optout
    .command('link <number> <other>')
    .description('two numbers or handles of one person: opt-outs of each hold for both')
    .addOption(
      choice('--kind <kind>', 'why; number-changed: the first was left', KINDS).default(
        'same-person',
      ),
    )
    .requiredOption('--proof <id>', 'what shows it: an id or a digest')
    .option('--org <organisation>', 'organisation, for staff')
    .addHelpText('after', examples('optout link +34600000001 +34600000002 --proof form-17'))
    .action(
      (
        firstAddress: string,
        secondAddress: string,
        options: { kind: keyof typeof KINDS; proof: string; org?: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const linked = await session.client('ledger').linkIdentities({
            firstAddress,
            secondAddress,
            kind: KINDS[options.kind],
            proof: options.proof,
            organisationId: options.org ?? '',
          });
          session.print(
            LinkIdentitiesResponse.toJSON(linked),
            `${linked.linkId}: linked; ${linked.followed} opt-outs followed`,
          );
          return undefined;
        }),
    );
}

function addReport(optout: Command, setup: Setup): void {
  optout
    .command('report-number <number>')
    .description('a wrong or reassigned number: opts it out and voids its consent')
    .addOption(choice('--as <report>', 'what is known', REPORTS).makeOptionMandatory())
    .requiredOption('--proof <id>', 'what shows it: an id or a digest')
    .option('--org <organisation>', 'organisation, for staff')
    .addHelpText('after', examples('optout report-number +34600000001 --as wrong --proof call-3'))
    .action(
      (
        address: string,
        options: { as: keyof typeof REPORTS; proof: string; org?: string },
        command: Command,
      ) =>
        start(setup, command, async (session) => {
          const reported = await session.client('ledger').reportNumber({
            address,
            report: REPORTS[options.as],
            proof: options.proof,
            organisationId: options.org ?? '',
          });
          const consent = reported.consentVoided ? 'its consent is void' : 'there was no consent';
          session.print(ReportNumberResponse.toJSON(reported), `opted out; ${consent}`);
          return undefined;
        }),
    );
}
