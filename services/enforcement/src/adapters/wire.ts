import type {
  StatementOfReasons,
  SubjectKind,
  Evidence as WireEvidence,
  Standing as WireStanding,
} from '@hustings/contracts/enforcement';
import { assert, present } from '@hustings/kernel';
import type { Standing, Statement } from '../domain/case/events.ts';
import {
  type Evidence,
  isNonEmpty,
  type LogEvidence,
  type NonEmpty,
  type Subject,
} from '../domain/case/evidence.ts';
import { EVIDENCE_CLASS, STANDING, SUBJECT } from './wire-enums.ts';
import {
  readConversation,
  readParity,
  readProvenance,
  wireConversation,
  wireParity,
  wireProvenance,
} from './wire-process.ts';

/** A standing as the contract numbers it. */
export function wireStanding(standing: Standing): WireStanding {
  return STANDING.toWire(standing);
}

/** A standing from the log. Throws on one that no case gives: such an entry is quarantined. */
export function readStanding(standing: WireStanding): Standing {
  return STANDING.fromWire(standing);
}

/** A subject as the contract states it, for spreading into a message. */
export function wireSubject(subject: Subject): { subjectKind: SubjectKind; subjectId: string } {
  return { subjectKind: SUBJECT.toWire(subject.kind), subjectId: subject.id };
}

/** A subject from the log. Throws on a kind that this version does not know. */
export function readSubject(message: { subjectKind: SubjectKind; subjectId: string }): Subject {
  return { kind: SUBJECT.fromWire(message.subjectKind), id: message.subjectId };
}

/** Evidence as the contract states it. */
export function wireEvidence(evidence: Evidence): WireEvidence {
  const { evidenceId, summary, submittedBy, about, clause, copiesSanctionOf } = evidence;
  const outside = evidence.evidenceClass === 'A' ? null : evidence;
  return {
    ...{ evidenceId, summary, submittedBy, clause, copiesSanctionOf, gist: '' },
    ...{ policyHash: evidence.policyHash ?? '', modelVersion: evidence.modelVersion ?? '' },
    evidenceClass: EVIDENCE_CLASS.toWire(evidence.evidenceClass),
    logSeqs: evidence.logSeqs.map(BigInt),
    signals: evidence.measured.map(({ name, value, threshold }) => ({
      name,
      value,
      ...(threshold === null ? {} : { threshold }),
    })),
    sha256: outside?.provenance.sha256 ?? '',
    takenAtUs: BigInt(evidence.takenAtUs),
    provenance: outside ? wireProvenance(outside.provenance) : undefined,
    conversation:
      evidence.evidenceClass === 'E' ? wireConversation(evidence.conversation) : undefined,
    aboutKind: SUBJECT.toWire(about.kind),
    aboutId: about.id,
    occurredAtUs: BigInt(evidence.occurredAtUs),
  };
}

/** Evidence from the log. Throws when it lacks what its class has to state. */
export function readEvidence(wire: WireEvidence | undefined): Evidence {
  const evidence = present(wire, 'evidence is missing');
  const { evidenceId, summary, submittedBy, clause, copiesSanctionOf } = evidence;
  const base = {
    ...{ evidenceId, summary, submittedBy, clause, copiesSanctionOf },
    measured: evidence.signals.map(({ name, value, threshold }) => ({
      ...{ name, value },
      threshold: threshold ?? null,
    })),
    takenAtUs: Number(evidence.takenAtUs),
    about: readAbout(evidence),
    occurredAtUs: Number(evidence.occurredAtUs || evidence.takenAtUs),
    ...readVersions(evidence),
  };
  const evidenceClass = EVIDENCE_CLASS.fromWire(evidence.evidenceClass);
  if (evidenceClass === 'A') return logEvidence(base, evidence);
  const outside = { ...base, logSeqs: [], provenance: readProvenance(evidence.provenance) };
  if (evidenceClass !== 'E') return { ...outside, evidenceClass };
  return { ...outside, evidenceClass, conversation: readConversation(evidence.conversation) };
}

/** Evidence that was recorded before it named what it is about is about the sender of its case. */
function readAbout({ aboutKind, aboutId, evidenceId }: WireEvidence): Subject {
  if (aboutId === '') return subjectOfPart(evidenceId);
  return { kind: SUBJECT.fromWire(aboutKind), id: aboutId };
}

