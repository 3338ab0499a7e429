import { OptOutServiceDefinition } from '@hustings/contracts/optout';
import {
  bindService,
  type Logger,
  principalOf,
  requireService,
  type ServiceBinding,
} from '@hustings/service-kit';
import type { Ledger } from '../app/ledger.ts';
import type { OptoutTelemetry } from '../telemetry.ts';
import { answerGetSuppression } from './get-suppression.ts';
import { answerHandleReply } from './handle-reply.ts';
import { answerOptOut } from './opt-out.ts';

/** hustings.optout.v1.OptOutService over the ledger. */
export function bindOptOutService(
  ledger: Ledger,
  tools: { telemetry: OptoutTelemetry; logger: Logger },
): ServiceBinding {
  return bindService(OptOutServiceDefinition, {
    optOut: (request, context) =>
      answerOptOut(ledger, tools.telemetry, { request, principal: principalOf(context) }),
    handleReply: async (request, context) => {
      requireService(context);
      return answerHandleReply(ledger, tools, request);
    },
    getSuppression: (request, context) =>
      answerGetSuppression(ledger, request, principalOf(context)),
  });
}
