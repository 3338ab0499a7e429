import {
  type HandleReplyRequest,
  type HandleReplyResponse,
  Scope,
  Recognition as WireRecognition,
} from '@hustings/contracts/optout';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Recognition, Verdict } from '@hustings/recognition';
import type { Logger } from '@hustings/service-kit';
import { type HandledReply, handleReply, type InboundReply } from '../app/handle-reply.ts';
import type { Ledger } from '../app/ledger.ts';
import type { OptoutTelemetry } from '../telemetry.ts';
import { readAddress, readId, readInboundId } from './check-request.ts';
import { withBarrierFailure } from './failures.ts';

/** A bare yes counts as a start only where it has completed a double opt-in. */
const WIRE: Record<Verdict, WireRecognition> = {
  OPT_OUT: WireRecognition.RECOGNITION_OPT_OUT,
  PROVISIONAL: WireRecognition.RECOGNITION_PROVISIONAL,
  HELP: WireRecognition.RECOGNITION_HELP,
  START: WireRecognition.RECOGNITION_START,
  CONTEXT_START: WireRecognition.RECOGNITION_NONE,
  NONE: WireRecognition.RECOGNITION_NONE,
};

/** HandleReply: recognises an inbound text and acts on it. */
export async function answerHandleReply(
  ledger: Ledger,
  { telemetry, logger }: { telemetry: OptoutTelemetry; logger: Logger },
  request: HandleReplyRequest,
): Promise<HandleReplyResponse> {
  const reply = readReply(request, ledger);
  const handled = await withBarrierFailure(handleReply(ledger, reply));
  telemetry.noteReply(handled);
  const { recognition, effectiveAfterUs, withProvider, rejection, unfinished } = handled;
  if (unfinished !== undefined) {
    logger.warn(
      { err: unfinished, inboundId: reply.inboundId },
      'the answer is gone on with later',
    );
  }
  if (rejection !== undefined) {
    const { organisationId, inboundId } = reply;
    logger.info({ organisationId, inboundId, reason: rejection.reason }, 'request changes nothing');
  }
  return {
    recognition: wireOf(handled),
    scope: scopeOf(recognition),
    tier: recognition.tier,
    ruleId: recognition.ruleId,
    language: recognition.language,
    effectiveAfterUs,
    withProvider: withProvider ?? [],
    withProviderKnown: withProvider !== null,
  };
}

function wireOf({ recognition, effectiveAfterUs }: HandledReply): WireRecognition {
  const isYes = recognition.verdict === 'CONTEXT_START';
  return isYes && effectiveAfterUs > 0n
    ? WireRecognition.RECOGNITION_START
    : WIRE[recognition.verdict];
}

function readReply(request: HandleReplyRequest, { clock }: Ledger): InboundReply {
  const { receivedAt } = request;
  return {
    inboundId: readInboundId(request.inboundId),
    address: readAddress(request.address),
    senderId: request.senderId,
    organisationId: readId('organisation_id', request.organisationId),
    text: request.text,
    contentSeq: request.contentSeq,
    locale: request.locale,
    receivedAtUs: receivedAt === undefined ? clock.nowUs() : usFromTimestamp(receivedAt),
  };
}

function scopeOf({ verdict, scope }: Recognition): Scope {
  if (verdict !== 'OPT_OUT' && verdict !== 'PROVISIONAL') return Scope.SCOPE_UNSPECIFIED;
  return scope === 'ALL_POLITICAL' ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION;
}
