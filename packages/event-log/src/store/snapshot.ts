import type { Snapshot } from '@hustings/contracts/log';
import { canonicalJson, parseCanonicalJson } from '../commit/canonical-json.ts';
import { PoisonEntry } from '../types.ts';

/** How an aggregate's state stands in its commits. */
export interface SnapshotSchema<State> {
  /** Name and version, for example "registry.SenderState.v2". */
  schema: string;
  /** Plain JSON data; bigints are allowed. Absent: the state is plain data already. */
  toJson?(state: State): unknown;
  /** Absent: the parsed data is the state. */
  fromJson?(data: unknown): State;
  /** From the data of an older schema, by its name, to that of this one. Pure. */
  upcasters?: Readonly<Record<string, (data: unknown) => unknown>>;
}

/** The state as a commit carries it. */
export function snapshotOf<State>(
  schema: SnapshotSchema<State>,
  state: State,
): { schema: string; state: unknown } {
  return { schema: schema.schema, state: schema.toJson ? schema.toJson(state) : state };
}

/** Reads a snapshot. Throws `PoisonEntry` for a schema without an upcaster, or for data that is no JSON. */
export function restoreSnapshot<State>(schema: SnapshotSchema<State>, snapshot: Snapshot): State {
  const data = upcast(schema, snapshot.schema, parse(snapshot.data));
  // Whoever wrote this schema's name wrote this state: the log holds no other writer of it.
  return schema.fromJson ? schema.fromJson(data) : (data as State);
}

/** True when a state is the one that the snapshot shows, byte for byte after canonical encoding. */
export function showsState<State>(
  schema: SnapshotSchema<State>,
  snapshot: Snapshot,
  state: State,
): boolean {
  const stored = upcast(schema, snapshot.schema, parse(snapshot.data));
  return canonicalJson(stored) === canonicalJson(snapshotOf(schema, state).state);
}

function upcast<State>(schema: SnapshotSchema<State>, from: string, data: unknown): unknown {
  if (from === schema.schema) return data;
  const upcaster = schema.upcasters?.[from];
  if (upcaster === undefined) throw new PoisonEntry(`unknown snapshot schema ${from}`);
  return upcaster(data);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseCanonicalJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new PoisonEntry('a snapshot that is no JSON', { cause });
  }
}
