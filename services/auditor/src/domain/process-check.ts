import {
  AnswerGiven,
  CaseOpened,
  EmergencyGround,
  EvidenceAdded,
  EvidenceReviewed,
  NoticeIssued,
  SanctionImposed,
  Standing,
  Warned,
} from '@hustings/contracts/enforcement';
import type { LogEntry } from '@hustings/event-log';
import { noteMeasure } from './case-measures.ts';
import { type CaseRecord, emptyCase, type Measure, SYSTEM } from './case-record.ts';
import { faultsOfAppeal, noteAppeal, overdueAppeals } from './check-appeals.ts';
import { faultsOfFacts, type Imposing, imposingOf, imposingOfWarning } from './check-facts-once.ts';
import { faultsOfGraveSanction, noteProposal } from './check-grave-sanction.ts';
import { takeOnce } from './check-once.ts';
import { type Carried, carriedBy, evidenceRecord, faultsOfProof } from './check-proof.ts';
import { takeRoles } from './check-roles.ts';
import { faultsOfTimes } from './check-times.ts';
import type { Findings } from './findings.ts';
import { HoldCheck } from './hold-check.ts';
import { ladderTimesAt } from './ladder-times.ts';
import type { PolicyTimeline } from './policy-timeline.ts';

/**
 * Promise P5 from the log alone: every measure rests on evidence that carries it, states its reasons, comes when it may and lasts as
 * long as it may, was notified no later than it took effect, can be appealed against; nobody is two things in one case, and appeals
 * are decided in time by somebody else (docs/decisions/0176).
 */
export class ProcessCheck {
  readonly #cases = new Map<string, CaseRecord>();
  readonly #holds = new HoldCheck();
  readonly #findings: Findings;
  readonly #policies: PolicyTimeline;

  constructor(findings: Findings, policies: PolicyTimeline) {
    this.#findings = findings;
    this.#policies = policies;
  }