/** The sender of a case that the machine opened, from the id of a part of it. */
export function subjectOfPart(partId: string): Subject {
  const match = /^[a-z]+-(.+)-\d+-\d+$/.exec(partId);
  return { kind: 'SENDER', id: present(match?.[1], 'a part names its case') };
}

function logEvidence(
  base: Omit<LogEvidence, 'evidenceClass' | 'logSeqs'>,
  { logSeqs }: WireEvidence,
): LogEvidence {
  const named = nonEmpty(logSeqs.map(Number), 'evidence names no entry of the log');
  return { ...base, evidenceClass: 'A', logSeqs: named };
}

/** A statement of reasons as the contract states it. */
export function wireStatement(statement: Statement): StatementOfReasons {
  const { parity, legal, ...rest } = statement;
  return {
    ...rest,
    measure: wireStanding(statement.measure),
    territories: [],
    startsAtUs: BigInt(statement.startsAtUs),
    endsAtUs: BigInt(statement.endsAtUs ?? 0),
    evidenceIds: [...statement.evidenceIds],
    appealUntilUs: BigInt(statement.appealUntilUs),
    answerIds: [...statement.answerIds],
    parity: parity === null ? undefined : wireParity(parity),
    ...{ legalGround: legal?.ground ?? '', legalExplanation: legal?.explanation ?? '' },
    ...{ policyHash: statement.policyHash ?? '', modelVersion: statement.modelVersion ?? '' },
    sourceIdentity: '',
    redressWays: undefined,
  };
}

/** A statement from the log. Throws when it lacks what every measure states. */
export function readStatement(wire: StatementOfReasons | undefined): Statement {
  const statement = present(wire, 'the statement of reasons is missing');
  const { sourceType, step } = statement;
  assert(sourceType === 'OWN_INITIATIVE' || sourceType === 'NOTICE', 'unknown source');
  const { facts, ruleId, clause, explanation, redress, howToFix, whyNotNarrower } = statement;
  const { automatedDetection, automatedDecision, answerIds, parity } = statement;
  return {
    ...{ facts, ruleId, clause, explanation, redress, howToFix, whyNotNarrower, sourceType },
    ...{ automatedDetection, automatedDecision, answerIds },
    measure: readMeasure(statement.measure),
    // Statements of the machine did not name their step at first.
    step: readStep(step === '' ? stepOf(statement.measure) : step),
    startsAtUs: Number(statement.startsAtUs),
    endsAtUs: statement.endsAtUs === 0n ? null : Number(statement.endsAtUs),
    evidenceIds: nonEmpty(statement.evidenceIds, 'the statement names no evidence'),
    appealUntilUs: Number(statement.appealUntilUs),
    parity: parity ? readParity(parity) : null,
    ...readVersions(statement),
    ...readLegal(statement),
  };
}

function readLegal({
  legalGround,
  legalExplanation,
}: StatementOfReasons): Pick<Statement, 'legal'> {
  if (legalGround === '') return {};
  return { legal: { ground: legalGround, explanation: legalExplanation } };
}

/** Versions of what took part by itself; absent where none did, as in entries of before they were named. */
function readVersions({ policyHash, modelVersion }: { policyHash: string; modelVersion: string }) {
  return {
    ...(policyHash === '' ? {} : { policyHash }),
    ...(modelVersion === '' ? {} : { modelVersion }),
  };
}

/** A step that imposes something, by its name in the log. */
export function readStep(step: string): Statement['step'] {
  const named = IMPOSING.find((each) => each === step);
  return present(named, `${step} imposes nothing`);
}

function stepOf(measure: WireStanding): string {
  return readStanding(measure) === 'WARNED' ? 'T01' : 'T02';
}

const IMPOSING = ['T01', 'T02', 'T04', 'T05', 'T06', 'T07'] as const;

function readMeasure(wire: WireStanding): Statement['measure'] {
  const standing = readStanding(wire);
  assert(standing !== 'ACTIVE' && standing !== 'PENDING', 'being active is no measure');
  return standing;
}

/** The items, of which there is one at least. */
export function nonEmpty<T>(items: readonly T[], message: string): NonEmpty<T> {
  assert(isNonEmpty(items), message);
  return items;
}
