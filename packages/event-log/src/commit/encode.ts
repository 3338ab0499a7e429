import { ActorKind, Commit, GateMarked } from '@hustings/contracts/log';
import { encodeMessage } from '@hustings/contracts/wire';
import { assert } from '@hustings/kernel';
import { GATE_AGGREGATE, gateRef, subjectOf } from '../subjects.ts';
import type { NewCommit } from '../types.ts';
import { canonicalJson } from './canonical-json.ts';
import { isEventType } from './decode.ts';
import { eventIdOf, markerIdOf } from './ids.ts';

/**
 * Largest commit, bytes. Followers hold some dozens of commits in memory at a time, and the server's own limit for a
 * message is 1 MiB; a group of 512 decisions needs half of this.
 */
export const MAX_COMMIT_BYTES = 512 * 1024;

/** Event type of a marker. */
export const GATE_MARKED = 'gate.GateMarked.v1';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A commit as it goes over the wire. */
export interface EncodedCommit {
  commitId: string;
  subject: string;
  data: Uint8Array;
  commit: Commit;
}

/** Checks and encodes a commit. Throws `AssertionFailed`: what is wrong here is wrong in the caller's code. */
export function encodeCommit(input: NewCommit): EncodedCommit {
  assertSound(input);
  const { commitId, ref } = input;
  const commit: Commit = {
    commitId,
    context: ref.context,
    aggregate: ref.aggregate,
    aggregateId: ref.id,
    version: BigInt(input.version),
    events: input.events.map((event, index) => ({
      eventId: eventIdOf(commitId, index),
      eventType: event.eventType,
      data: asBuffer(event.data),
    })),
    actor: input.actor,
    correlationId: input.correlationId,
    causationId: input.causationId ?? '',
    traceparent: input.traceparent ?? '',
    policyHash: input.policyHash ?? '',
    snapshot: input.snapshot && {
      schema: input.snapshot.schema,
      data: Buffer.from(canonicalJson(input.snapshot.state)),
    },
    occurredAtUs: input.occurredAtUs,
    organisationId: input.organisationId,
  };
  const data = encodeMessage(Commit, commit);
  assert(
    data.length <= MAX_COMMIT_BYTES,
    `a commit of ${data.length} bytes is over ${MAX_COMMIT_BYTES}: make smaller groups`,
  );
  return { commitId, subject: subjectOf(ref), data, commit };
}

/**
 * The markers that a fact, and what is appended together with it, leaves on gates of its partition. They count for nothing in a
 * gate's versions.
 */
export function encodeMarkers(
  fact: NewCommit,
  gates: number[],
  others: readonly NewCommit[] = [],
): EncodedCommit[] {
  const eventTypes = new Set([fact, ...others].flatMap(({ events }) => events.map(typeOf)));
  return gates.map((gate) => {
    const marked = GateMarked.create({
      commitId: fact.commitId,
      eventTypes: [...eventTypes],
      organisationId: fact.organisationId,
      alsoCommitIds: others.map(({ commitId }) => commitId),
    });
    const { snapshot: _state, ...rest } = fact;
    return encodeCommit({
      ...rest,
      commitId: markerIdOf(fact.commitId, gate),
      ref: gateRef('gate', fact.ref.partition, gate),
      events: [{ eventType: GATE_MARKED, data: GateMarked.encode(marked).finish() }],
      version: 0,
      causationId: fact.commitId,
    });
  });
}

function typeOf({ eventType }: { eventType: string }): string {
  return eventType;
}

/** The same bytes, as the generated code wants them. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function assertSound(commit: NewCommit): void {
  assert(UUID.test(commit.commitId), `commit id is no UUIDv7: "${commit.commitId}"`);
  assert(commit.events.length > 0, 'a commit without events');
  for (const { eventType } of commit.events) {
    assert(isEventType(eventType), `not an event type: "${eventType}"`);
  }
  assert(commit.actor.kind !== ActorKind.ACTOR_KIND_UNSPECIFIED, 'a commit without an actor');
  const counted = commit.ref.aggregate !== GATE_AGGREGATE;
  assert(commit.version >= (counted ? 1 : 0), `not a version: ${commit.version}`);
}
