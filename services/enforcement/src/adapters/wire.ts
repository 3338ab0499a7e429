import {
  EvidenceClass,
  type StatementOfReasons,
  SubjectKind,
  type Evidence as WireEvidence,
  Standing as WireStanding,
} from '@hustings/contracts/enforcement';
import { assert, present } from '@hustings/kernel';
import type { MachineMeasure, Standing, Statement } from '../domain/case/events.ts';
import { type Evidence, isNonEmpty, type NonEmpty, type Subject } from '../domain/case/evidence.ts';

const STANDINGS = {
  ACTIVE: WireStanding.STANDING_ACTIVE,
  WARNED: WireStanding.STANDING_WARNED,
  RESTRICTED: WireStanding.STANDING_RESTRICTED,
} as const satisfies Record<Standing, WireStanding>;

/** A standing as the contract numbers it. */
export function wireStanding(standing: Standing): WireStanding {
  return STANDINGS[standing];
}

/** A standing from the log. Throws on one that the machine cannot have written: such an entry is quarantined. */
export function readStanding(standing: WireStanding): Standing {
  for (const known of ['ACTIVE', 'WARNED', 'RESTRICTED'] as const) {
    if (STANDINGS[known] === standing) return known;
  }
  assert(false, `standing ${standing} is not one of the machine's`);
}

/** A subject as the contract states it, for spreading into a message. */
export function wireSubject(subject: Subject): { subjectKind: SubjectKind; subjectId: string } {
  return { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: subject.id };
}

/** A subject from the log. Throws unless it is a sender. */
export function readSubject(message: { subjectKind: SubjectKind; subjectId: string }): Subject {
  assert(message.subjectKind === SubjectKind.SUBJECT_KIND_SENDER, 'the subject is no sender');
  return { kind: 'SENDER', id: message.subjectId };
}

/** Evidence as the contract states it: class A, events of this log. */
export function wireEvidence(evidence: Evidence): WireEvidence {
  const { evidenceId, summary, submittedBy } = evidence;
  return {
    evidenceId,
    evidenceClass: EvidenceClass.EVIDENCE_CLASS_A,
    summary,
    logSeqs: evidence.logSeqs.map(BigInt),
    signals: evidence.measured.map(({ name, value, threshold }) => ({
      name,
      value,
      ...(threshold === null ? {} : { threshold }),
    })),
    sha256: '',
    submittedBy,
    takenAtUs: BigInt(evidence.takenAtUs),
  };
}

/** Evidence from the log. Throws on a class that the machine does not handle. */
export function readEvidence(wire: WireEvidence | undefined): Evidence {
  const evidence = present(wire, 'evidence is missing');
  const { evidenceId, summary, submittedBy } = evidence;
  assert(evidence.evidenceClass === EvidenceClass.EVIDENCE_CLASS_A, 'evidence is not of class A');
  return {
    evidenceId,
    summary,
    logSeqs: nonEmpty(evidence.logSeqs.map(Number), 'evidence names no entry of the log'),
    measured: nonEmpty(
      evidence.signals.map(({ name, value, threshold }) => ({
        name,
        value,
        threshold: threshold ?? null,
      })),
      'evidence measures nothing',
    ),
    submittedBy,
    takenAtUs: Number(evidence.takenAtUs),
  };
}

/** A statement of reasons as the contract states it. */
export function wireStatement(statement: Statement): StatementOfReasons {
  return {
    ...statement,
    measure: wireStanding(statement.measure),
    territories: [],
    startsAtUs: BigInt(statement.startsAtUs),
    endsAtUs: BigInt(statement.endsAtUs ?? 0),
    evidenceIds: [...statement.evidenceIds],
    appealUntilUs: BigInt(statement.appealUntilUs),
  };
}

/** A statement from the log. Throws when it lacks what a measure of the machine always states. */
export function readStatement(wire: StatementOfReasons | undefined): Statement {
  const statement = present(wire, 'the statement of reasons is missing');
  assert(statement.sourceType === 'OWN_INITIATIVE', 'the machine acts on its own initiative');
  assert(
    statement.automatedDetection && statement.automatedDecision,
    'not a measure of the machine',
  );
  const { facts, ruleId, clause, explanation, redress, howToFix } = statement;
  return {
    measure: readMeasure(statement.measure),
    startsAtUs: Number(statement.startsAtUs),
    endsAtUs: statement.endsAtUs === 0n ? null : Number(statement.endsAtUs),
    facts,
    sourceType: 'OWN_INITIATIVE',
    evidenceIds: nonEmpty(statement.evidenceIds, 'the statement names no evidence'),
    automatedDetection: true,
    automatedDecision: true,
    ruleId,
    clause,
    explanation,
    redress,
    appealUntilUs: Number(statement.appealUntilUs),
    howToFix,
  };
}

function readMeasure(wire: WireStanding): MachineMeasure {
  const standing = readStanding(wire);
  assert(standing !== 'ACTIVE', 'being active is no measure');
  return standing;
}

function nonEmpty<T>(items: readonly T[], message: string): NonEmpty<T> {
  assert(isNonEmpty(items), message);
  return items;
}
