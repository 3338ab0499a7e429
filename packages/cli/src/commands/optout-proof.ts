import {
  ExportOptOutsResponse,
  GetOptOutProofResponse,
  type OptOutRecord,
  ProveNoReleaseResponse,
  type ProvenMessage,
  scopeToJSON,
  sourceToJSON,
} from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { csvLine } from '../csv.ts';
import { ExitCode } from '../failures.ts';
import { paint } from '../io.ts';
import { renderTable, shortName } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { examples, type Setup, start } from './setup.ts';

const HEAD = [
  'received',
  'event',
  'scope',
  'id',
  'source',
  'tier',
  'rule',
  'data',
  'by',
  'at',
  'hash',
];

/** `hustings optout export`, `show` and `prove`. */
export function addProofs(optout: Command, setup: Setup): void {
  optout
    .command('export')
    .description('every opt-out that stands for an organisation, by pseudonym: CSV, or JSON lines')
    .option('--org <organisation>', 'organisation, for staff')
    .addHelpText('after', examples('optout export > opt-outs.csv', 'optout export --json'))
    .action(({ org = '' }: { org?: string }, command: Command) =>
      start(setup, command, (session) => exportAll(session, org)),
    );
  optout
    .command('show <number>')
    .description('the records of a person’s opt-outs, with place and hash in the log')
    .option('--org <organisation>', 'organisation, for staff')
    .addHelpText('after', examples('optout show +34600000001', 'optout show +34600000001 --json'))
    .action((address: string, { org = '' }: { org?: string }, command: Command) =>
      start(setup, command, async (session) => {
        const request = { address, organisationId: org };
        const found = await session.client('privacy').getOptOutProof(request);
        session.print(
          GetOptOutProofResponse.toJSON(found),
          renderTable(HEAD, found.records.map(rowOf)),
        );
        return undefined;
      }),
    );
  optout
    .command('prove <number>')
    .description(
      'show from the log that nothing was released to a person after an opt-out; else exit code 1',
    )
    .option('--org <organisation>', 'only of this organisation, for staff')
    .addHelpText('after', examples('optout prove +34600000001', 'optout prove +34600000001 --json'))
    .action((address: string, { org = '' }: { org?: string }, command: Command) =>
      start(setup, command, (session) => prove(session, address, org)),
    );
}

async function exportAll(session: Session, organisationId: string): Promise<undefined> {
  if (!session.json) session.io.out(csvLine(['pseudonym', ...HEAD]));
  for await (const answer of session.client('privacy').exportOptOuts({ organisationId })) {
    const { record } = answer;
    if (record === undefined) continue;
    if (session.json) {
      session.io.out(`${JSON.stringify(ExportOptOutsResponse.toJSON(answer))}\n`);
    } else session.io.out(csvLine([record.recipient, ...rowOf(record)]));
  }
  return undefined;
}

async function prove(session: Session, address: string, org: string): Promise<ExitCode> {
  const request = { address, organisationId: org };
  const proof = await session.client('privacy').proveNoRelease(request);
  session.print(ProveNoReleaseResponse.toJSON(proof), renderProof(session, proof));
  return proof.holds ? ExitCode.ok : ExitCode.refused;
}

function renderProof(session: Session, proof: ProveNoReleaseResponse): string {
  const verdict = proof.holds
    ? paint(session.io, 'green', 'holds: nothing was released after an opt-out')
    : paint(session.io, 'red', 'FAILS: see below');
  const scanned = proof.scanned.map(
    ({ partition, lastSeq, entries }) =>
      `${entries} entries of partition ${partition}, up to ${lastSeq}`,
  );
  return [
    verdict,
    `read: ${scanned.join('; ')}`,
    renderTable(HEAD, proof.optOuts.map(rowOf)),
    `released before: ${proof.releasedBefore}`,
    ...listOf('released after', proof.releasedAfter),
    ...listOf('handed to the provider after the acknowledgement', proof.handedOffAfter),
    `refused after: ${proof.refusedAfter}`,
    ...listOf('recalled', proof.recalled),
    ...listOf('with the provider already', proof.withProvider),
    ...(proof.unreadable.length === 0 ? [] : ['unreadable:', ...proof.unreadable]),
  ].join('\n');
}

function listOf(title: string, messages: readonly ProvenMessage[]): string[] {
  const lines = messages.map(
    ({ messageId, organisationId, partition, seq, at, detail }) =>
      `  ${messageId} of ${organisationId} at ${partition}:${seq}, ${at ? isoFromTimestamp(at) : ''} ${detail}`,
  );
  return [`${title}: ${messages.length}`, ...lines];
}

function rowOf(record: OptOutRecord): string[] {
  return [
    record.receivedAt ? isoFromTimestamp(record.receivedAt) : '',
    record.eventType,
    shortName(scopeToJSON(record.scope), 'SCOPE_'),
    record.scopeId,
    shortName(sourceToJSON(record.source), 'SOURCE_'),
    record.tier,
    record.ruleId,
    record.dataVersion,
    record.actor,
    `${record.partition}:${record.seq}`,
    record.leafHash,
  ];
}
