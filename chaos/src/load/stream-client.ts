import { setTimeout as pause } from 'node:timers/promises';
import {
  GovernorServiceDefinition,
  type OutboundMessage,
  Outcome,
  type SendStreamRequest,
} from '@hustings/contracts/governor';
import { createClient } from '@hustings/service-kit';
import type { ClientParts } from './client-parts.ts';
import { SendJournal } from './send-journal.ts';

/** A stream without an answer for so long is broken off, and what is open is sent again with the same keys. */
const SILENCE_MS = 3_000;
const AGAIN_AFTER_MS = 200;
/** Frames that may be out at a time. */
const FRAMES_OUT = 2;
const LOOK_EVERY_MS = 20;

/** Sends frames over a stream and opens another one when it breaks. */
export async function runStreamClient(parts: ClientParts): Promise<void> {
  const client = new StreamClient(parts);
  try {
    while (!parts.signal.aborted || (client.isOpen && !parts.givenUp.aborted)) {
      await client.runStream();
    }
  } finally {
    client.close();
  }
}

class StreamClient {
  readonly #parts: ClientParts;
  readonly #journal: SendJournal;
  readonly #client;
  readonly #open = new Map<string, OutboundMessage>();
  #heardMs = 0;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#journal = new SendJournal(parts.recorder, parts.party, parts.name);
    this.#client = createClient(GovernorServiceDefinition, {
      address: parts.address,
      token: parts.party.toolToken,
    });
  }

  /** Something was sent and not answered. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  close(): void {
    this.#client.close();
  }

  /** One stream, from its opening until it breaks or the load ends. */
  async runStream(): Promise<void> {
    const broken = new AbortController();
    this.#heardMs = performance.now();
    const watch = setInterval(() => {
      const silentMs = performance.now() - this.#heardMs;
      if (this.isOpen && silentMs > SILENCE_MS) broken.abort();
    }, LOOK_EVERY_MS);
    try {
      const frames = this.#frames(broken.signal);
      for await (const { results } of this.#client.sendStream(frames, { signal: broken.signal })) {
        this.#heardMs = performance.now();
        for (const result of results) {
          this.#open.delete(result.idempotencyKey);
          this.#journal.answered(result);
          if (result.outcome === Outcome.OUTCOME_QUEUED) this.#parts.onAccepted(result.messageId);
        }
      }
    } catch (error) {
      for (const key of this.#open.keys()) this.#journal.failed(key, error);
      await pause(AGAIN_AFTER_MS);
    } finally {
      broken.abort();
      clearInterval(watch);
    }
  }

  /** First what an earlier stream left open, then new messages; ends when the load does and all is answered. */
  async *#frames(broken: AbortSignal): AsyncGenerator<SendStreamRequest> {
    const { perFrame, everyMs, messages, recorder, mayGoOn, signal } = this.#parts;
    if (this.isOpen) yield this.#frame([...this.#open.values()]);
    while (!signal.aborted && !broken.aborted) {
      if (this.#open.size < FRAMES_OUT * perFrame && mayGoOn()) {
        yield this.#frame(Array.from({ length: perFrame }, () => messages.make(recorder.now())));
      }
      await pause(everyMs);
    }
    while (this.isOpen && !broken.aborted) await pause(LOOK_EVERY_MS);
  }

  #frame(messages: OutboundMessage[]): SendStreamRequest {
    for (const message of messages) {
      this.#open.set(message.idempotencyKey, message);
      this.#journal.asked(message);
    }
    return { messages };
  }
}
