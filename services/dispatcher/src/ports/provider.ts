import type { Link } from '@hustings/contracts/governor';

/** A message as the provider gets it. */
export interface OutgoingMessage {
  from: string;
  to: string;
  text: string;
  links: Link[];
  /** Our name for this attempt. */
  clientRef: string;
  /** True for a text that the system writes by itself; the provider bills and limits those as utility messages. */
  isService?: boolean;
}

/** What a call came to. */
export type CallResult =
  | { outcome: 'accepted'; providerMessageId: string }
  /** The provider will never take it. */
  | { outcome: 'rejected'; code: string }
  /** Certainly not taken; try later. */
  | { outcome: 'busy'; code: string; retryAfterMs: number }
  /** Nobody can tell from the answer, if there was one. */
  | { outcome: 'unknown'; code: string };

/** What the provider says about a reference. */
export type LookupResult =
  | { found: 'yes'; providerMessageId: string }
  /** Not there now. A request that is still on its way may yet arrive. */
  | { found: 'no' }
  | { found: 'not-offered' }
  | { found: 'no-answer' };

/** A messaging provider. Left out: media, templates, read state. */
export interface Provider {
  /** Hands a message off. The request leaves in the same tick; the promise never rejects. */
  send(message: OutgoingMessage): Promise<CallResult>;
  /** Asks what became of a reference; never rejects. */
  lookup(clientRef: string): Promise<LookupResult>;
  /** Sends a verification code to a number; false when the provider did not take it. */
  deliverCode(address: string, code: string): Promise<boolean>;
}
