import {
  ApplyRetentionResponse,
  EraseRecipientResponse,
  GetPrivacyPolicyResponse,
  type ImportLimits,
  RotateKeysResponse,
  Scope,
  Source,
} from '@hustings/contracts/optout';
import type { Command } from 'commander';
import { ExitCode } from '../failures.ts';
import { renderTable } from '../output.ts';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { addPrivacyExport } from './privacy-export.ts';
import { examples, group, type Setup, start } from './setup.ts';

interface EraseOptions {
  reason: string;
  org?: string;
  optOut?: boolean;
}

/** `hustings privacy …` */
export function privacyCommands(setup: Setup): Command {
  const privacy = group('privacy', 'what a person may ask of their data; keys; retention');
  privacy
    .command('erase <number>')
    .description('destroy the keys of all that was sealed for a person; opt-outs go on holding')
    .requiredOption('--reason <text>', 'why, for the record, without personal data')
    .option('--org <organisation>', 'only towards this organisation, for staff')
    .option(
      '--opt-out',
      'record an opt-out first: of the organisation, or of all political senders',
    )
    .addHelpText(
      'after',
      examples(
        'privacy erase +34600000001 --reason "letter of 22 November"',
        'privacy erase +34600000001 --opt-out --reason "art. 17 and 21"',
      ),
    )
    .action((address: string, options: EraseOptions, command: Command) =>
      start(setup, command, (session) => erase(session, address, options)),
    );
  addPrivacyExport(privacy, setup);
  addRotate(privacy, setup);
  addRetention(privacy, setup);
  addPolicy(privacy, setup);
  return privacy;
}

async function erase(
  session: Session,
  address: string,
  { reason, org = '', optOut = false }: EraseOptions,
): Promise<ExitCode> {
  if (optOut) {
    const scope = org === '' ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION;
    const source = Source.SOURCE_ON_BEHALF;
    await session.client('optout').optOut({ address, organisationId: org, scope, source });
  }
  const request = { address, organisationId: org, reason };
  const done = await session.client('privacy').eraseRecipient(request);
  const rows = done.erased.map((each) => [
    each.organisationId,
    each.recipient,
    each.keyDestroyed ? 'destroyed' : 'there was none',
    String(each.seq),
  ]);
  const table = renderTable(['organisation', 'pseudonym', 'key', 'record'], rows);
  session.print(
    EraseRecipientResponse.toJSON(done),
    rows.length > 0 || done.heldBack.length > 0 ? table : NOBODY_WROTE,
  );
  for (const { organisationId, legalHoldIds } of done.heldBack) {
    session.note(`${organisationId}: nothing was erased while ${legalHoldIds.join(', ')} stands`);
  }
  return done.heldBack.length > 0 ? ExitCode.refused : ExitCode.ok;
}

const NOBODY_WROTE = 'nobody here has ever written to this number';

function addRotate(privacy: Command, setup: Setup): void {
  privacy
    .command('rotate-keys')
    .description(
      'wrap keys with the newest master key, carry opt-outs over to the newest pseudonym key',
    )
    .option('--dry-run', 'say what there is to do, and change nothing')
    .addHelpText('after', ROTATION)
    .addHelpText('after', examples('privacy rotate-keys --dry-run', 'privacy rotate-keys'))
    .action((options: { dryRun?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const dryRun = options.dryRun ?? false;
        let last = RotateKeysResponse.create();
        for await (const progress of session.client('privacy').rotateKeys({ dryRun })) {
          last = progress;
          if (!progress.done) session.note(describeRotation(progress));
        }
        session.print(RotateKeysResponse.toJSON(last), describeRotation(last));
        return last.done ? ExitCode.ok : ExitCode.refused;
      }),
    );
}

const ROTATION = `
Nothing has to stop. 1. Make a key (openssl rand -hex 32) and set HUSTINGS_MASTER_KEY of every service to "1*:OLD,2:NEW"; restart
them one after the other. 2. Run this command. Recipients' keys are wrapped with key 2 from now on. 3. To change pseudonyms as well,
set "1:OLD,2*:NEW" and restart again; a governor starts only when this command has run. The old key stays in the list: pseudonyms
under the new one follow from those under the old one.`;

function describeRotation(progress: RotateKeysResponse): string {
  const { version, keysSeen, keysRewrapped, optOutsSeen, optOutsCarried } = progress;
  return `key ${version}: ${keysRewrapped} of ${keysSeen} keys wrapped anew, ${optOutsCarried} opt-outs of ${optOutsSeen} records carried over`;
}

function addPolicy(privacy: Command, setup: Setup): void {
  privacy
    .command('policy')
    .description('what is kept for how long and how many opt-outs come unseen, with sources')
    .addHelpText('after', examples('privacy policy', 'privacy policy --json'))
    .action((_options: object, command: Command) =>
      start(setup, command, async (session) => {
        const found = await session.client('privacy').getPrivacyPolicy({});
        const { version, imports, rules } = found;
        const kept = rules.map(({ id, days, source }) => [
          `${id} kept`,
          days === 0 ? 'without end' : `${days} days`,
          source,
        ]);
        session.print(
          GetPrivacyPolicyResponse.toJSON(found),
          renderTable(
            ['what', 'value', 'source'],
            [['version', version, ''], ...(imports ? importRows(imports) : []), ...kept],
          ),
        );
        return undefined;
      }),
    );
}

function importRows({ windowS, source, ...rows }: ImportLimits): string[][] {
  const { organisation, staff, service, allPolitical } = rows;
  return [
    ['imports counted over', `${windowS} s`, source],
    ['rows unseen, organisation', String(organisation), ''],
    ['rows unseen, staff', String(staff), ''],
    ['rows unseen, service', String(service), ''],
    ['rows unseen, all political senders', String(allPolitical), ''],
  ];
}

function addRetention(privacy: Command, setup: Setup): void {
  privacy
    .command('retention')
    .description('what the retention schedule says is due; with --apply, remove it and record that')
    .option('--apply', 'remove what is due')
    .addHelpText('after', examples('privacy retention', 'privacy retention --apply'))
    .action((options: { apply?: boolean }, command: Command) =>
      start(setup, command, async (session) => {
        const dryRun = options.apply !== true;
        const found = await session.client('privacy').applyRetention({ dryRun });
        const rows = found.rules.map(({ id, days, applied, due, oldest, about }) => [
          id,
          days === 0 ? 'without end' : `${days} days`,
          applied ? String(due) : 'not removed here',
          oldest ? isoFromTimestamp(oldest) : '',
          about,
        ]);
        session.print(
          ApplyRetentionResponse.toJSON(found),
          renderTable(['rule', 'kept', dryRun ? 'due' : 'removed', 'oldest', 'what'], rows),
        );
        for (const { id, heldBack, legalHoldIds } of found.rules) {
          if (heldBack === 0n) continue;
          session.note(`${id}: ${heldBack} stay because of legal holds ${legalHoldIds.join(', ')}`);
        }
        return undefined;
      }),
    );
}
