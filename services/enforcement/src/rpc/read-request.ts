import type {
  EvidenceSubmission,
  Provenance as WireProvenance,
  MeasureReasons as WireReasons,
} from '@hustings/contracts/enforcement';
import { ObtainedHow as WireObtained } from '@hustings/contracts/enforcement';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure } from '@hustings/service-kit';
import type { WireEnum } from '../adapters/wire-enum.ts';
import { CONVERSATION, EVIDENCE_CLASS, OBTAINED, SUBJECT } from '../adapters/wire-enums.ts';
import { readReasons } from '../adapters/wire-process.ts';
import type { EvidenceDraft, PrivateConversation } from '../domain/case/evidence.ts';
import type { MeasureReasons } from '../domain/case/process.ts';

const HOUR_US = 3_600_000_000;

/** The value that a caller named. Refuses a number that means nothing. */
export function readChoice<Name extends string, Number extends number>(
  values: WireEnum<Name, Number>,
  number: number,
  field: string,
): Name {
  const name = values.find(number);
  if (name !== null) return name;
  const reason = `${field.toUpperCase()}_MISSING`;
  throw RpcFailure.invalid(reason, `state ${field}`, [{ field, description: 'is not stated' }]);
}

/** Hours as microseconds. */
export function hoursUs(hours: number): number {
  return hours * HOUR_US;
}

/** Reasons of a measure; what they lack is refused by the case. */
export function readReasonsOf(reasons: WireReasons | undefined): MeasureReasons {
  if (!reasons) {
    throw RpcFailure.invalid('REASONS_MISSING', 'state the reasons', [
      { field: 'reasons', description: 'is not stated' },
    ]);
  }
  return readReasons(reasons);
}

/** Evidence as a caller submits it; what it lacks is refused by the case. */
export function readSubmission(submitted: EvidenceSubmission | undefined): EvidenceDraft {
  if (!submitted) {
    throw RpcFailure.invalid('EVIDENCE_MISSING', 'state the evidence', [
      { field: 'evidence', description: 'is not stated' },
    ]);
  }
  const { summary, clause, copiesSanctionOf, occurredAt, aboutId } = submitted;
  return {
    evidenceClass: readChoice(EVIDENCE_CLASS, submitted.evidenceClass, 'evidence_class'),
    ...{ summary, clause, copiesSanctionOf },
    logSeqs: submitted.logSeqs.map(Number),
    provenance: submitted.provenance ? readOrigin(submitted.provenance) : null,
    conversation: submitted.conversation ? readPrivate(submitted.conversation) : null,
    about:
      aboutId === ''
        ? null
        : { kind: readChoice(SUBJECT, submitted.aboutKind, 'about_kind'), id: aboutId },
    occurredAtUs: occurredAt ? Number(usFromTimestamp(occurredAt)) : 0,
  };
}

function readOrigin(provenance: WireProvenance): EvidenceDraft['provenance'] {
  const { sha256, url, obtainedHow, capturedAtUs, custody } = provenance;
  return {
    ...{ sha256, url, capturedAtUs: Number(capturedAtUs) },
    obtainedHow:
      obtainedHow === WireObtained.OBTAINED_HOW_INTERCEPTED
        ? 'INTERCEPTED'
        : readChoice(OBTAINED, obtainedHow, 'obtained_how'),
    custody: custody.map(({ holder, how, receivedAtUs }) => ({
      ...{ holder, how },
      receivedAtUs: Number(receivedAtUs),
    })),
  };
}

function readPrivate(
  conversation: NonNullable<EvidenceSubmission['conversation']>,
): PrivateConversation {
  const { _unknownFields, kind, ...rest } = conversation;
  return { ...rest, kind: readChoice(CONVERSATION, kind, 'conversation_kind') };
}
