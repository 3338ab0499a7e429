import type { MessagePort, Worker } from 'node:worker_threads';
import { type CallRecord, RecordWriter, readRecords } from './records.ts';

/** How long records are gathered before they cross. */
export type Gathering =
  /** Until whatever runs now has ended: what is answered together crosses together. */
  | 'turn'
  /** Until every socket that has something has been read. */
  | 'poll';

/** Records to and from the other thread, many in one message. */
export class RecordPort {
  readonly #port: Pick<MessagePort | Worker, 'postMessage'>;
  readonly #gather: (send: () => void) => void;
  readonly #writer = new RecordWriter();
  readonly #send = (): void => this.#handOver();

  constructor(port: Pick<MessagePort | Worker, 'postMessage'>, gathering: Gathering) {
    this.#port = port;
    this.#gather = gathering === 'turn' ? queueMicrotask : (send) => setImmediate(send);
  }

  write(head: Omit<CallRecord, 'bytes'>, bytes?: Uint8Array): void {
    if (this.#writer.isEmpty) this.#gather(this.#send);
    this.#writer.write(head, bytes);
  }

  #handOver(): void {
    const records = this.#writer.take();
    this.#port.postMessage(records, [records]);
  }
}

/** Whether a message of the other thread holds records; others are about the server as a whole. */
export function takeRecords(message: unknown, visit: (record: CallRecord) => void): boolean {
  if (!(message instanceof ArrayBuffer)) return false;
  readRecords(message, visit);
  return true;
}
