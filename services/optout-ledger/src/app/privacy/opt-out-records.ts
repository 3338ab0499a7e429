import { ActorKind } from '@hustings/contracts/log';
import type { OptedIn, OptedOut } from '@hustings/contracts/optout';
import { type EventLog, leafHashOf, subjectsOf } from '@hustings/event-log';
import { partitionOf } from '@hustings/kernel';
import { trailOf } from '../../domain/privacy/trail.ts';
import { personOf } from './person.ts';
import type { PrivacyParts } from './privacy-parts.ts';
import { type ReadFact, readTrail, type TrailNotes } from './read-trail.ts';

/** Every opt-out of a person, and its end, towards an organisation and towards all political senders, oldest first. */
export async function proofOfOptOuts(
  parts: Pick<PrivacyParts, 'log' | 'vault'>,
  order: { address: string; organisationId: string; signal: AbortSignal },
): Promise<ReadFact[]> {
  const person = personOf(parts, order.address, [order.organisationId]);
  const notes: TrailNotes = { stretches: [], unreadable: [] };
  const found: ReadFact[] = [];
  for await (const read of readTrail(parts.log, person, { notes, signal: order.signal })) {
    if (read.fact.request !== undefined) found.push(read);
  }
  const own = found.filter(({ fact }) => fact.organisationId !== '');
  return [...own, ...found.filter(({ fact }) => fact.organisationId === '')];
}

/**
 * Every opt-out that stands for an organisation, in the order in which the latest request was recorded. Keeps one entry of some
 * 400 bytes for each person who has opted out.
 */
export async function* standingOptOuts(
  log: EventLog,
  organisationId: string,
  signal: AbortSignal,
): AsyncGenerator<ReadFact> {
  const partition = partitionOf(organisationId, log.layout);
  const until = await log.lastSeq(partition);
  if (until === 0) return;
  const standing = new Map<string, ReadFact>();
  const subjects = [subjectsOf(partition, 'optout', 'recipient')];
  const isOwn = (organisation: string): boolean => organisation === organisationId;
  for await (const entry of log.follow({ partition, after: 0, until, subjects, signal })) {
    if ('fault' in entry || entry.commit.organisationId !== organisationId) continue;
    const { subject, commit } = entry;
    for (const fact of trailOf(entry, isOwn)) {
      const { request } = fact;
      if (request === undefined) continue;
      const key = `${fact.recipient} ${request.scope} ${request.scopeId}`;
      standing.delete(key);
      if (fact.kind === 'OPTED_IN') continue;
      const actor = {
        kind: commit.actor?.kind ?? ActorKind.ACTOR_KIND_UNSPECIFIED,
        id: commit.actor?.id ?? '',
      };
      const leafHash = leafHashOf(entry.raw);
      standing.set(key, { fact, subject, leafHash, actor, recordedAtUs: commit.occurredAtUs });
    }
  }
  yield* standing.values();
}

/** True for an opt-out, false for its end. */
export function isOptOut(request: OptedOut | OptedIn): request is OptedOut {
  return 'source' in request;
}
