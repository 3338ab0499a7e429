import {
  ALL_POLITICAL_PARTITION,
  AssertionFailed,
  assert,
  isToken,
  type LogLayout,
} from '@hustings/kernel';
import type { AggregateRef } from './types.ts';

/**
 * Aggregate name of the gates. A gate's subject has no context, because the governor's commits and the markers of
 * every other context must stand in one line there.
 */
export const GATE_AGGREGATE = 'gate';

/** Stream of advisories about entries that a reader set aside. */
export const QUARANTINE_STREAM = 'HUSTINGS_QUARANTINE';

/** Literal subject of an aggregate. Throws when a part is not a token. */
export function subjectOf(ref: AggregateRef): string {
  assertTokens([ref.partition, ref.context, ref.aggregate, ref.id]);
  if (ref.aggregate === GATE_AGGREGATE) return `hustings.evt.${ref.partition}.gate.${ref.id}`;
  return `hustings.evt.${ref.partition}.${ref.context}.${ref.aggregate}.${ref.id}`;
}

/** Names a gate as the aggregate of a context: "governor" for its decisions, "gate" for markers. */
export function gateRef(context: string, partition: string, gate: number): AggregateRef {
  return { partition, context, aggregate: GATE_AGGREGATE, id: String(gate) };
}

/** Subject that decisions and markers of a gate share. */
export function gateSubject(partition: string, gate: number): string {
  return `hustings.evt.${partition}.gate.${gate}`;
}

/** Every commit of a partition. */
export function allSubjects(partition: string): string {
  return `hustings.evt.${partition}.>`;
}

/** Every aggregate of one kind in a partition. */
export function subjectsOf(partition: string, context: string, aggregate: string): string {
  return `hustings.evt.${partition}.${context}.${aggregate}.*`;
}

/** Where a service's readers report an entry that they set aside. */
export function quarantineSubject(service: string, partition: string): string {
  assertTokens([service, partition]);
  return `hustings.adv.${service}.quarantine.${partition}`;
}

export function eventStream(partition: string): string {
  return `HUSTINGS_EVT_${partition}`;
}

/** Sealed texts and addresses, in groups. */
export function contentStream(partition: string): string {
  return `HUSTINGS_CONTENT_${partition}`;
}

/** Wrapped keys of recipients; the only stream whose messages may be deleted, for erasure. */
export function keysStream(partition: string): string {
  return `HUSTINGS_KEYS_${partition}`;
}

/** Partitions of organisations, "0", "1", …, and then that of opt-outs from all political senders. */
export function partitionsOf(layout: LogLayout): string[] {
  return [...organisationPartitions(layout), ALL_POLITICAL_PARTITION];
}

/** Partitions "0", "1", …: those that have gates, contents and keys. */
export function organisationPartitions(layout: LogLayout): string[] {
  return Array.from({ length: layout.partitions }, (_, index) => String(index));
}

/** All gates of a partition: for facts that concern everybody. */
export function allGates(layout: LogLayout): number[] {
  return Array.from({ length: layout.gates }, (_, gate) => gate);
}

/** True when a filter (literal, or with `*` and `>`) covers a subject. */
export function matchesSubject(filter: string, subject: string): boolean {
  const wanted = filter.split('.');
  const tokens = subject.split('.');
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return tokens.length > index;
    if (index >= tokens.length || (token !== '*' && token !== tokens[index])) return false;
  }
  return wanted.length === tokens.length;
}

/** Throws for a partition that the layout does not have: a programmer's mistake. */
export function assertPartition(partition: string, layout: LogLayout): void {
  if (partition === ALL_POLITICAL_PARTITION) return;
  const known = /^\d+$/.test(partition) && Number(partition) < layout.partitions;
  if (!known) {
    throw new AssertionFailed(`no partition "${partition}" among ${layout.partitions}`);
  }
}

function assertTokens(tokens: string[]): void {
  for (const token of tokens) assert(isToken(token), `not fit for a subject: "${token}"`);
}
