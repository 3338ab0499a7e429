import { setTimeout as delay } from 'node:timers/promises';
import {
  DeliveryMode,
  OutboundMessage,
  Outcome,
  Priority,
  type SendResult,
} from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Office, Party } from './cast.ts';

const PEOPLE = 25;
const ROUNDS_MAX = 5;

/** A small, honest mailing beside the others: 25 people who asked for it. What is held is sent again when it may be. */
export async function runNgo(office: Office, party: Party): Promise<number> {
  let open = Array.from({ length: PEOPLE }, (_, index) => messageFor(party, index));
  let accepted = 0;
  for (let round = 0; round < ROUNDS_MAX && open.length > 0; round++) {
    const results = await sendAll(office, party, open);
    accepted += results.filter(({ outcome }) => outcome === Outcome.OUTCOME_QUEUED).length;
    const held = results.filter(({ outcome }) => outcome === Outcome.OUTCOME_HELD);
    const keys = new Set(held.map(({ idempotencyKey }) => idempotencyKey));
    open = open.filter(({ idempotencyKey }) => keys.has(idempotencyKey));
    await untilRetry(held);
  }
  return accepted;
}

async function sendAll(
  office: Office,
  party: Party,
  messages: OutboundMessage[],
): Promise<SendResult[]> {
  async function* frames() {
    yield { messages };
  }
  const results: SendResult[] = [];
  for await (const frame of office.governor(party.toolToken).sendStream(frames())) {
    results.push(...frame.results);
  }
  return results;
}

async function untilRetry(held: SendResult[]): Promise<void> {
  const retryAtMs = held.map(({ retryAt }) =>
    retryAt ? Number(usFromTimestamp(retryAt)) / 1000 : 0,
  );
  if (retryAtMs.length > 0) await delay(Math.max(0, Math.max(...retryAtMs) - Date.now()));
}

function messageFor(party: Party, index: number): OutboundMessage {
  return OutboundMessage.fromPartial({
    idempotencyKey: `ngo-${index}`,
    senderId: party.senderId,
    campaignId: party.campaignId,
    to: `+3462055${String(2000 + index)}`,
    text: 'Charla sobre el río el jueves a las 19 h en el ateneo. Río Limpio. BAJA para no recibir más.',
    priority: Priority.PRIORITY_BULK,
    mode: DeliveryMode.DELIVERY_MODE_QUEUED,
  });
}
