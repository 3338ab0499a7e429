import { setTimeout as pause } from 'node:timers/promises';
import { recoveriesOf } from '../check/recoveries.ts';
import type { Recorder } from '../history/recorder.ts';
import { LOAD_KINDS } from '../history/values.ts';
import type { World } from '../world/open-world.ts';

/** A lost lease of the barrier takes twelve seconds to end, a look-up of calls in doubt as long: twice that and more. */
export const RECOVERED_WITHIN_MS = 45_000;
const LOOK_EVERY_MS = 200;

/** Waits until every kind of load has an accepted answer and a hand-off after the last fault; false when it does not come. */
export async function waitForRecovery(world: World, recorder: Recorder): Promise<boolean> {
  const deadline = performance.now() + RECOVERED_WITHIN_MS;
  while (performance.now() < deadline) {
    // Arrivals are written down at the end of the run: for a look they are taken from the provider's own book.
    const arrivals = world.provider
      .arrivals()
      .slice(-2_000)
      .map((arrival) => ({
        t: recorder.timeOf(arrival.at_ms),
        process: 'provider',
        type: arrival.outcome === 'accepted' ? ('ok' as const) : ('fail' as const),
        f: 'arrival' as const,
        key: arrival.client_ref,
        value: { from: arrival.from, to: arrival.to, text: arrival.text },
      }));
    const last = recoveriesOf([...recorder.operations, ...arrivals]).slice(-LOAD_KINDS.length);
    if (last.every((one) => one.answerSeconds !== null && one.handOffSeconds !== null)) return true;
    await pause(LOOK_EVERY_MS);
  }
  return false;
}