  /** Takes a commit of a case. What stands in one commit happened together: a notice may follow its measure there. */
  takeCommit({ seq, commit }: LogEntry): void {
    for (const fault of this.#holds.take(commit.events)) this.#findings.add('PROCESS', seq, fault);
    if (commit.aggregate !== 'case') return;
    const record = this.#cases.get(commit.aggregateId) ?? emptyCase();
    this.#cases.set(commit.aggregateId, record);
    const events = commit.events;
    for (const { eventType, data } of events) {
      noteSupport(record, eventType, data);
      noteProposal(record, eventType, data);
    }
    for (const { eventType, data } of events) {
      const faults = [
        ...this.#faultsOf(record, eventType, data),
        ...takeRoles(record.roles, { eventType, data }),
        ...takeOnce(record, { eventType, data }),
      ];
      for (const fault of faults) {
        this.#findings.add('PROCESS', seq, `case ${commit.aggregateId}: ${fault}`);
      }
      noteStep(record, eventType, data);
      noteMeasure(record, { eventType, data });
      noteAppeal(record, { eventType, data, seq });
    }
    if (commit.actor && commit.actor.id !== '') record.participants.add(commit.actor.id);
  }

  #faultsOf(record: CaseRecord, eventType: string, data: Uint8Array): string[] {
    if (eventType === 'enforcement.Warned.v1') {
      const warned = Warned.decode(data);
      const imposing = imposingOfWarning(warned);
      const faults = faultsOfMeasure(record, warned, { carried: 'WARNING', imposing });
      return faults.map((fault) => `a warning ${fault}`);
    }
    if (eventType !== 'enforcement.SanctionImposed.v1') {
      return faultsOfAppeal(record, { eventType, data });
    }
    const sanction = SanctionImposed.decode(data);
    const decidedAtUs = record.notices.get(sanction.noticeId)?.issuedAtUs ?? 0;
    const times = ladderTimesAt(this.#policies, decidedAtUs);
    const faults = faultsOfSanction(record, sanction);
    if (times !== null) faults.push(...faultsOfTimes(record, sanction, times));
    return faults.map((fault) => `sanction ${sanction.sanctionId} ${fault}`);
  }

  /** Closes the check: whose appeal nobody has decided by an instant, microseconds since the Unix epoch. */
  finish(asOfUs: number): void {
    for (const [caseId, record] of this.#cases) {
      for (const { seq, text } of overdueAppeals(record, BigInt(asOfUs))) {
        this.#findings.add('PROCESS', seq, `case ${caseId}: ${text}`);
      }
    }
  }
}

/** What a measure of the same commit may rest on. */
function noteSupport(record: CaseRecord, eventType: string, data: Uint8Array): void {
  switch (eventType) {
    case 'enforcement.CaseOpened.v1':
      record.opened = CaseOpened.decode(data).caseId !== '';
      return;
    case 'enforcement.EvidenceAdded.v1': {
      const { evidence } = EvidenceAdded.decode(data);
      if (evidence) {
        record.evidence.set(evidence.evidenceId, evidenceRecord(evidence));
        record.participants.add(evidence.submittedBy);
      }
      return;
    }
    case 'enforcement.EvidenceReviewed.v1': {
      const { evidenceId, lawful } = EvidenceReviewed.decode(data);
      const item = record.evidence.get(evidenceId);
      if (item) item.lawful = lawful;
      return;
    }
    case 'enforcement.NoticeIssued.v1':
      noteIssued(record, NoticeIssued.decode(data));
      return;
    case 'enforcement.AnswerGiven.v1':
      record.answersAtUs.push(Number(AnswerGiven.decode(data).atUs));
      return;
    default:
  }
}

function noteIssued(record: CaseRecord, { noticeId, atUs }: NoticeIssued): void {
  record.notices.set(noticeId, { issuedAtUs: Number(atUs), deliveredAtUs: null });
}

function noteStep(record: CaseRecord, eventType: string, data: Uint8Array): void {
  switch (eventType) {
    case 'enforcement.Warned.v1':
      record.warned = true;
      return;
    case 'enforcement.SanctionImposed.v1': {
      const { decidedBy, approvedBy, emergencyGround } = SanctionImposed.decode(data);
      for (const person of [decidedBy, ...approvedBy]) record.participants.add(person);
      if (emergencyGround !== EmergencyGround.EMERGENCY_GROUND_UNSPECIFIED) record.warned = true;
      return;
    }
    default:
  }
}

function faultsOfSanction(record: CaseRecord, sanction: SanctionImposed): string[] {
  const carried = carriedBy(sanction);
  const imposing = imposingOf(sanction);
  const faults = faultsOfMeasure(record, sanction, { carried, imposing });
  const { statement } = sanction;
  if (statement && statement.measure !== sanction.standing) faults.push('states another measure');
  const atOnce = sanction.emergencyGround !== EmergencyGround.EMERGENCY_GROUND_UNSPECIFIED;
  // After an emergency suspension the subject stands as if warned.
  if (!record.warned && !atOnce) faults.push('was not preceded by a warning');
  if (statement && statement.appealUntilUs <= sanction.startsAtUs) {
    faults.push('leaves no time to appeal');
  }
  if (sanction.standing > Standing.STANDING_BANNED) faults.push('is of a kind that is no sanction');
  if (sanction.decidedBy === '') faults.push('does not say who decided');
  if (sanction.decidedBy === SYSTEM && sanction.standing > Standing.STANDING_RESTRICTED) {
    faults.push('was decided by the machine, which may only warn and restrict');
  } else {
    faults.push(...faultsOfGraveSanction(record, sanction));
  }
  return faults;
}

function faultsOfMeasure(
  record: CaseRecord,
  { noticeId, statement }: Measure,
  { carried, imposing }: { carried: Carried | null; imposing: Imposing | null },
): string[] {
  const faults: string[] = [];
  if (!record.opened) faults.push('belongs to no case');
  if (!record.notices.has(noticeId)) faults.push('has no notice');
  if (statement === undefined) return [...faults, 'has no statement of reasons'];
  const required = {
    facts: statement.facts,
    rule: statement.ruleId,
    clause: statement.clause,
    explanation: statement.explanation,
    redress: statement.redress,
  };
  for (const [name, value] of Object.entries(required)) {
    if (value === '') faults.push(`states no ${name}`);
  }
  if (imposing !== null) faults.push(...faultsOfFacts(record, imposing));
  return [...faults, ...faultsOfProof(record.evidence, statement, carried)];
}
