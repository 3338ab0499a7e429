import { type RegistryServiceImplementation, Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { principalOf, requireOrganisation, requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import type { Orderer, Registry } from '../app/order.ts';
import { registerSender } from '../app/register-sender.ts';
import {
  changeLimitProfile,
  grantTool,
  revokeSender,
  revokeToolGrant,
} from '../app/sender-orders.ts';
import { requestVerification, verifySender } from '../app/verify-sender.ts';
import { ordererOf, pageOf } from './call.ts';
import { toSender } from './messages.ts';
import { acceptedOrThrow } from './rejections.ts';

type SenderRpcs = Pick<
  RegistryServiceImplementation,
  | 'registerSender'
  | 'requestSenderVerification'
  | 'verifySender'
  | 'changeLimitProfile'
  | 'revokeSender'
  | 'listSenders'
  | 'grantTool'
  | 'revokeToolGrant'
>;

const { ROLE_ORGANISATION_ADMIN, ROLE_OPERATOR } = Role;

export function senderRpcs(registry: Registry): SenderRpcs {
  const administrator = (context: CallContext): Orderer =>
    ordererOf(context, requireOrganisation(context, ROLE_ORGANISATION_ADMIN), registry.ids);

  return {
    async registerSender({ channel, address, limitProfile, numberKind }, context) {
      const request = { channel, address, limitProfile, numberKind };
      const sent = acceptedOrThrow(await registerSender(registry, administrator(context), request));
      return {
        sender: toSender(sent.state),
        codeExpiresAt: timestampFromUs(sent.codeExpiresAtUs),
      };
    },

    async requestSenderVerification({ senderId }, context) {
      const orderer = administrator(context);
      const sent = acceptedOrThrow(await requestVerification(registry, orderer, senderId));
      return { codeExpiresAt: timestampFromUs(sent.codeExpiresAtUs) };
    },

    async verifySender(request, context) {
      const state = acceptedOrThrow(await verifySender(registry, administrator(context), request));
      return { sender: toSender(state) };
    },

    async changeLimitProfile(request, context) {
      const orderer = ordererOf(context, requireRole(context, ROLE_OPERATOR), registry.ids);
      const state = acceptedOrThrow(await changeLimitProfile(registry, orderer, request));
      return { sender: toSender(state) };
    },

    async revokeSender(request, context) {
      const caller = requireRole(context, ROLE_ORGANISATION_ADMIN, ROLE_OPERATOR);
      const orderer = ordererOf(context, caller, registry.ids);
      return { sender: toSender(acceptedOrThrow(await revokeSender(registry, orderer, request))) };
    },

    async listSenders(request, context) {
      const { organisationId } = principalOf(context);
      const page = registry.directory.listSenders(organisationId, pageOf(request));
      return { senders: page.items.map(toSender), nextPageToken: page.nextPageToken };
    },

    async grantTool(request, context) {
      const state = acceptedOrThrow(await grantTool(registry, administrator(context), request));
      return { sender: toSender(state) };
    },

    async revokeToolGrant(request, context) {
      const orderer = administrator(context);
      const state = acceptedOrThrow(await revokeToolGrant(registry, orderer, request));
      return { sender: toSender(state) };
    },
  };
}
