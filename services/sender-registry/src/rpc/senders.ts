import { Channel, type RegistryServiceImplementation, Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import {
  principalOf,
  RpcFailure,
  requireOrganisation,
  requireRole,
  requireService,
} from '@hustings/service-kit';
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
import { toOrganisation, toSender } from './messages.ts';
import { acceptedOrThrow } from './rejections.ts';

type SenderRpcs = Pick<
  RegistryServiceImplementation,
  | 'registerSender'
  | 'requestSenderVerification'
  | 'verifySender'
  | 'changeLimitProfile'
  | 'revokeSender'
  | 'listSenders'
  | 'describeSender'
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

    async describeSender(request, context) {
      requireService(context);
      const described = registry.directory.describe(request);
      if (described === null) {
        throw RpcFailure.notFound('ORGANISATION_UNKNOWN', 'there is no such organisation');
      }
      const { organisation, sender, campaign, toolNames } = described;
      return {
        organisation: toOrganisation(organisation),
        channel: sender?.profile.channel ?? Channel.CHANNEL_UNSPECIFIED,
        address: sender?.profile.address ?? '',
        campaignName: campaign?.profile.name ?? '',
        toolNames,
      };
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
