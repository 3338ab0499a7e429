import { gateOf, type LogLayout, partitionOf } from '@hustings/kernel';
import type { PolicyDocument } from '@hustings/policy';
import { type CompiledLimit, compilePolicy } from '@hustings/policy/gate';
import {
  type Behind,
  type GateMeta,
  type GateRef,
  type GateScripts,
  type LevelSender,
  type ListScripts,
  MAX_LEVEL_SENDERS,
  type SenderLevels,
} from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';

/** What looks at gates, whoever serves them, and never decides anything. */
export interface GateViewParts {
  layout: LogLayout;
  scripts: Pick<GateScripts, 'readMeta' | 'levels' | 'recipients' | 'simulate'>;
  list: Pick<ListScripts, 'readMeta' | 'check'>;
}

/** Levels of an organisation's senders, in their order, with the gate's instant. */
export interface ReadLevels {
  nowUs: number;
  senders: SenderLevels[];
}

/** The gate of an organisation as it stands now. Throws UNAVAILABLE while there is none or it is rebuilt. */
export async function viewGate(
  { layout, scripts }: GateViewParts,
  organisationId: string,
): Promise<{ ref: GateRef; meta: GateMeta }> {
  const ref = {
    partition: partitionOf(organisationId, layout),
    gate: gateOf(organisationId, layout),
  };
  const meta = await ask(() => scripts.readMeta(ref));
  if (meta === null || !meta.ready) throw closed();
  return { ref, meta };
}

/** Reads the present levels of an organisation's senders. Throws UNAVAILABLE while the gate is rebuilt. */
export async function readLevels(
  parts: GateViewParts,
  organisationId: string,
  senderIds: readonly string[],
): Promise<ReadLevels> {
  const { ref, meta } = await viewGate(parts, organisationId);
  const read: ReadLevels = { nowUs: 0, senders: [] };
  const asked = senderIds.map((senderId): LevelSender => ({ senderId, organisationId }));
  // At least one call, because it tells the instant as well.
  for (let at = 0; at === 0 || at < asked.length; at += MAX_LEVEL_SENDERS) {
    const part = asked.slice(at, at + MAX_LEVEL_SENDERS);
    const levels = await open(() => parts.scripts.levels(ref, meta.epoch, part));
    read.nowUs = levels.nowUs;
    read.senders.push(...levels.senders);
  }
  return read;
}

/** Who of these has opted out from all political senders. */
export async function readSuppressed(
  { list }: GateViewParts,
  pseudonyms: readonly string[],
): Promise<boolean[]> {
  if (pseudonyms.length === 0) return [];
  const meta = await ask(() => list.readMeta());
  const checked = meta === null ? null : await ask(() => list.check(meta.epoch, pseudonyms));
  if (checked === null) throw closed();
  return checked.suppressed;
}

/** The answer of an open gate. */
export async function open<T extends { outcome: string }>(
  call: () => Promise<T | Behind>,
): Promise<T> {
  const answer = await ask(call);
  if (isBehind(answer)) throw closed();
  return answer;
}

function isBehind<T extends { outcome: string }>(answer: T | Behind): answer is Behind {
  return answer.outcome === 'BEHIND';
}

/** Redis that cannot be reached is something to wait for, not a fault of the caller. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw closed(error);
  }
}

function closed(cause?: unknown): RpcFailure {
  const message = 'the gate is being rebuilt or cannot be reached; retry shortly';
  return RpcFailure.unavailable('GATE_CLOSED', message, cause);
}

/** A profile's limits with what the gate knows of their past. */
export function limitsWithPast(
  compiled: readonly CompiledLimit[],
  levels: SenderLevels | undefined,
): CompiledLimit[] {
  return compiled.map((limit) => ({
    ...limit,
    sinceUs: levels?.limits.get(limit.id)?.sinceUs ?? limit.sinceUs,
  }));
}

const compiled = new WeakMap<PolicyDocument, ReadonlyMap<string, CompiledLimit[]>>();

/** The compiled profiles of a policy, compiled once. */
export function profilesOf(policy: PolicyDocument): ReadonlyMap<string, CompiledLimit[]> {
  const known = compiled.get(policy) ?? compilePolicy(policy, '', 0).profiles;
  compiled.set(policy, known);
  return known;
}
