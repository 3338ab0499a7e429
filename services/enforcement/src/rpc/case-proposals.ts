import type { CaseServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { present } from '@hustings/kernel';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { PROPOSAL } from '../adapters/wire-enums.ts';
import { readParity } from '../adapters/wire-process.ts';
import { alikeOf, newLot, voteOf } from '../app/case-context.ts';
import { type CaseOutcome, orderInCase } from '../app/case-work.ts';
import { type Means, nowUs } from '../app/orders.ts';
import type { KnownCase } from '../domain/case/state.ts';
import { actorOf } from './access.ts';
import { caseMessage } from './case-message.ts';
import { refuseOrder } from './process-refusals.ts';
import { proposalMessage } from './proposal-message.ts';
import { hoursUs, readChoice, readReasonsOf } from './read-request.ts';
import { answer } from './refusals.ts';

const { ROLE_MODERATOR, ROLE_REVIEWER } = Role;

type Proposals = Pick<
  CaseServiceImplementation,
  'proposeMeasure' | 'decideProposal' | 'declineAssignment' | 'withdrawProposal'
>;

/** What others decide: proposed, drawn, voted on. */
export function caseProposals(means: Means): Proposals {
  return {
    proposeMeasure: (request, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const by = caller.credentialId;
        const kind = readKind(request.kind);
        const reasons = readReasonsOf(request.reasons);
        const target = { id: request.caseId, actor: actorOf(caller) };
        const done = await orderInCase(means, target, ({ file, ...view }) => ({
          type: 'ProposeMeasure',
          ...{ ...view, by, kind, reasons, termUs: hoursUs(request.termHours) },
          parity: request.parity ? readParity(request.parity) : null,
          vote: voteOf(means, file.organisationId),
          ...{ grave: request.grave, forMassAction: request.forMassAction },
          alike: alikeOf(means, { by, clause: reasons.clause, subject: file.subject }),
          lot: newLot(means),
        }));
        if (!done.ok) throw refuseOrder(done.error);
        return { proposal: lastProposalOf(means, done) };
      }),
    decideProposal: (request, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const { proposalId, approve, reasons, answerIds } = request;
        const target = { id: proposalId, actor: actorOf(caller) };
        const done = await orderInCase(means, target, ({ file: _, ...view }) => ({
          type: 'DecideProposal',
          ...{ ...view, by: caller.credentialId, proposalId, approve, reasons, answerIds },
          parity: request.parity ? readParity(request.parity) : null,
        }));
        const proposal = messageOf(means, done, proposalId);
        if (!done.ok) throw refuseOrder(done.error);
        return { proposal, case: caseMessage(done.value.record, nowUs(means)) };
      }),
    declineAssignment: ({ proposalId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const target = { id: proposalId, actor: actorOf(caller) };
        const done = await orderInCase(means, target, ({ conflicted, nowUs: now }) => ({
          type: 'DeclineAssignment',
          ...{ by: caller.credentialId, conflicted, nowUs: now, proposalId, reasons },
          lot: newLot(means),
        }));
        return { proposal: messageOf(means, done, proposalId) };
      }),
    withdrawProposal: ({ proposalId }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const target = { id: proposalId, actor: actorOf(caller) };
        const done = await orderInCase(means, target, ({ conflicted, nowUs: now }) => ({
          type: 'WithdrawProposal',
          ...{ by: caller.credentialId, conflicted, nowUs: now, proposalId },
        }));
        return { proposal: messageOf(means, done, proposalId) };
      }),
  };
}

/** The proposal that an order made, which is the last of its case. */
export function lastProposalOf(means: Means, done: Awaited<CaseOutcome>) {
  if (!done.ok) throw refuseOrder(done.error);
  const { state } = done.value.record;
  const { proposalId } = present(state.file.proposals.at(-1), 'a proposal was made');
  return messageOf(means, done, proposalId);
}

function messageOf(means: Means, done: Awaited<CaseOutcome>, proposalId: string) {
  if (!done.ok) throw refuseOrder(done.error);
  const { state } = done.value.record;
  return messageIn(means, state, proposalId);
}

function messageIn(means: Means, state: KnownCase, proposalId: string) {
  const proposal = state.file.proposals.find((each) => each.proposalId === proposalId);
  const found = means.views.findCase((cases) => cases.byId(state.file.caseId));
  const view = viewOf(means, present(found, 'a case that was ordered in').partition, true);
  return proposalMessage(state, present(proposal, 'a proposal that was ordered about'), view);
}

/** How proposals of a partition are shown. */
export function viewOf(means: Means, partition: string, isStaff: boolean) {
  const policy = means.views.policyOf(partition);
  return { ladder: present(policy, 'cases are opened under a policy').ladder, isStaff };
}

function readKind(number: number): 'SUSPEND' | 'BAN_NOTICE' | 'READMIT' {
  const kind = readChoice(PROPOSAL, number, 'kind');
  if (kind !== 'RATIFY') return kind;
  const description = 'a ratification is proposed by the emergency suspension itself';
  throw RpcFailure.invalid('KIND_NOT_PROPOSED', description, [{ field: 'kind', description }]);
}
