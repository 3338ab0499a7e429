import type {
  LegalHold as LegalHoldMessage,
  RemedyServiceImplementation,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { type LegalHoldOutcome, orderLegalHold, placeLegalHold } from '../app/legal-hold-orders.ts';
import type { Means } from '../app/orders.ts';
import { sayInstant } from '../domain/case/wording.ts';
import type { LegalHold } from '../domain/legal-hold/state.ts';
import { actorOf, readerOf } from './access.ts';
import { timestamp } from './case-message.ts';
import { answer } from './refusals.ts';

/** Legal holds of one answer. */
const MAX_LEGAL_HOLDS = 500;

type LegalHoldRpcs = Pick<
  RemedyServiceImplementation,
  'placeLegalHold' | 'askLegalHoldLift' | 'liftLegalHold' | 'listLegalHolds'
>;

const { ROLE_MODERATOR, ROLE_REVIEWER, ROLE_COUNSEL } = Role;

/** Legal holds: placed by one, lifted by two. They change no standing. */
export function legalHoldRpcs(means: Means): LegalHoldRpcs {
  return {
    placeLegalHold: ({ coversFrom, ...request }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_MODERATOR, ROLE_COUNSEL);
        const who = { by: caller.credentialId, actor: actorOf(caller) };
        if ((request.organisationId === '') === (request.caseId === '')) {
          throw invalid('SCOPE_INVALID', 'organisation_id', 'or case_id is named, and not both');
        }
        const coversFromUs = coversFrom ? Number(usFromTimestamp(coversFrom)) : 0;
        return held(placeLegalHold(means, { ...request, coversFromUs }, who));
      }),
    askLegalHoldLift: ({ legalHoldId: holdId, reason }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_MODERATOR, ROLE_COUNSEL);
        const who = { by: caller.credentialId, actor: actorOf(caller) };
        return held(orderLegalHold(means, { type: 'AskLegalHoldLift', holdId, reason }, who));
      }),
    liftLegalHold: ({ legalHoldId: holdId, reason }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_REVIEWER, ROLE_COUNSEL);
        const who = { by: caller.credentialId, actor: actorOf(caller) };
        return held(orderLegalHold(means, { type: 'LiftLegalHold', holdId, reason }, who));
      }),
    listLegalHolds: ({ includeLifted }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await means.views.current();
        const holds = means.views
          .allLegalHolds()
          .filter((hold) => organisationId === null || hold.organisationId === organisationId)
          .filter((hold) => includeLifted || hold.status !== 'LIFTED')
          .sort((a, b) => b.placedAtUs - a.placedAtUs)
          .slice(0, MAX_LEGAL_HOLDS);
        return { legalHolds: holds.map((hold) => messageOf(hold, organisationId === null)) };
      }),
  };
}

async function held(outcome: LegalHoldOutcome) {
  const result = await outcome;
  if (!result.ok) throw refuseLegalHold(result.error);
  return { legalHold: messageOf(result.value, true) };
}

/** A hold as callers see it. Organisations see no names of staff. */
function messageOf(hold: LegalHold, isStaff: boolean): LegalHoldMessage {
  const { holdId: legalHoldId, organisationId, caseId, status, authority, reasons } = hold;
  const { placedBy, liftAskedBy, liftedBy, liftReason } = hold;
  return {
    ...{ legalHoldId, organisationId, caseId, status, authority, reasons, liftReason },
    ...(isStaff ? { placedBy, liftAskedBy, liftedBy } : NOBODY),
    placedAt: timestamp(hold.placedAtUs),
    coversFrom: hold.coversFromUs === 0 ? undefined : timestamp(hold.coversFromUs),
  };
}

const NOBODY = { placedBy: '', liftAskedBy: '', liftedBy: '' };

/** A refusal about a legal hold as the caller sees it: one line that says what to do. */
function refuseLegalHold(
  rejection: Extract<Awaited<LegalHoldOutcome>, { ok: false }>['error'],
): RpcFailure {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'LEGAL_HOLD_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such legal hold; ListLegalHolds shows the ids');
    case 'ORGANISATION_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such organisation');
    case 'CASE_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such case; ListCases shows the ids');
    case 'LEGAL_HOLD_EXISTS':
      return RpcFailure.conflict(reason, 'a legal hold has that id already');
    case 'LEGAL_HOLD_LIFTED':
      return RpcFailure.precondition(reason, 'the legal hold was lifted already');
    case 'LEGAL_HOLD_TEXT_LENGTH':
      return invalid(reason, rejection.field, `has to have 1 to ${rejection.max} characters`);
    case 'COVERS_FROM_INVALID':
      return invalid(reason, 'covers_from', `is not after ${sayInstant(rejection.latestUs)}`);
    case 'CONFLICT_OF_INTEREST':
      return RpcFailure.denied(reason, 'a conflict of interest was declared; another must act');
    case 'LIFT_ALREADY_ASKED':
      return RpcFailure.precondition(reason, 'lifting was asked for; somebody else lifts it now');
    case 'LIFT_NOT_ASKED':
      return RpcFailure.precondition(reason, 'somebody else has to ask first (AskLegalHoldLift)');
    case 'LIFTER_INVOLVED':
      return RpcFailure.denied(
        reason,
        'who placed the legal hold, or asked to lift it, does not lift it',
      );
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
