import type { CompiledLimit } from './compiled-limit.ts';
import type { InstantUs, RecipientCapLook } from './types.ts';

/** What a message asks of its limits. */
export interface Demand {
  organisationId: string;
  senderId: string;
  recipient: string;
  units: number;
  /** The recipient replied within the last 24 hours: such messages reach nobody anew. */
  inConversation: boolean;
  /** What the caps over all organisations said; they bind outside open conversations only. */
  recipientCap?: RecipientCapLook | undefined;
  /** The sender's warning is new and the recipient has never replied: see `CompiledLimit.whileWarned`. */
  paced?: boolean;
  /** A slow start runs and the recipient has never replied: see `CompiledLimit.whileSlow`. */
  slow?: boolean;
  /** The recipient's last reply; 0 = never. */
  repliedAtUs: InstantUs;
}

/** One limit's state for one subject during one call. Works on a copy until `save`. */
export interface Meter {
  /**
   * When the permits would be there if nothing else were spent: now or earlier = they are; Infinity = never. The limit is the
   * asking message's own: limits of several profiles may share one state.
   */
  freeAt(demand: Demand, limit: CompiledLimit): InstantUs;
  /** Spends them whether they are there or not. */
  spend(demand: Demand, limit: CompiledLimit): void;
  save(): void;
}

/** A conversation is open for this long after the recipient's last reply (WhatsApp: customer service window). */
export const CONVERSATION_US = 86_400_000_000;

/**
 * A queued message waits for a person's cap no longer than this; beyond it the message is cancelled, so that nobody waits
 * behind it, and the tool may send it again at the stated time.
 */
export const CAP_PATIENCE_US = 60_000_000;

/** Permits that a message costs under a limit. */
export function permitsOf(limit: CompiledLimit, demand: Demand): number {
  return limit.segments ? demand.units : 1;
}

/** Name of the state that a limit keeps for the subject of a demand. */
export function meterKey(limit: CompiledLimit, demand: Demand): string {
  if (limit.shape === 'pair') return `${demand.senderId}|${demand.recipient}|${limit.id}`;
  if (limit.shape === 'unanswered') {
    const subject = limit.scope === 'sender' ? demand.senderId : demand.organisationId;
    return `${limit.scope}|${subject}|${demand.recipient}|${limit.id}`;
  }
  if (limit.scope === 'sender') return `s:${demand.senderId}|${limit.id}`;
  return limit.shape === 'uniques'
    ? `${demand.organisationId}|${limit.id}`
    : `o:${demand.organisationId}|${limit.id}`;
}
