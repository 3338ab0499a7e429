import { setTimeout as pause } from 'node:timers/promises';
import type { Provider } from '../ports/provider.ts';

/** A request that was under way when its connection broke has arrived, or never will, well within this. */
const LOOKUPS_WITHOUT_TRACE = 3;
const BETWEEN_LOOKUPS_MS = 500;
/** A provider that restarts is waited for; a minute is longer than that takes and shorter than people wait. */
const LOOKUPS_WITHOUT_ANSWER = 120;

/** What is known in the end about a call that got no answer. */
export type Resolution =
  | { known: 'accepted'; providerMessageId: string }
  | { known: 'nothing' }
  /** The process stops: whoever starts next asks again. */
  | { known: 'interrupted' };

/**
 * Asks the provider what became of a call. "Not there" is never taken for "not sent": the provider cannot promise that a
 * request on its way will not arrive, and a message must not go out twice.
 */
export async function resolveUnknown(
  provider: Provider,
  clientRef: string,
  signal: AbortSignal,
): Promise<Resolution> {
  let withoutTrace = 0;
  let withoutAnswer = 0;
  while (!signal.aborted) {
    const looked = await provider.lookup(clientRef);
    if (looked.found === 'yes') {
      return { known: 'accepted', providerMessageId: looked.providerMessageId };
    }
    if (looked.found === 'not-offered') break;
    if (looked.found === 'no' && ++withoutTrace >= LOOKUPS_WITHOUT_TRACE) break;
    if (looked.found === 'no-answer' && ++withoutAnswer >= LOOKUPS_WITHOUT_ANSWER) break;
    // Rejects only when the signal aborts, which the loop looks at.
    await pause(BETWEEN_LOOKUPS_MS, undefined, { signal }).catch(() => undefined);
  }
  return { known: signal.aborted ? 'interrupted' : 'nothing' };
}
