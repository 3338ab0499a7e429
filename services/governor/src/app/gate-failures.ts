import type { GateRef } from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';
import type { WaitingCall } from './group.ts';

/** Most messages that wait for one gate: about half a second of work. Beyond it callers are told to come back. */
export const WAITING_MAX = 10_000;
const BACK_OFF_US = 500_000n;

/** More wait for the gate than it can decide soon. */
export function busy({ partition, gate }: GateRef, nowUs: bigint): RpcFailure {
  return RpcFailure.exhausted(
    { reason: 'GATE_BUSY', message: 'too many messages wait; retry shortly' },
    nowUs + BACK_OFF_US,
    {
      subject: `gate:${partition}/${gate}`,
      description: `at most ${WAITING_MAX} messages wait for a decision`,
    },
  );
}

/** What still waits when the process ends. */
export function stopping(): RpcFailure {
  return RpcFailure.unavailable('STOPPING', 'the governor is stopping; retry with the same key');
}

export function failAll(calls: readonly WaitingCall[], error: Error): void {
  for (const { submission } of calls) submission.fail(error);
}
