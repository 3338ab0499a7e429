import { ExportRecipientResponse, type RecipientFact } from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { csvLine } from '../csv.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

const COLUMNS = [
  'at',
  'kind',
  'organisation',
  'organisation_name',
  'sender',
  'campaign',
  'message',
  'detail',
  'text',
  'partition',
  'sequence',
];

/** `hustings privacy export`: who wrote to a person, why, on what consent, with receipts. */
export function addPrivacyExport(privacy: Command, setup: Setup): void {
  privacy
    .command('export <number>')
    .description(
      'who wrote to a person, why, on what consent, with receipts: CSV, or JSON lines with --json',
    )
    .option('--org <organisation>', 'only of this organisation, for staff')
    .addHelpText(
      'after',
      examples('privacy export +34600000001 > person.csv', 'privacy export +34600000001 --json'),
    )
    .action((address: string, { org = '' }: { org?: string }, command: Command) =>
      start(setup, command, (session) => exportPerson(session, address, org)),
    );
}

async function exportPerson(session: Session, address: string, org: string): Promise<undefined> {
  const request = { address, organisationId: org };
  let facts = 0;
  if (!session.json) session.io.out(csvLine(COLUMNS));
  for await (const answer of session.client('privacy').exportRecipient(request)) {
    const { fact } = answer;
    if (fact === undefined) continue;
    facts += 1;
    if (session.json) {
      session.io.out(`${JSON.stringify(ExportRecipientResponse.toJSON(answer))}\n`);
    } else session.io.out(csvLine(cellsOf(fact)));
  }
  session.note(`${facts} facts`);
  return undefined;
}

function cellsOf(fact: RecipientFact): string[] {
  return [
    fact.at ? isoFromTimestamp(fact.at) : '',
    fact.kind,
    fact.organisationId,
    fact.organisationName,
    fact.senderId,
    fact.campaignId,
    fact.messageId,
    fact.detail,
    fact.text,
    fact.partition,
    String(fact.seq),
  ];
}
