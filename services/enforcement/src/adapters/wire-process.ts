import type * as wire from '@hustings/contracts/enforcement';
import { present } from '@hustings/kernel';
import { isNonEmpty, type PrivateConversation, type Provenance } from '../domain/case/evidence.ts';
import type {
  MeasureReasons,
  NearVote,
  ParityReport,
  Strike,
  Vote,
} from '../domain/case/process.ts';
import { CONVERSATION, OBTAINED } from './wire-enums.ts';

export function wireProvenance(provenance: Provenance): wire.Provenance {
  const { sha256, url, custody } = provenance;
  return {
    ...{ sha256, url },
    obtainedHow: OBTAINED.toWire(provenance.obtainedHow),
    capturedAtUs: BigInt(provenance.capturedAtUs),
    submittedAtUs: BigInt(provenance.submittedAtUs),
    custody: custody.map(({ holder, how, receivedAtUs }) => ({
      ...{ holder, how },
      receivedAtUs: BigInt(receivedAtUs),
    })),
  };
}

export function readProvenance(message: wire.Provenance | undefined): Provenance {
  const { sha256, url, ...rest } = present(message, 'evidence from outside has a provenance');
  const custody = rest.custody.map(({ holder, how, receivedAtUs }) => ({
    ...{ holder, how },
    receivedAtUs: Number(receivedAtUs),
  }));
  return {
    ...{ sha256, url },
    obtainedHow: OBTAINED.fromWire(rest.obtainedHow),
    capturedAtUs: Number(rest.capturedAtUs),
    submittedAtUs: Number(rest.submittedAtUs),
    custody: present(isNonEmpty(custody) ? custody : null, 'a provenance names who held it'),
  };
}

export function wireConversation(conversation: PrivateConversation): wire.PrivateConversation {
  return { ...conversation, kind: CONVERSATION.toWire(conversation.kind) };
}

export function readConversation(
  message: wire.PrivateConversation | undefined,
): PrivateConversation {
  const { _unknownFields, kind, ...rest } = present(
    message,
    'a private item states where it is from',
  );
  return { ...rest, kind: CONVERSATION.fromWire(kind) };
}

export function wireReasons(reasons: MeasureReasons): wire.MeasureReasons {
  const { legalExplanation = '', evidenceIds } = reasons;
  return { ...reasons, legalExplanation, evidenceIds: [...evidenceIds] };
}

export function readReasons(message: wire.MeasureReasons | undefined): MeasureReasons {
  const { _unknownFields, legalExplanation, ...reasons } = present(message, 'reasons are missing');
  // Absent where there is none, as in entries of before it could be stated.
  return legalExplanation === '' ? reasons : { ...reasons, legalExplanation };
}

export function wireParity(parity: ParityReport): wire.ParityReport {
  return {
    ...parity,
    fromUs: BigInt(parity.fromUs),
    untilUs: BigInt(parity.untilUs),
    gaps: parity.gaps.map(({ senders, explanation }) => ({ senders, explanation })),
    builtAtUs: BigInt(parity.builtAtUs),
  };
}

export function readParity(message: wire.ParityReport): ParityReport {
  const { reportSha256, metric, threshold, senders, treatedAlike, policyHash } = message;
  return {
    ...{ reportSha256, metric, threshold, senders, treatedAlike, policyHash },
    fromUs: Number(message.fromUs),
    untilUs: Number(message.untilUs),
    gaps: message.gaps.map((gap) => ({ senders: gap.senders, explanation: gap.explanation })),
    builtAtUs: Number(message.builtAtUs),
  };
}

export function wireStrike(strike: Strike): wire.Strike {
  return { ...strike, atUs: BigInt(strike.atUs) };
}

export function readStrike({ measureId, step, atUs, finished }: wire.Strike): Strike {
  return { measureId, step, atUs: Number(atUs), finished };
}

export function wireNearVote({ electionId, votesAtUs }: NearVote): wire.NearVote {
  return { electionId, votesAtUs: BigInt(votesAtUs) };
}

export function readNearVote({ electionId, votesAtUs }: wire.NearVote): NearVote {
  return { electionId, votesAtUs: Number(votesAtUs) };
}

export function wireVote(vote: Vote): wire.ProposalVote {
  return { ...vote, answerIds: [...vote.answerIds], atUs: BigInt(vote.atUs) };
}

export function readVote(message: wire.ProposalVote | undefined): Vote {
  const { decider, approve, reasons, answerIds, atUs } = present(message, 'a vote is missing');
  return { decider, approve, reasons, answerIds, atUs: Number(atUs) };
}
