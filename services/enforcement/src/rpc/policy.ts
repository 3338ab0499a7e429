import type { PolicyServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { type Principal, principalOf, RpcFailure, requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import { approvePolicy, type ProposalRefused, proposePolicy } from '../app/change-policy.ts';
import type { Means } from '../app/orders.ts';
import type { PolicyRejection } from '../domain/policy/decider.ts';
import { actorOf } from './access.ts';
import { timestamp } from './case-message.ts';
import { answer, refuseOfficer } from './refusals.ts';

const HASH = /^[0-9a-f]{64}$/;

/** The policy document: proposed by one officer, put in force by two others, readable by everybody with a credential. */
export function policyRpc(means: Means): PolicyServiceImplementation {
  return {
    proposePolicy: async ({ documentJson }, context) => {
      const proposed = await proposePolicy(means, documentJson, officerOf(context));
      if (!proposed.ok) throw refuseProposal(proposed.error);
      return { hash: proposed.value };
    },
    approvePolicy: ({ hash }, context) =>
      answer(async () => {
        const officer = officerOf(context);
        if (!HASH.test(hash)) {
          throw RpcFailure.invalid('POLICY_HASH_INVALID', 'hash has to be 64 hex digits', [
            {
              field: 'hash',
              description: 'SHA-256 in lower-case hex, as ProposePolicy returned it',
            },
          ]);
        }
        const approved = await approvePolicy(means, hash, officer);
        if (!approved.ok) throw refuseOfficer(approved.error);
        const { approvals, effectiveAtUs } = approved.value;
        return effectiveAtUs === null
          ? { approvals, activated: false }
          : { approvals, activated: true, effectiveAt: timestamp(effectiveAtUs) };
      }),
    getActivePolicy: (_request, context) =>
      answer(async () => {
        principalOf(context);
        await means.views.current();
        const activated = means.views.policy?.activated;
        return { hash: activated?.hash ?? '', documentJson: activated?.document ?? '' };
      }),
  };
}

function officerOf(context: CallContext) {
  const principal: Principal = requireRole(context, Role.ROLE_POLICY_OFFICER);
  return { credentialId: principal.credentialId, actor: actorOf(principal) };
}

function refuseProposal(refused: ProposalRefused | PolicyRejection): RpcFailure {
  switch (refused.reason) {
    case 'POLICY_INVALID':
      return RpcFailure.invalid(
        refused.reason,
        `the document has ${refused.faults.length} fault(s)`,
        refused.faults.map(({ path, message }) => ({
          field: `document_json: ${path}`,
          description: message,
        })),
      );
    case 'POLICY_TOO_LARGE':
      return RpcFailure.invalid(
        refused.reason,
        `the canonical document has more than ${refused.max} bytes`,
      );
    default:
      return refuseOfficer(refused);
  }
}
