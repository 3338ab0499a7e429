import { setTimeout as pause } from 'node:timers/promises';
import { messageIdOf } from '../check/duplicates.ts';
import type { Operation } from '../history/operation.ts';
import type { Recorder } from '../history/recorder.ts';
import { pick, values } from '../history/values.ts';
import type { World } from '../world/open-world.ts';

/** A queue of some seconds, a dispatcher that waits for calls in doubt, limits that have to rest: all end within this. */
const SETTLED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;
/** Steps after which nothing more happens to a message that is not at the provider. */
const ENDS = new Set(['CANCELLED', 'REJECTED', 'UNCERTAIN']);

/** Waits until every acknowledged message has an end, then writes down what the provider saw and what became of the rest. */
export async function settle(world: World, recorder: Recorder): Promise<void> {
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  let open = acknowledged(world, recorder.operations);
  const fates = new Map<string, { step: string; detail: string }>();
  while (open.size > 0 && performance.now() < deadline) {
    for (const [messageId, token] of open) {
      const fate = await fateOf(world, messageId, token);
      if (fate) fates.set(messageId, fate);
      if (fate && ENDS.has(fate.step)) open.delete(messageId);
    }
    for (const messageId of arrivedIds(world)) open.delete(messageId);
    if (open.size > 0) await pause(LOOK_EVERY_MS);
  }
  open = acknowledged(world, recorder.operations);
  for (const messageId of open.keys()) {
    const value = fates.get(messageId) ?? { step: 'NOTHING', detail: '' };
    recorder.add({ process: 'recorder', type: 'ok', f: 'fate', key: messageId, value });
  }
  recordArrivals(world, recorder);
}

/** Acknowledged messages that are not at the provider, with a token that may ask for them. */
function acknowledged(world: World, operations: readonly Operation[]): Map<string, string> {
  const sender = new Map(
    pick(operations, { f: 'send', type: 'invoke' }, values.sendInvoked).map(({ key, value }) => [
      key,
      value.from,
    ]),
  );
  const arrived = arrivedIds(world);
  const open = new Map<string, string>();
  for (const { key, value } of pick(operations, { f: 'send', type: 'ok' }, values.sendAnswered)) {
    const accepted = value.outcome === 'RELEASED' || value.outcome === 'QUEUED';
    if (!accepted || arrived.has(value.messageId)) continue;
    const party = world.parties.find(({ number }) => number === sender.get(key));
    open.set(value.messageId, party?.toolToken ?? '');
  }
  return open;
}

function arrivedIds(world: World): Set<string> {
  const accepted = world.provider.arrivals().filter(({ outcome }) => outcome === 'accepted');
  return new Set(accepted.map(({ client_ref }) => messageIdOf(client_ref)));
}

async function fateOf(world: World, messageId: string, token: string) {
  try {
    const { steps } = await world.office.governor(token).getMessage({ messageId });
    const last = steps.at(-1);
    return { step: last?.step ?? 'NOTHING', detail: last?.detail ?? '' };
  } catch {
    // Asked again in the next round; what cannot be told in the end counts as lost.
    return null;
  }
}

function recordArrivals(world: World, recorder: Recorder): void {
  for (const { at_ms, from, to, text, client_ref, outcome, code } of world.provider.arrivals()) {
    recorder.add({
      t: recorder.timeOf(at_ms),
      process: 'provider',
      type: outcome === 'accepted' ? 'ok' : 'fail',
      f: 'arrival',
      key: client_ref,
      value: { from, to, text, ...(code === undefined ? {} : { code }) },
    });
  }
}
