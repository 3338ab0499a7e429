import type { ReportBreach } from './commands.ts';
import type { EvidenceAdded, NoticeIssued, SanctionImposed, Warned } from './events.ts';
import type { Evidence, MeasuredSignal, NonEmpty } from './evidence.ts';
import { partIdOf } from './ids.ts';
import { toUs } from './ladder.ts';
import type { CaseState } from './state.ts';
import { sayMeasure, stateReasons } from './statement.ts';

/** Who reports and decides when no person does. */
export const SYSTEM = 'system';

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

/** A warning: nothing is blocked. */
export function warn(command: ReportBreach, proof: Proof): MeasureCommit<Warned> {
  const { caseId, finding, ladder, nowUs } = command;
  const { subject, organisationId } = finding;
  const noticeId = partIdOf('ntc', caseId, 1);
  const evidence = evidenceOf(command, proof, 1);
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
    { type: 'Warned', caseId, subject, organisationId, noticeId, statement },
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
  const sanctionId = partIdOf('snc', caseId, state.file.measures.length);
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
      startsAtUs: nowUs,
      endsAtUs: nowUs + toUs(ladder.restrictionMs),
      decidedBy: SYSTEM,
    },
  ];
}

/** A notice in the organisation's inbox. */
export function issueNotice(notice: {
  caseId: string;
  noticeId: string;
  organisationId: string;
  text: string;
  nowUs: number;
}): NoticeIssued {
  const { nowUs, ...rest } = notice;
  return { type: 'NoticeIssued', ...rest, atUs: nowUs };
}

function evidenceOf(command: ReportBreach, proof: Proof, count: number): Evidence {
  const [first, ...rest] = proof.logSeqs;
  return {
    evidenceId: partIdOf('evd', command.caseId, count),
    summary: command.finding.summary,
    logSeqs: [first, ...rest.slice(0, MAX_LOG_SEQS - 1)],
    measured: proof.measured,
    submittedBy: SYSTEM,
    takenAtUs: command.finding.foundAtUs,
  };
}
