import {
  type CaseServiceImplementation,
  Conflict as ConflictMessage,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { CONFLICT } from '../adapters/wire-enums.ts';
import { staffOf } from '../app/case-context.ts';
import { declareConflict } from '../app/declare-conflict.ts';
import { type Means, nowUs } from '../app/orders.ts';
import {
  type Conflict,
  effectiveUntilUs,
  type OfficerRejection,
} from '../domain/officer/decider.ts';
import { actorOf } from './access.ts';
import { timestamp } from './case-message.ts';
import { readChoice } from './read-request.ts';
import { answer } from './refusals.ts';

const STAFF = [
  Role.ROLE_MODERATOR,
  Role.ROLE_REVIEWER,
  Role.ROLE_POLICY_OFFICER,
  Role.ROLE_AUDITOR,
  Role.ROLE_COUNSEL,
  Role.ROLE_OPERATOR,
] as const;

type Conflicts = Pick<CaseServiceImplementation, 'declareConflict' | 'listConflicts'>;

/** Conflicts of interest of the operator's people: declared by themselves, seen by all of them. */
export function caseConflicts(means: Means): Conflicts {
  return {
    declareConflict: ({ organisationId, kind, endedAt }, context) =>
      answer(async () => {
        const caller = requireRole(context, ...STAFF);
        if (organisationId === '') {
          throw RpcFailure.invalid('ORGANISATION_MISSING', 'state the organisation', [
            { field: 'organisation_id', description: 'is not stated' },
          ]);
        }
        const declared = {
          organisationId,
          kind: readChoice(CONFLICT, kind, 'kind'),
          endedAtUs: endedAt ? Number(usFromTimestamp(endedAt)) : 0,
        };
        const officer = { by: caller.credentialId, actor: actorOf(caller) };
        const done = await declareConflict(means, declared, officer);
        if (!done.ok) throw refuse(done.error);
        return { conflict: conflictMessage(done.value) };
      }),
    listConflicts: ({ organisationId }, context) =>
      answer(async () => {
        requireRole(context, ...STAFF);
        await means.views.current();
        const conflicts = staffOf(means)?.conflicts(organisationId, nowUs(means)) ?? [];
        return { conflicts: conflicts.map(conflictMessage) };
      }),
  };
}

function conflictMessage(conflict: Conflict): ConflictMessage {
  const { officerId, organisationId, kind } = conflict;
  const until = effectiveUntilUs(conflict);
  return {
    ...ConflictMessage.create(),
    ...{ officerId, organisationId, kind: CONFLICT.toWire(kind) },
    effectiveUntil: until === null ? undefined : timestamp(until),
  };
}

function refuse({ reason }: OfficerRejection): RpcFailure {
  switch (reason) {
    case 'CONFLICT_DECLARED_ALREADY':
      return RpcFailure.conflict(reason, 'the caller has declared this conflict already');
    case 'CONFLICT_ENDS_LATER':
      return RpcFailure.invalid(reason, 'ended_at lies ahead; leave it out while it lasts', [
        { field: 'ended_at', description: 'has to lie in the past' },
      ]);
    case 'CONFLICTS_FULL':
      return RpcFailure.precondition(reason, 'the caller has declared too many to be of use');
  }
}
