import type { Actor } from '@hustings/contracts/log';
import { err, isToken, ok, partitionOf, present, type Result } from '@hustings/kernel';
import type { HoldCommand, HoldRejection } from '../domain/hold/commands.ts';
import type { HeldSubject, PlacedAs } from '../domain/hold/events.ts';
import { type Hold, subjectOfHold } from '../domain/hold/state.ts';
import { conflictedIn } from './case-context.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** What a caller says about a takeover. */
export interface HoldRequest {
  subject: HeldSubject;
  organisationId: string;
  reasons: string;
  placedAs: PlacedAs;
  placedBy: string;
  /** Microseconds since the Unix epoch; null = now. */
  suspectedSinceUs: number | null;
  suspectCredentialIds: readonly string[];
  actor: Actor;
}

export type HoldOutcome = Promise<Result<Hold, HoldRejection>>;

/** Freezes a subject and tells every verified contact but the suspect ones. */
export async function placeHold(means: Means, request: HoldRequest): HoldOutcome {
  await means.views.current();
  const { actor, suspectedSinceUs, ...rest } = request;
  const now = nowUs(means);
  const contacts = means.views.organisation(request.organisationId)?.administrators ?? [];
  const since = suspectedSinceUs ?? now;
  return order(
    means,
    { ...request.subject, organisationId: request.organisationId, actor },
    {
      ...{ type: 'PlaceHold', ...rest, contacts, nowUs: now },
      conflicted: conflictedIn(means, request.organisationId),
      suspectedSinceUs: since,
    },
  );
}

/** Orders something about a hold that stands. */
export async function orderHold(
  means: Means,
  { holdId, actor }: { holdId: string; actor: Actor },
  commandFor: (
    hold: Hold,
    conflicted: readonly string[],
  ) => Exclude<HoldCommand, { type: 'PlaceHold' }>,
): HoldOutcome {
  await means.views.current();
  const subjectId = subjectOfHold(holdId);
  const hold = means.views.hold(holdId);
  if (subjectId === null || !hold) return err({ reason: 'HOLD_UNKNOWN' });
  const { organisationId } = hold;
  const conflicted = conflictedIn(means, organisationId);
  return order(means, { id: subjectId, organisationId, actor }, commandFor(hold, conflicted));
}

/** Suspect credentials of a hold that still work: each has to be revoked before the account is given back. */
export function liveSuspectsOf(means: Means, hold: Hold): string[] {
  const organisation = means.views.organisation(hold.organisationId);
  return hold.suspectCredentialIds.filter((id) => organisation?.hasCredential(id) ?? false);
}

async function order(
  means: Means,
  { id, organisationId, actor }: { id: string; organisationId: string; actor: Actor },
  command: HoldCommand,
): HoldOutcome {
  if (!isToken(id)) return err({ reason: 'HOLD_UNKNOWN' });
  const partition = partitionOf(organisationId, means.layout);
  const target = { id, partition, organisationId };
  const result = await means.stores.holds.execute(target, command, metaOf(means, actor));
  if (!result.ok) return result;
  return ok(present(result.value.state.hold, 'an order about a hold leaves one'));
}
