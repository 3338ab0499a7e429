import { Case, type CaseStep } from '@hustings/contracts/enforcement';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { wireEvidence, wireStanding, wireStatement, wireSubject } from '../adapters/wire.ts';
import type { CaseRecord } from '../domain/case/case-book.ts';
import { openAppeal, sanctionAt, standingAt } from '../domain/case/state.ts';

/** A case as callers see it, with its history and evidence. */
export function caseMessage(record: CaseRecord, nowUs: number): Case {
  const { file } = record.state;
  const statement = file.measures.at(-1)?.statement;
  return {
    ...caseSummary(record, nowUs),
    steps: record.steps.map(
      ({ atUs, seq, ...step }): CaseStep => ({ ...step, at: timestamp(atUs), seq: BigInt(seq) }),
    ),
    evidence: file.evidence.map(wireEvidence),
    ...(statement === undefined ? {} : { statement: wireStatement(statement) }),
  };
}

/** A case as lists show it. */
export function caseSummary({ state }: CaseRecord, nowUs: number): Case {
  const { file } = state;
  const sanction = sanctionAt(state, nowUs);
  const endsAtUs = sanction?.endsAtUs ?? null;
  return {
    ...Case.create(),
    ...wireSubject(file.subject),
    caseId: file.caseId,
    organisationId: file.organisationId,
    standing: wireStanding(standingAt(state, nowUs)),
    standingEndsAt: endsAtUs === null ? undefined : timestamp(endsAtUs),
    sanctionId: sanction?.sanctionId ?? '',
    appealId: openAppeal(file)?.appealId ?? '',
    closed: state.status === 'CLOSED',
  };
}

/** Microseconds since the Unix epoch as the contract states instants. */
export function timestamp(us: number) {
  return timestampFromUs(BigInt(us));
}
