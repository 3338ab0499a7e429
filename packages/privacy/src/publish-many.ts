import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';

/** Longer than a sound server needs for some thousand writes with an fsync each, from all gates at once. */
const PATIENCE_MS = 10_000;

export interface Publication {
  subject: string;
  data: Uint8Array;
}

/** What the server said of one publication. */
export type PublishAnswer =
  | { stored: true; seq: number }
  /** The server's own code and words. */
  | { stored: false; code: number; description: string };

/** No answer came in time: whether it was stored is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

interface Batch {
  answers: PublishAnswer[];
  open: number;
  done(answers: PublishAnswer[]): void;
}

/**
 * Publishes many messages at once and waits for all acknowledgements together: one subscription for all answers and one
 * timer for all messages. The client's own way makes some objects with stack traces for each, 50 µs of work.
 */
export class BatchPublisher {
  readonly #nc: NatsConnection;
  readonly #inbox = createInbox();
  readonly #batches = new Map<string, Batch>();
  #isListening = false;
  #next = 0;

  constructor(nc: NatsConnection) {
    this.#nc = nc;
  }

  /** The answers in the order of the messages; `headers` go with each. Throws `NoAnswer` when one stays out. */
  publishAll(publications: readonly Publication[], headers: MsgHdrs): Promise<PublishAnswer[]> {
    this.#listen();
    const id = String(this.#next++);
    const { promise, resolve, reject } = Promise.withResolvers<PublishAnswer[]>();
    const timer = setTimeout(() => {
      this.#batches.delete(id);
      reject(new NoAnswer('the server did not acknowledge in time'));
    }, PATIENCE_MS);
    const done = (answers: PublishAnswer[]): void => {
      clearTimeout(timer);
      this.#batches.delete(id);
      resolve(answers);
    };
    this.#batches.set(id, { answers: [], open: publications.length, done });
    for (const [index, { subject, data }] of publications.entries()) {
      this.#nc.publish(subject, data, { headers, reply: `${this.#inbox}.${id}.${index}` });
    }
    return promise;
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#nc.subscribe(`${this.#inbox}.>`, {
      callback: (error, message) => {
        if (error === null) this.#take(message);
      },
    });
  }

  #take(message: Msg): void {
    const [id = '', index = ''] = message.subject.slice(this.#inbox.length + 1).split('.');
    const batch = this.#batches.get(id);
    if (batch === undefined || batch.answers[Number(index)] !== undefined) return;
    batch.answers[Number(index)] = readAnswer(message);
    batch.open -= 1;
    if (batch.open === 0) batch.done(batch.answers);
  }
}

interface Ack {
  seq: number;
  error?: { err_code: number; description: string };
}

function readAnswer(message: Msg): PublishAnswer {
  // The server itself answers when nobody listens on the subject: no stream takes it.
  if (message.data.length === 0) {
    return { stored: false, code: message.headers?.code ?? 0, description: 'no stream takes it' };
  }
  const ack: Ack = JSON.parse(Buffer.from(message.data).toString());
  if (ack.error === undefined) return { stored: true, seq: ack.seq };
  return { stored: false, code: ack.error.err_code, description: ack.error.description };
}
