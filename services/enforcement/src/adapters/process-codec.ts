import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import { assert } from '@hustings/kernel';
import type { ProcessEvent, ProposalClosed } from '../domain/case/process-events.ts';
import { PROPOSAL } from './wire-enums.ts';
import {
  readNearVote,
  readParity,
  readReasons,
  readVote,
  wireNearVote,
  wireParity,
  wireReasons,
  wireVote,
} from './wire-process.ts';

/** How the facts of the process stand in the log. */
export const processCodec: EventCodec<ProcessEvent> = {
  EvidenceReviewed: {
    eventType: 'enforcement.EvidenceReviewed.v1',
    encode: ({ type: _, ...event }) =>
      wire.EvidenceReviewed.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.EvidenceReviewed.decode(data);
      return { type: 'EvidenceReviewed', ...event, atUs: Number(event.atUs) };
    },
  },
  GistApproved: {
    eventType: 'enforcement.GistApproved.v1',
    encode: ({ type: _, ...event }) =>
      wire.GistApproved.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.GistApproved.decode(data);
      return { type: 'GistApproved', ...event, atUs: Number(event.atUs) };
    },
  },
  AssignmentDeclined: {
    eventType: 'enforcement.AssignmentDeclined.v1',
    encode: ({ type: _, ...event }) =>
      wire.AssignmentDeclined.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.AssignmentDeclined.decode(data);
      return { type: 'AssignmentDeclined', ...event, atUs: Number(event.atUs) };
    },
  },
  AnswerGiven: {
    eventType: 'enforcement.AnswerGiven.v1',
    encode: ({ type: _, ...event }) =>
      wire.AnswerGiven.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.AnswerGiven.decode(data);
      return { type: 'AnswerGiven', ...event, atUs: Number(event.atUs) };
    },
  },
  SuspensionRatified: {
    eventType: 'enforcement.SuspensionRatified.v1',
    encode: ({ type: _, ratifiedBy, atUs, ...event }) =>
      wire.SuspensionRatified.encode({
        ...event,
        ratifiedBy: [...ratifiedBy],
        atUs: BigInt(atUs),
      }).finish(),
    decode(data) {
      const { caseId, sanctionId, ratifiedBy, atUs } = wire.SuspensionRatified.decode(data);
      return { type: 'SuspensionRatified', caseId, sanctionId, ratifiedBy, atUs: Number(atUs) };
    },
  },
  Readmitted: {
    eventType: 'enforcement.Readmitted.v1',
    encode: ({ type: _, decidedBy, atUs, ...event }) =>
      wire.Readmitted.encode({
        ...event,
        decidedBy: [...decidedBy],
        atUs: BigInt(atUs),
      }).finish(),
    decode(data) {
      const { caseId, sanctionId, decidedBy, reasons, atUs } = wire.Readmitted.decode(data);
      return { type: 'Readmitted', caseId, sanctionId, decidedBy, reasons, atUs: Number(atUs) };
    },
  },
  MeasureReversed: {
    eventType: 'enforcement.MeasureReversed.v1',
    encode: ({ type: _, ...event }) =>
      wire.MeasureReversed.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
    decode(data) {
      const { _unknownFields, ...event } = wire.MeasureReversed.decode(data);
      return { type: 'MeasureReversed', ...event, atUs: Number(event.atUs) };
    },
  },
  MeasureProposed: {
    eventType: 'enforcement.MeasureProposed.v1',
    encode: ({ type: _, parity, nearVote, ...event }) =>
      wire.MeasureProposed.encode({
        ...event,
        kind: PROPOSAL.toWire(event.kind),
        reasons: wireReasons(event.reasons),
        termUs: BigInt(event.termUs),
        parity: parity === null ? undefined : wireParity(parity),
        nearVote: nearVote === null ? undefined : wireNearVote(nearVote),
        atUs: BigInt(event.atUs),
      }).finish(),
    decode(data) {
      const { _unknownFields, parity, nearVote, ...event } = wire.MeasureProposed.decode(data);
      return {
        type: 'MeasureProposed',
        ...event,
        kind: PROPOSAL.fromWire(event.kind),
        reasons: readReasons(event.reasons),
        termUs: Number(event.termUs),
        parity: parity ? readParity(parity) : null,
        nearVote: nearVote ? readNearVote(nearVote) : null,
        atUs: Number(event.atUs),
      };
    },
  },
  PanelDrawn: {
    eventType: 'enforcement.PanelDrawn.v1',
    encode: ({ type: _, members, eligible, excluded, draws, atUs, ...event }) =>
      wire.PanelDrawn.encode({
        ...event,
        ...{ members: [...members], eligible: [...eligible], excluded: [...excluded] },
        draws: [...draws],
        atUs: BigInt(atUs),
      }).finish(),
    decode(data) {
      const { _unknownFields, atUs, ...event } = wire.PanelDrawn.decode(data);
      return { type: 'PanelDrawn', ...event, atUs: Number(atUs) };
    },
  },
  ProposalVoted: {
    eventType: 'enforcement.ProposalVoted.v1',
    encode: ({ caseId, proposalId, vote, parity }) =>
      wire.ProposalVoted.encode({
        ...{ caseId, proposalId, vote: wireVote(vote) },
        parity: parity === null ? undefined : wireParity(parity),
      }).finish(),
    decode(data) {
      const { caseId, proposalId, vote, parity } = wire.ProposalVoted.decode(data);
      const report = parity ? readParity(parity) : null;
      return { type: 'ProposalVoted', caseId, proposalId, vote: readVote(vote), parity: report };
    },
  },
  ProposalClosed: {
    eventType: 'enforcement.ProposalClosed.v1',
    encode: ({ type: _, atUs, ...event }) =>
      wire.ProposalClosed.encode({ ...event, atUs: BigInt(atUs) }).finish(),
    decode(data) {
      const { caseId, proposalId, outcome, massActionId, atUs } = wire.ProposalClosed.decode(data);
      const read = readOutcome(outcome);
      return {
        type: 'ProposalClosed',
        caseId,
        proposalId,
        outcome: read,
        massActionId,
        atUs: Number(atUs),
      };
    },
  },
};

const OUTCOMES = ['CARRIED', 'REJECTED', 'WITHDRAWN', 'LAPSED'] as const;

function readOutcome(outcome: string): ProposalClosed['outcome'] {
  const known = OUTCOMES.find((each) => each === outcome);
  assert(known !== undefined, 'unknown end of a proposal');
  return known;
}
