import { Case, EvidenceSubmission, SubjectKind } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { choice } from '../enums.ts';
import { readJson } from './case-reasons.ts';
import { examples, type Setup, start } from './setup.ts';

const SUBJECTS = {
  seat: SubjectKind.SUBJECT_KIND_SEAT,
  sender: SubjectKind.SUBJECT_KIND_SENDER,
  campaign: SubjectKind.SUBJECT_KIND_CAMPAIGN,
  tool: SubjectKind.SUBJECT_KIND_TOOL,
  organisation: SubjectKind.SUBJECT_KIND_ORGANISATION,
} as const;

/** `hustings case open`, `add-evidence`, `answer`. */
export function addEvidence(cases: Command, setup: Setup): void {
  cases
    .command('open <subject>')
    .description('open a case about the narrowest subject that explains what was seen (moderator)')
    .addOption(choice('--kind <kind>', 'what the subject is', SUBJECTS).default('sender'))
    .requiredOption('--organisation <id>', 'organisation')
    .requiredOption('--clause <text>', 'clause of the terms, with its version')
    .option('--why-not-narrower <text>', 'why a narrower subject does not explain it', '')
    .addHelpText('after', examples('case open snd-… --organisation org-… --clause "terms 4.2"'))
    .action((subjectId: string, options: OpenOptions, command: Command) =>
      start(setup, command, async (session) => {
        const { organisation, clause, whyNotNarrower } = options;
        const response = await session.client('case').openCase({
          ...{ subjectKind: SUBJECTS[options.kind], subjectId, organisationId: organisation },
          ...{ clause, whyNotNarrower },
        });
        session.print(response.case && Case.toJSON(response.case), response.case?.caseId ?? '');
        return undefined;
      }),
    );
  cases
    .command('add-evidence <case>')
    .description('add evidence from a JSON file: class, summary, provenance (moderator, reviewer)')
    .requiredOption('--file <path>', 'EvidenceSubmission as JSON')
    .addHelpText('after', examples('case add-evidence cas-… --file evidence.json'))
    .action((caseId: string, options: { file: string }, command: Command) =>
      start(setup, command, async (session) => {
        const evidence = EvidenceSubmission.fromJSON(readJson(options.file));
        const response = await session.client('case').addEvidence({ caseId, evidence });
        session.print({ evidenceId: response.evidenceId }, response.evidenceId);
        return undefined;
      }),
    );
  cases
    .command('answer <case>')
    .description('say something to the evidence; whoever decides has to read it (organisation)')
    .requiredOption('--text <text>', 'up to 5,000 characters')
    .addHelpText('after', examples('case answer cas-… --text "the link leads to our own site"'))
    .action((caseId: string, { text }: { text: string }, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('case').answerCase({ caseId, text });
        session.print(response, response.answerId);
        return undefined;
      }),
    );
}

interface OpenOptions {
  kind: keyof typeof SUBJECTS;
  organisation: string;
  clause: string;
  whyNotNarrower: string;
}
