import type { OutboundMessage, SendResult } from '@hustings/contracts/governor';
import type { Principal } from '@hustings/service-kit';

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
  stop(): void;
}
