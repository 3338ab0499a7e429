import type { CompiledLimit } from './compiled-limit.ts';
import type { InstantUs } from './types.ts';

/** What a message asks of its limits. */
export interface Demand {
  organisationId: string;
  senderId: string;
  recipient: string;
  units: number;
  /** The recipient replied within the last 24 hours: such messages reach nobody anew. */
  inConversation: boolean;
}

/** One limit's state for one subject during one call. Works on a copy until `save`. */
export interface Meter {
  /** When the permits would be there if nothing else were spent: now or earlier = they are; Infinity = never. */
  freeAt(demand: Demand): InstantUs;
  /** Spends them whether they are there or not. */
  spend(demand: Demand): void;
  save(): void;
}

/** A conversation is open for this long after the recipient's last reply (WhatsApp: customer service window). */
export const CONVERSATION_US = 86_400_000_000;

/** Permits that a message costs under a limit. */
export function permitsOf(limit: CompiledLimit, demand: Demand): number {
  return limit.segments ? demand.units : 1;
}

/** Name of the state that a limit keeps for the subject of a demand. */
export function meterKey(limit: CompiledLimit, demand: Demand): string {
  if (limit.shape === 'pair') return `${demand.senderId}|${demand.recipient}|${limit.id}`;
  if (limit.scope === 'sender') return `s:${demand.senderId}|${limit.id}`;
  return limit.shape === 'uniques'
    ? `${demand.organisationId}|${limit.id}`
    : `o:${demand.organisationId}|${limit.id}`;
}
