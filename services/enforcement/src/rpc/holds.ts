import {
  type PlaceHoldRequest,
  type RemedyServiceImplementation,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { type Principal, principalOf, RpcFailure, requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import {
  type HoldOutcome,
  type HoldRequest,
  liveSuspectsOf,
  orderHold,
  placeHold,
} from '../app/hold-orders.ts';
import { type Means, nowUs } from '../app/orders.ts';
import type { HeldSubject } from '../domain/hold/events.ts';
import { actorOf, readerOf } from './access.ts';
import { holdMessage, refuseHold } from './hold-message.ts';
import { answer } from './refusals.ts';

/** Holds of one answer. */
const MAX_HOLDS = 500;

type HoldRpcs = Pick<
  RemedyServiceImplementation,
  'placeHold' | 'reviewHold' | 'reverifyOwner' | 'liftHold' | 'recordRecipientsTold' | 'listHolds'
>;

const { ROLE_MODERATOR, ROLE_OPERATOR, ROLE_ORGANISATION_ADMIN, ROLE_REVIEWER } = Role;

/** Compromise holds: placed, reviewed, verified anew, given back. */
export function holdRpcs(means: Means): HoldRpcs {
  return {
    placeHold: (request, context) =>
      answer(() => held(placeHold(means, holdRequest(means, request, context)))),
    reviewHold: ({ holdId, keep, reasons }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const reviewer = caller.credentialId;
        return held(
          orderHold(means, { holdId, actor: actorOf(caller) }, (_, conflicted) => ({
            ...{ type: 'ReviewHold', holdId, keep, reasons, reviewer, nowUs: nowUs(means) },
            conflicted,
          })),
        );
      }),
    reverifyOwner: ({ holdId, proof, trustedCredentialId }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_OPERATOR, ROLE_MODERATOR);
        const verifiedBy = caller.credentialId;
        return held(
          orderHold(
            means,
            { holdId, actor: actorOf(caller) },
            ({ organisationId }, conflicted) => ({
              ...{ type: 'ReverifyOwner', holdId, proof, trustedCredentialId, verifiedBy },
              conflicted,
              isTheirs: isTheirs(means, organisationId, trustedCredentialId),
              nowUs: nowUs(means),
            }),
          ),
        );
      }),
    liftHold: ({ holdId, reason }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const liftedBy = caller.credentialId;
        return held(
          orderHold(means, { holdId, actor: actorOf(caller) }, (hold, conflicted) => ({
            ...{ type: 'LiftHold', holdId, reason, liftedBy, nowUs: nowUs(means) },
            conflicted,
            liveSuspects: liveSuspectsOf(means, hold),
          })),
        );
      }),
    recordRecipientsTold: ({ holdId, how, people }, context) =>
      answer(() => {
        const caller = requireRole(context, ROLE_ORGANISATION_ADMIN, ROLE_MODERATOR);
        const toldBy = caller.credentialId;
        refuseStranger(means, caller, holdId);
        return held(
          orderHold(means, { holdId, actor: actorOf(caller) }, () => ({
            ...{ type: 'RecordRecipientsTold', holdId, how, toldBy, nowUs: nowUs(means) },
            people: Number(people),
          })),
        );
      }),
    listHolds: ({ includeLifted }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await means.views.current();
        const holds = means.views
          .allHolds()
          .filter((hold) => organisationId === null || hold.organisationId === organisationId)
          .filter((hold) => includeLifted || hold.status !== 'LIFTED')
          .sort((a, b) => b.placedAtUs - a.placedAtUs)
          .slice(0, MAX_HOLDS);
        return { holds: holds.map(holdMessage) };
      }),
  };
}

/** The owner freezes its own; a moderator anything; a service of the fleet what a signal points to. */
function holdRequest(means: Means, request: PlaceHoldRequest, context: CallContext): HoldRequest {
  const caller = principalOf(context);
  if (caller.kind !== 'service') requireRole(context, ROLE_ORGANISATION_ADMIN, ROLE_MODERATOR);
  const subject = subjectOf(request, caller);
  const organisationId = ownerOf(means, subject);
  const isOwn = caller.organisationId !== '';
  if (organisationId === undefined || (isOwn && organisationId !== caller.organisationId)) {
    throw RpcFailure.notFound('SUBJECT_UNKNOWN', 'no such organisation or sender of yours');
  }
  const { reasons, suspectedSince, suspectCredentialIds } = request;
  return {
    ...{ subject, organisationId, reasons, suspectCredentialIds },
    suspectedSinceUs: suspectedSince ? Number(usFromTimestamp(suspectedSince)) : null,
    placedAs: isOwn ? 'OWNER' : caller.kind === 'service' ? 'SYSTEM' : 'MODERATOR',
    placedBy: caller.credentialId,
    actor: actorOf(caller),
  };
}

function subjectOf({ subjectKind, subjectId }: PlaceHoldRequest, caller: Principal): HeldSubject {
  switch (subjectKind) {
    case SubjectKind.SUBJECT_KIND_SENDER:
      return { kind: 'SENDER', id: subjectId };
    case SubjectKind.SUBJECT_KIND_UNSPECIFIED:
    case SubjectKind.SUBJECT_KIND_ORGANISATION:
      return { kind: 'ORGANISATION', id: subjectId === '' ? caller.organisationId : subjectId };
    default: {
      const description = 'has to be an organisation or a sender';
      throw RpcFailure.invalid('SUBJECT_KIND_UNSUPPORTED', `subject_kind ${description}`, [
        { field: 'subject_kind', description },
      ]);
    }
  }
}

function ownerOf(means: Means, { kind, id }: HeldSubject): string | undefined {
  if (kind === 'SENDER') return means.views.ownerOf(id);
  return means.views.organisation(id) ? id : undefined;
}

function isTheirs(means: Means, organisationId: string, credentialId: string): boolean {
  return means.views.organisation(organisationId)?.hasCredential(credentialId) ?? false;
}

function refuseStranger(means: Means, { organisationId }: Principal, holdId: string): void {
  if (organisationId === '') return;
  if (means.views.hold(holdId)?.organisationId !== organisationId) {
    throw refuseHold({ reason: 'HOLD_UNKNOWN' });
  }
}

async function held(outcome: HoldOutcome) {
  const result = await outcome;
  if (!result.ok) throw refuseHold(result.error);
  return { hold: holdMessage(result.value) };
}
