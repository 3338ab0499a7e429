import { present } from '@hustings/kernel';
import type { Applied, Behind, GateMeta } from './gate-types.ts';
import { listOf, type Reply, type ScriptCall, textOf } from './script.ts';

/** Runs one of the gate's scripts by its name. */
export type RunScript = (name: string, call: ScriptCall) => Promise<Reply[]>;

/** Fields of meta in the order of `meta.lua`. */
export const META_FIELDS = ['epoch', 'ready', 'call', 'gate_seq', 'fact_seq', 'number', 'now'];

/** What a script says that finds the gate behind; null for any other reply. */
export function behindOf(reply: Reply[]): Behind | null {
  if (textOf(reply[0]) !== 'BEHIND') return null;
  return { outcome: 'BEHIND', meta: metaOf(listOf(reply[1])) };
}

/** The gate's meta; null when Redis holds nothing for it. */
export function metaOf(fields: Reply[]): GateMeta | null {
  if (fields.length === 0 || fields[0] === null) return null;
  const [epoch, ready, call, gateSeq, factSeq, number, now] = fields.map(textOf);
  return {
    epoch: present(epoch, 'meta has an epoch'),
    ready: ready === '1',
    call: Number(call),
    gateSeq: Number(gateSeq),
    factSeq: Number(factSeq),
    number: Number(number),
    nowUs: Number(now),
  };
}

/** The reply of a script that applies something. */
export function appliedOf(reply: Reply[]): Applied {
  return { outcome: textOf(reply[0]) === 'APPLIED' ? 'APPLIED' : 'SKIPPED' };
}
