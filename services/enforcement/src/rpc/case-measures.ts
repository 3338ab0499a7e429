import { type CaseServiceImplementation, Standing } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { GROUND } from '../adapters/wire-enums.ts';
import { accountSince, alikeOf, newLot, voteOf } from '../app/case-context.ts';
import { type CaseOutcome, orderInCase } from '../app/case-work.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { actorOf } from './access.ts';
import { caseMessage } from './case-message.ts';
import { lastProposalOf } from './case-proposals.ts';
import { refuseOrder } from './process-refusals.ts';
import { hoursUs, readChoice, readReasonsOf } from './read-request.ts';
import { answer } from './refusals.ts';

const { ROLE_MODERATOR } = Role;

type Measures = Pick<
  CaseServiceImplementation,
  'takeMeasure' | 'extendRestriction' | 'suspendInEmergency'
>;

/** What a moderator may do alone. */
export function caseMeasures(means: Means): Measures {
  const show = (done: Awaited<CaseOutcome>) => {
    if (!done.ok) throw refuseOrder(done.error);
    return { case: caseMessage(done.value.record, nowUs(means)) };
  };
  return {
    takeMeasure: (request, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const by = caller.credentialId;
        const measure = readMeasure(request.measure);
        const reasons = readReasonsOf(request.reasons);
        const target = { id: request.caseId, actor: actorOf(caller) };
        return show(
          await orderInCase(means, target, ({ file, ...view }) => ({
            type: 'TakeMeasure',
            ...{ ...view, by, measure, reasons },
            alike: alikeOf(means, { by, clause: reasons.clause, subject: file.subject }),
          })),
        );
      }),
    extendRestriction: ({ caseId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const target = { id: caseId, actor: actorOf(caller) };
        return show(
          await orderInCase(means, target, ({ file: _, ...view }) => ({
            type: 'ExtendRestriction',
            ...{ ...view, by: caller.credentialId, reasons },
          })),
        );
      }),
    suspendInEmergency: (request, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const by = caller.credentialId;
        const ground = readChoice(GROUND, request.ground, 'ground');
        const reasons = readReasonsOf(request.reasons);
        const target = { id: request.caseId, actor: actorOf(caller) };
        const done = await orderInCase(means, target, ({ file, ...view }) => ({
          type: 'SuspendInEmergency',
          ...{ ...view, by, ground, reasons, termUs: hoursUs(request.termHours) },
          vote: voteOf(means, file.organisationId),
          alike: alikeOf(means, { by, clause: reasons.clause, subject: file.subject }),
          accountSinceUs: accountSince(means, file),
          lot: newLot(means),
        }));
        return { ...show(done), proposal: lastProposalOf(means, done) };
      }),
  };
}

function readMeasure(standing: Standing): 'WARNED' | 'RESTRICTED' {
  if (standing === Standing.STANDING_WARNED) return 'WARNED';
  if (standing === Standing.STANDING_RESTRICTED) return 'RESTRICTED';
  const description = 'has to be STANDING_WARNED or STANDING_RESTRICTED; propose anything graver';
  throw RpcFailure.invalid('MEASURE_NOT_FOR_ONE', `measure ${description}`, [
    { field: 'measure', description },
  ]);
}
