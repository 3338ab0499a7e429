import {
  DispatcherServiceDefinition,
  type DispatcherServiceImplementation,
} from '@hustings/contracts/dispatch';
import { Role } from '@hustings/contracts/registry';
import { isToken } from '@hustings/kernel';
import {
  bindService,
  RpcFailure,
  requireService,
  type ServiceBinding,
} from '@hustings/service-kit';
import type { Dispatch } from '../app/dispatch.ts';
import type { LogReader } from '../app/read-log.ts';
import type { Provider } from '../ports/provider.ts';
import type { Telemetry } from '../telemetry.ts';

const CODE = /^[0-9]{4,12}$/;

/** The dispatcher's RPCs. */
export function dispatcherRpc(parts: {
  dispatch: Dispatch;
  reader: LogReader;
  provider: Provider;
  telemetry: Telemetry;
}): ServiceBinding {
  const implementation: DispatcherServiceImplementation = {
    async deliverVerificationCode(request, context) {
      requireService(context);
      if (!isToken(request.senderId) || request.address === '' || !CODE.test(request.code)) {
        throw RpcFailure.invalid(
          'VERIFICATION_INVALID',
          'give the sender, its number and a code of 4 to 12 digits',
        );
      }
      if (!(await parts.provider.deliverCode(request.address, request.code))) {
        throw RpcFailure.unavailable(
          'PROVIDER_UNAVAILABLE',
          'the provider did not take the code; request verification again in a moment',
        );
      }
      return {};
    },
    async listWithProvider({ organisationId, recipient }, context) {
      requireService(context);
      return { messages: parts.dispatch.withProvider.list(organisationId, recipient) };
    },
    async getDispatchStatus(_, context) {
      requireService(context, Role.ROLE_OPERATOR, Role.ROLE_AUDITOR);
      const open = [...parts.dispatch.lanes].reduce((sum, lane) => sum + lane.openCount, 0);
      return {
        open: BigInt(open),
        readSeq: BigInt(parts.reader.slowestPosition),
        accepted: BigInt(parts.telemetry.endings('accepted')),
        uncertain: BigInt(parts.telemetry.endings('uncertain')),
      };
    },
  };
  return bindService(DispatcherServiceDefinition, implementation);
}
