import type { OutboundMessage, SendResult } from '@hustings/contracts/governor';
import type { Principal } from '@hustings/service-kit';

/** Why a lane waits, as whoever releases from it knows. */
export interface LaneHeld {
  lane: string;
  ruleId: string;
  /** µs by the store's clock; 0 = until a fact changes something. */
  atUs: number;
}

/** The other governors. */
export interface Peers {
  /**
   * Has messages decided by the governor at an address. Throws `RpcFailure`, also when it cannot be reached, and an abort when
   * the signal says so. Repeating the call is safe: the messages carry their keys.
   */
  decide(
    address: string,
    call: { principal: Principal; messages: OutboundMessage[]; signal: AbortSignal },
  ): Promise<SendResult[]>;
  /** Why lanes of an organisation wait, those that do. Throws as `decide` does. */
  waits(
    address: string,
    call: { organisationId: string; lanes: readonly string[]; signal: AbortSignal },
  ): Promise<LaneHeld[]>;
  stop(): void;
}
