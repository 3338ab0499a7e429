import { EvidenceClass, Referral } from '@hustings/contracts/enforcement';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Command } from 'commander';
import { choice, collect } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import { instantOption } from '../instants.ts';
import { renderFields } from '../output.ts';
import type { Session } from '../session.ts';
import { examples, group, type Setup, start } from './setup.ts';

const CLASSES = {
  A: EvidenceClass.EVIDENCE_CLASS_A,
  B: EvidenceClass.EVIDENCE_CLASS_B,
  C: EvidenceClass.EVIDENCE_CLASS_C,
  D: EvidenceClass.EVIDENCE_CLASS_D,
  E: EvidenceClass.EVIDENCE_CLASS_E,
  F: EvidenceClass.EVIDENCE_CLASS_F,
} as const;
type ClassName = keyof typeof CLASSES;

/** `hustings referral …` */
export function referralCommands(setup: Setup): Command {
  const referral = group('referral', 'dated notices of legal action; they change no standing');
  addPublish(referral, setup);
  addEvidence(referral, setup);
  addSteps(referral, setup);
  return referral;
}

interface PublishOptions {
  date: string;
  zone: string;
  conduct: string;
  clause: string;
  class: string[];
  contact: string;
}

function addPublish(referral: Command, setup: Setup): void {
  referral
    .command('publish <organisation>')
    .description('publish a dated notice (moderator)')
    .requiredOption(
      '--date <date>',
      'conduct counts after the end of this date, such as 2027-12-07',
    )
    .requiredOption('--zone <zone>', 'IANA zone in which that date is meant')
    .requiredOption('--conduct <text>', 'what it is about')
    .requiredOption('--clause <text>', 'clause of the terms with its version')
    .requiredOption('--class <A..F>', 'class of evidence; may be repeated', collect)
    .requiredOption('--contact <text>', 'whom to ask')
    .addHelpText(
      'after',
      examples('referral publish org-… --date 2027-12-07 --zone UTC --class A …'),
    )
    .action((organisationId: string, options: PublishOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { date: effectiveDate, zone: timeZone, conduct, clause, contact } = options;
        const response = await session.client('remedy').publishReferralNotice({
          ...{ organisationId, effectiveDate, timeZone, conduct, clause, contact },
          evidenceClasses: options.class.map(classOf),
        });
        printReferral(session, response.referral);
        return undefined;
      }),
    );
}

interface EvidenceOptions {
  class: ClassName;
  at: string;
  summary: string;
  sha256: string;
  url: string;
  link: string[];
}

function addEvidence(referral: Command, setup: Setup): void {
  referral
    .command('evidence <referral>')
    .description('add archived evidence (moderator)')
    .addOption(choice('--class <A..F>', 'class', CLASSES).makeOptionMandatory())
    .requiredOption('--at <instant>', 'when the conduct took place')
    .requiredOption('--summary <text>', 'what it shows')
    .requiredOption('--sha256 <hex>', 'of the archived original')
    .option('--url <url>', 'where a public statement was found', '')
    .option('--link <evidence>', 'evidence that it is linked with; may be repeated', collect, [])
    .addHelpText('after', examples('referral evidence ref-… --class D --at 2027-12-09T10:00:00Z …'))
    .action((referralId: string, options: EvidenceOptions, command: Command) =>
      start(setup, command, async (session) => {
        const at = instantOption('--at', options.at);
        const { summary, sha256, url, link: linkedEvidenceIds } = options;
        const response = await session.client('remedy').addReferralEvidence({
          referralId,
          evidence: {
            ...{ summary, sha256, url, linkedEvidenceIds },
            evidenceClass: CLASSES[options.class],
            conductAtUs: at ? usFromTimestamp(at) : 0n,
          },
        });
        printReferral(session, response.referral);
        return undefined;
      }),
    );
}

type Call = (session: Session, referralId: string, text: string) => Promise<Referral | undefined>;

function addSteps(referral: Command, setup: Setup): void {
  const step = (name: string, option: [string, string] | null, call: Call): Command => {
    const made = referral.command(`${name} <referral>`);
    if (option) made.option(option[0], option[1], '');
    const given = option ? ' --text "…"' : '';
    made.addHelpText('after', examples(`referral ${name} ref-…${given}`));
    return made.action((referralId: string, options: { text?: string }, command: Command) =>
      start(setup, command, async (session) => {
        printReferral(session, await call(session, referralId, options.text ?? ''));
        return undefined;
      }),
    );
  };
  step('show', null, async (session, referralId) => {
    return (await session.client('remedy').getReferral({ referralId })).referral;
  }).description('one referral; the respondent sees its own once told');
  const reasons: [string, string] = ['--text <text>', 'reasons'];
  step('approve', reasons, async (session, referralId, text) => {
    return (await session.client('remedy').approveReferral({ referralId, reasons: text })).referral;
  }).description('approve (two reviewers, and counsel)');
  const law: [string, string] = ['--text <text>', 'law that forbids to tell; else it is told now'];
  step('tell', law, async (session, referralId, text) => {
    const request = { referralId, forbiddenBy: text };
    return (await session.client('remedy').tellRespondent(request)).referral;
  }).description('tell the respondent (moderator)');
  step('make', null, async (session, referralId) => {
    return (await session.client('remedy').makeReferral({ referralId })).referral;
  }).description('record that it was made (moderator)');
  step('withdraw', reasons, async (session, referralId, text) => {
    return (await session.client('remedy').withdrawReferral({ referralId, reason: text })).referral;
  }).description('withdraw it (moderator)');
}

function classOf(name: string): EvidenceClass {
  if (name in CLASSES) return CLASSES[name as ClassName];
  throw new UsageFault('--class is one of A, B, C, D, E and F');
}

function printReferral(session: Session, referral: Referral | undefined): void {
  if (!referral) {
    session.print(null, '(none)');
    return;
  }
  const { notice, deciders, counsel } = referral;
  const text = renderFields([
    ['referral', referral.referralId],
    ['organisation', referral.organisationId],
    ['status', referral.status.toLowerCase()],
    ['counts after', notice ? `${notice.effectiveDate} in ${notice.timeZone}` : ''],
    ['ground', referral.ground],
    ['approved by', `${deciders} deciders${counsel ? ' and counsel' : ''}`],
    ['respondent', referral.respondent.toLowerCase()],
  ]);
  session.print(Referral.toJSON(referral), text);
}
