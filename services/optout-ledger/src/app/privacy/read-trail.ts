import { type Actor, ActorKind } from '@hustings/contracts/log';
import { type EventLog, gateSubject, leafHashOf, subjectOf } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION } from '@hustings/kernel';
import { RECIPIENT_AGGREGATE } from '../../domain/privacy/recipient-aggregate.ts';
import { type TrailFact, trailOf } from '../../domain/privacy/trail.ts';
import type { Person, PersonOf } from './person.ts';

/** A stretch of the log that was read for a person. */
export interface Stretch {
  partition: string;
  lastSeq: number;
  entries: number;
  /** Of the last entry that was read; '' when there was none. */
  leafHash: string;
}

/** What reading told beside the facts. */
export interface TrailNotes {
  stretches: Stretch[];
  /** "partition:sequence why" */
  unreadable: string[];
}

/** A fact with the bytes that it stands in. */
export interface ReadFact {
  fact: TrailFact;
  subject: string;
  leafHash: string;
  actor: Actor;
  recordedAtUs: bigint;
}

/**
 * Everything that the log says of a person up to now: partition "all" first, then those of the organisations. What is on other
 * people's subjects is not read, but the gates and outboxes, which are everybody's.
 */
export async function* readTrail(
  log: EventLog,
  person: Person,
  run: { notes: TrailNotes; signal: AbortSignal },
): AsyncGenerator<ReadFact> {
  const everybody = person.allPolitical.map((id, version) =>
    recipientSubject(person.aggregates[version], { partition: ALL_POLITICAL_PARTITION, id }),
  );
  yield* readPartition(log, person, {
    ...run,
    partition: ALL_POLITICAL_PARTITION,
    subjects: everybody,
  });
  for (const [partition, towards] of Map.groupBy(person.towards, (each) => each.partition)) {
    const subjects = [...new Set(towards.flatMap(subjectsFor))];
    yield* readPartition(log, person, { ...run, partition, subjects });
  }
}

const ERASURE = { context: 'privacy', aggregate: 'erasure' } as const;

function subjectsFor(towards: PersonOf): string[] {
  const { partition, gate, organisationId, pseudonyms, aggregates } = towards;
  const own = pseudonyms.flatMap((pseudonym, version) => {
    const place = { partition, id: `${organisationId}-${pseudonym}` };
    return [recipientSubject(aggregates[version], place), subjectOf({ ...ERASURE, ...place })];
  });
  return [gateSubject(partition, gate), `hustings.evt.${partition}.dispatch.>`, ...own];
}

function recipientSubject(
  aggregate: string | undefined,
  place: { partition: string; id: string },
): string {
  return subjectOf({ context: 'optout', aggregate: aggregate ?? RECIPIENT_AGGREGATE, ...place });
}

interface PartitionRun {
  notes: TrailNotes;
  signal: AbortSignal;
  partition: string;
  subjects: string[];
}

async function* readPartition(
  log: EventLog,
  person: Person,
  { notes, signal, partition, subjects }: PartitionRun,
): AsyncGenerator<ReadFact> {
  const until = await log.lastSeq(partition);
  const stretch: Stretch = { partition, lastSeq: until, entries: 0, leafHash: '' };
  notes.stretches.push(stretch);
  if (until === 0) return;
  let last: Uint8Array | null = null;
  for await (const entry of log.follow({ partition, after: 0, until, subjects, signal })) {
    stretch.entries += 1;
    last = entry.raw;
    try {
      if ('fault' in entry) throw new Error(entry.fault);
      const { subject, commit } = entry;
      for (const fact of trailOf(entry, person.isPerson)) {
        const actor = {
          kind: commit.actor?.kind ?? ActorKind.ACTOR_KIND_UNSPECIFIED,
          id: commit.actor?.id ?? '',
        };
        const recordedAtUs = commit.occurredAtUs;
        yield { fact, subject, leafHash: leafHashOf(entry.raw), actor, recordedAtUs };
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      notes.unreadable.push(`${partition}:${entry.seq} ${why}`);
    }
  }
  if (last !== null) stretch.leafHash = leafHashOf(last);
}
