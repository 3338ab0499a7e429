import {
  type HandleReplyRequest,
  type HandleReplyResponse,
  Scope,
  Recognition as WireRecognition,
} from '@hustings/contracts/optout';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Recognition, Verdict } from '@hustings/recognition';
import { type Logger, RpcFailure } from '@hustings/service-kit';
import { handleReply, type InboundReply } from '../app/handle-reply.ts';
import type { Ledger } from '../app/ledger.ts';
import type { OptoutTelemetry } from '../telemetry.ts';
import { readAddress, readId } from './check-request.ts';
import { withBarrierFailure } from './failures.ts';

/** Providers' ids have at most some 130 characters. */
const MAX_INBOUND_ID_CHARS = 256;

/** A bare yes opens nothing by itself, so it counts as nothing. */
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
  const { recognition, effectiveAfterUs, rejection } = handled;
  if (rejection !== undefined) {
    const { organisationId, inboundId } = reply;
    logger.info({ organisationId, inboundId, reason: rejection.reason }, 'request changes nothing');
  }
  return {
    recognition: WIRE[recognition.verdict],
    scope: scopeOf(recognition),
    tier: recognition.tier,
    ruleId: recognition.ruleId,
    language: recognition.language,
    effectiveAfterUs,
  };
}

function readReply(request: HandleReplyRequest, { clock }: Ledger): InboundReply {
  const { inboundId, receivedAt } = request;
  if (inboundId === '' || inboundId.length > MAX_INBOUND_ID_CHARS) {
    const description = `must have 1 to ${MAX_INBOUND_ID_CHARS} characters`;
    throw RpcFailure.invalid('INBOUND_ID_INVALID', `inbound_id ${description}`, [
      { field: 'inbound_id', description },
    ]);
  }
  return {
    inboundId,
    address: readAddress(request.address),
    organisationId: readId('organisation_id', request.organisationId),
    text: request.text,
    locale: request.locale,
    receivedAtUs: receivedAt === undefined ? clock.nowUs() : usFromTimestamp(receivedAt),
  };
}

function scopeOf({ verdict, scope }: Recognition): Scope {
  if (verdict !== 'OPT_OUT' && verdict !== 'PROVISIONAL') return Scope.SCOPE_UNSPECIFIED;
  return scope === 'ALL_POLITICAL' ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION;
}
