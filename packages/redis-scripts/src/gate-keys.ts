import type { GateRef } from './gate-types.ts';

/**
 * Keys of a gate's state, by the names in the scripts' headers. None has a life of its own except the generations: the
 * others are a function of the log that lives as long as the gate, and each rebuild removes those of the epoch before.
 */
const STATE_KEYS = [
  'calls',
  'registry',
  'sanctions',
  'policies',
  'opt_outs',
  'replied',
  'queued',
  'messages',
  'lanes',
  'lanes_open',
  'windows',
  'levels',
  'reached',
  'reached_at',
  'pairs_0',
  'pairs_1',
  'pairs_2',
  'unanswered_0',
  'unanswered_1',
  'unanswered_2',
  'bound_0',
  'bound_1',
  'bound_2',
  'bound_3',
] as const;

/** Version of layout and units (µs); another layout is another version, never a migration: the log rebuilds it. */
const SCHEMA = 'g4';

/** Key of the gate's meta: the only one that outlives an epoch. */
export function metaKey(gate: GateRef): string {
  return `${prefixOf(gate)}:meta`;
}

/** All keys of a gate in an epoch, by name. They share a hash tag and with it a cluster slot. */
export function gateKeys(gate: GateRef, epoch: string): Record<string, string> {
  const keys: Record<string, string> = { meta: metaKey(gate) };
  for (const name of STATE_KEYS) keys[name] = `${prefixOf(gate)}:${epoch}:${name}`;
  return keys;
}

/** Keys of an epoch that ends, under the names by which the rebuild knows them. */
export function oldGateKeys(gate: GateRef, epoch: string): Record<string, string> {
  const keys: Record<string, string> = { meta: metaKey(gate) };
  for (const name of STATE_KEYS) keys[`old_${name}`] = `${prefixOf(gate)}:${epoch}:${name}`;
  return keys;
}

function prefixOf({ partition, gate }: GateRef): string {
  return `hustings:gov:${SCHEMA}:{p${partition}g${gate}}`;
}
