import type { EventLog } from '@hustings/event-log';
import { present } from '@hustings/kernel';
import type { Behind, FoundMessages, GateRef, GateScripts } from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';
import type { Position } from './position.ts';

/** A look that has to wait for the log gives up well before its caller does. */
const CATCH_UP_MS = 5_000;

/** What it takes to look into the lanes of an organisation. */
export interface LookParts {
  log: EventLog;
  scripts: GateScripts;
  /** By partition. */
  positions: ReadonlyMap<string, Position>;
  /** The gate of an organisation, whoever serves it. */
  gateRefOf: (organisationId: string) => GateRef;
}

/** Resolves with the organisation's gate when everything that stands on it now is applied here. Throws UNAVAILABLE. */
export async function readUpToNow(
  { log, positions, gateRefOf }: LookParts,
  organisationId: string,
): Promise<GateRef> {
  const ref = gateRefOf(organisationId);
  const seq = await log.lastGateSeq(ref.partition, ref.gate);
  const position = present(positions.get(ref.partition), 'one position a partition');
  try {
    await position.reached(seq, AbortSignal.timeout(CATCH_UP_MS));
  } catch (cause) {
    const message = 'the governor is behind the log; nothing was ordered, retry';
    throw RpcFailure.unavailable('GATE_BEHIND', message, cause);
  }
  return ref;
}

/** Accepted messages whose end is not known. */
export async function findMessages(
  parts: LookParts,
  organisationId: string,
  messageIds: readonly string[],
): Promise<FoundMessages['messages']> {
  if (messageIds.length === 0) return [];
  const { ref, epoch } = await openGate(parts, organisationId);
  return openOrThrow(await parts.scripts.findMessages(ref, epoch, messageIds)).messages;
}

/** Queued messages of some senders that were admitted up to a number. */
export async function countQueued(
  parts: LookParts,
  organisationId: string,
  of: Omit<Parameters<GateScripts['countQueued']>[1], 'epoch'>,
): Promise<number> {
  const { ref, epoch } = await openGate(parts, organisationId);
  return openOrThrow(await parts.scripts.countQueued(ref, { ...of, epoch })).messages;
}

/** A look changes nothing and believes nothing: it takes the gate as Redis has it, whichever governor feeds it. */
async function openGate(
  { scripts, gateRefOf }: LookParts,
  organisationId: string,
): Promise<{ ref: GateRef; epoch: string }> {
  const ref = gateRefOf(organisationId);
  const meta = await scripts.readMeta(ref);
  return { ref, epoch: meta?.epoch ?? '' };
}

function openOrThrow<Found extends { outcome: string }>(
  found: Found | Behind,
): Exclude<Found, Behind> {
  if (found.outcome !== 'BEHIND') return found as Exclude<Found, Behind>;
  throw RpcFailure.unavailable('GATE_CLOSED', 'Redis is being rebuilt from the log; retry shortly');
}
