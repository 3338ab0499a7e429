import { setTimeout as pause } from 'node:timers/promises';
import { GovernorServiceDefinition, type OutboundMessage } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import { createClient } from '@hustings/service-kit';
import type { ClientParts } from './client-parts.ts';
import { SendJournal } from './send-journal.ts';

/** A tool gives up waiting after this and asks again with the same key. */
const DEADLINE_MS = 3_000;
const AGAIN_AFTER_MS = 150;
/** Share of messages that are sent again although they were answered: the answer must be the same. */
const REPEATED_SHARE = 0.03;

/** Sends one message at a time, each until it is answered, at its share of the rate. */
export async function runUnaryClient(parts: ClientParts): Promise<void> {
  const { party, messages, random, recorder, everyMs, signal, givenUp } = parts;
  const journal = new SendJournal(recorder, party, parts.name);
  const client = createClient(GovernorServiceDefinition, {
    address: parts.address,
    token: party.toolToken,
    deadlineMs: DEADLINE_MS,
  });
  const untilAnswered = async (message: OutboundMessage): Promise<void> => {
    for (let again = true; again; ) {
      journal.asked(message);
      try {
        const { result } = await client.send({ message });
        journal.answered(present(result, 'an answer carries a result'));
        return;
      } catch (error) {
        again = journal.failed(message.idempotencyKey, error) && !givenUp.aborted;
        await pause(AGAIN_AFTER_MS);
      }
    }
  };
  try {
    while (!signal.aborted) {
      const begunMs = performance.now();
      const message = messages.make(recorder.now());
      await untilAnswered(message);
      if (random() < REPEATED_SHARE) await untilAnswered(message);
      await pause(Math.max(0, everyMs * (0.5 + random()) - (performance.now() - begunMs)));
    }
  } finally {
    client.close();
  }
}
