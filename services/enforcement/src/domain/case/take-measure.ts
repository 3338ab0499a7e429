import { type Said, sayPlainly } from '../notice/said.ts';
import type { ReportBreach } from './commands.ts';
import type { EvidenceAdded, NoticeIssued, SanctionImposed, Warned } from './events.ts';
import type { Evidence, MeasuredSignal, NonEmpty } from './evidence.ts';
import { partIdOf } from './ids.ts';
import { toUs } from './ladder.ts';
import { SYSTEM } from './people.ts';
import type { CaseFile, CaseState } from './state.ts';
import { sayMeasure, stateReasons } from './statement.ts';

/** Sequences that one piece of evidence names at most; the rest can be found again from the log. */
const MAX_LOG_SEQS = 100;

/** A finding that was checked to rest on something. */
export interface Proof {
  logSeqs: NonEmpty<number>;
  measured: NonEmpty<MeasuredSignal>;
}

/**
 * A measure never stands alone in the log: this is the only shape in which the decider lets one out. Evidence, notice and
 * statement enter with it, in one commit.
 */
export type MeasureCommit<M extends Warned | SanctionImposed> = [EvidenceAdded, NoticeIssued, M];

/** A warning: nothing is blocked. `file` is that of a case which was opened before, or null. */
export function warn(
  command: ReportBreach,
  proof: Proof,
  file: CaseFile | null,
): MeasureCommit<Warned> {
  const { caseId, finding, ladder, nowUs } = command;
  const { subject, organisationId } = finding;
  const noticeId = partIdOf('ntc', caseId, (file?.notices.length ?? 0) + 1);
  const evidence = evidenceOf(command, proof, (file?.evidence.length ?? 0) + 1);
  const grounds = {
    measure: 'WARNED',
    measureId: noticeId,
    finding,
    evidence,
    ladder,
    nowUs,
  } as const;
  const statement = stateReasons(grounds);
  return [
    { type: 'EvidenceAdded', caseId, evidence },
    issueNotice({
      caseId,
      noticeId,
      organisationId,
      text: sayMeasure(statement, subject.id),
      nowUs,
    }),
    { type: 'Warned', caseId, subject, organisationId, noticeId, statement, decidedBy: SYSTEM },
  ];
}

/** A restriction to people who have replied, from now to an exact instant. */
export function restrict(
  command: ReportBreach,
  proof: Proof,
  state: CaseState & { status: 'WARNED' },
): MeasureCommit<SanctionImposed> {
  const { caseId, finding, ladder, nowUs } = command;
  const { subject, organisationId } = finding;
  const sanctionId = nextSanctionId(state.file);
  const noticeId = partIdOf('ntc', caseId, state.file.notices.length + 1);
  const evidence = evidenceOf(command, proof, state.file.evidence.length + 1);
  const grounds = {
    measure: 'RESTRICTED',
    measureId: sanctionId,
    finding,
    evidence,
    ladder,
    nowUs,
  } as const;
  const statement = stateReasons(grounds);
  return [
    { type: 'EvidenceAdded', caseId, evidence },
    issueNotice({
      caseId,
      noticeId,
      organisationId,
      text: sayMeasure(statement, subject.id),
      nowUs,
    }),
    {
      type: 'SanctionImposed',
      caseId,
      sanctionId,
      subject,
      organisationId,
      noticeId,
      statement,
      standing: 'RESTRICTED',
      step: 'T02',
      startsAtUs: nowUs,
      endsAtUs: nowUs + toUs(ladder.restrictionMs),
      decidedBy: SYSTEM,
      ...ALONE,
    },
  ];
}

/** A sanction that nobody proposed, approved beside its decider, or prolongs another with. */
export const ALONE = { proposalId: '', approvedBy: [], extendsSanctionId: '' } as const;

/** Id of the next sanction of a case: its sanctions are counted, its warnings are not. */
export function nextSanctionId({ caseId, measures }: CaseFile, ahead = 1): string {
  const sanctions = measures.filter(({ statement }) => statement.measure !== 'WARNED');
  return partIdOf('snc', caseId, sanctions.length + ahead);
}

interface ToIssue {
  caseId: string;
  noticeId: string;
  organisationId: string;
  nowUs: number;
}

/** A notice in the organisation's inbox, with a text of its own. */
export function issueNotice(notice: ToIssue & { text: string }): NoticeIssued {
  const { nowUs, ...rest } = notice;
  return { type: 'NoticeIssued', ...rest, atUs: nowUs };
}

/** A notice that can be said in each of the languages. */
export function issueSaid(notice: ToIssue & { said: Said }): NoticeIssued {
  return issueNotice({ ...notice, text: sayPlainly(notice.said) });
}

function evidenceOf(command: ReportBreach, proof: Proof, count: number): Evidence {
  const [first, ...rest] = proof.logSeqs;
  const { finding, policyHash } = command;
  const { modelVersion } = finding;
  return {
    evidenceId: partIdOf('evd', command.caseId, count),
    evidenceClass: 'A',
    summary: finding.summary,
    logSeqs: [first, ...rest.slice(0, MAX_LOG_SEQS - 1)],
    measured: proof.measured,
    submittedBy: SYSTEM,
    takenAtUs: finding.foundAtUs,
    about: finding.subject,
    clause: finding.clause,
    occurredAtUs: finding.beganAtUs,
    copiesSanctionOf: '',
    ...(policyHash === '' ? {} : { policyHash }),
    ...(modelVersion === '' ? {} : { modelVersion }),
  };
}
