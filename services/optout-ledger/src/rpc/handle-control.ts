import {
  Control,
  type HandleControlRequest,
  type HandleControlResponse,
} from '@hustings/contracts/optout';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure } from '@hustings/service-kit';
import { handleControl } from '../app/handle-control.ts';
import { type Ledger, notAfterNow } from '../app/ledger.ts';
import type { OptoutTelemetry } from '../telemetry.ts';
import { readAddress, readId, readInboundId } from './check-request.ts';
import { withBarrierFailure } from './failures.ts';

/** Providers' codes are a few digits or letters. */
const MAX_CODE_CHARS = 100;

/** HandleControl: mirrors what a person did at the provider. What is outdated changes nothing and is no failure. */
export async function answerHandleControl(
  ledger: Ledger,
  telemetry: OptoutTelemetry,
  request: HandleControlRequest,
): Promise<HandleControlResponse> {
  const { control, receivedAt } = request;
  if (control === Control.CONTROL_UNSPECIFIED || control === Control.UNRECOGNIZED) {
    const description = 'must say which control of the provider was used';
    throw RpcFailure.invalid('CONTROL_MISSING', `control ${description}`, [
      { field: 'control', description },
    ]);
  }
  const statedUs = receivedAt === undefined ? ledger.clock.nowUs() : usFromTimestamp(receivedAt);
  const handled = await withBarrierFailure(
    handleControl(ledger, {
      control,
      resumed: request.resumed,
      inboundId: readInboundId(request.inboundId),
      address: readAddress(request.address),
      senderId: readId('sender_id', request.senderId),
      organisationId: readId('organisation_id', request.organisationId),
      code: request.code.slice(0, MAX_CODE_CHARS),
      receivedAtUs: notAfterNow(ledger, statedUs),
    }),
  );
  const { scope, effectiveAfterUs, suppressed } = handled;
  if (!request.resumed && effectiveAfterUs > 0n) telemetry.noteEffect(effectiveAfterUs);
  return { scope, effectiveAfterUs, suppressed };
}
