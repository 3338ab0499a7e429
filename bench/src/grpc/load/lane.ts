import { GovernorServiceDefinition } from '@hustings/contracts/governor';
import { countResults } from './count-results.ts';
import { GRPC_PREFIX_BYTES, Http2Connection } from './http2-connection.ts';
import { MessageMint } from './message-mint.ts';
import type { LoadOrder, LoadParty } from './order.ts';
import type { Tally } from './tally.ts';

/** Tag and length of a message in its request. */
const FIELD_BYTES = 4;
const PATH = `/${GovernorServiceDefinition.fullName}`;

/** One connection with its calls in flight. */
export class Lane {
  readonly #connection: Http2Connection;
  readonly #mint: MessageMint;
  readonly #order: LoadOrder;
  readonly #tally: Tally;
  /** Begin of each unary call that is out, and whether its answer was seen. */
  readonly #calls = new Map<number, { beginMs: number; answered: boolean }>();
  /** Begin of each frame that is out. */
  readonly #frames: number[] = [];
  #stream = 0;
  #onSettled: () => void = () => undefined;

  constructor(place: { order: LoadOrder; index: number; party: LoadParty }, tally: Tally) {
    const { order, index, party } = place;
    this.#order = order;
    this.#tally = tally;
    this.#mint = new MessageMint(order, party, index);
    const path = `${PATH}/${order.kind === 'unary' ? 'Send' : 'SendStream'}`;
    const target = { address: order.address, path, token: party.toolToken };
    this.#connection = new Http2Connection(target, {
      onMessage: (stream, message) => this.#takeMessage(stream, message),
      onEnd: (stream) => this.#takeEnd(stream),
      onFailure: (error) => tally.abort(error),
    });
    if (order.kind === 'stream') this.#stream = this.#connection.open(true);
  }

  /** Calls or frames that are out. */
  get open(): number {
    return this.#calls.size + this.#frames.length;
  }

  /** Sends one call or frame; `beginMs` is when it should have gone out. */
  sendOne(beginMs: number): void {
    const body = this.#nextBody();
    if (this.#order.kind === 'unary') {
      const stream = this.#connection.open(false);
      this.#calls.set(stream, { beginMs, answered: false });
      this.#connection.send(stream, body, true);
    } else {
      this.#frames.push(beginMs);
      this.#connection.send(this.#stream, body, false);
    }
  }

  flush(): void {
    this.#connection.flush();
  }

  /** What to do whenever a call or frame is done. */
  onSettled(callback: () => void): void {
    this.#onSettled = callback;
  }

  close(): void {
    this.#connection.close();
  }

  #nextBody(): Buffer {
    const { perFrame } = this.#order;
    const room = perFrame * (this.#mint.maxBytes + FIELD_BYTES);
    const body = Buffer.allocUnsafe(GRPC_PREFIX_BYTES + room);
    let end = GRPC_PREFIX_BYTES;
    for (let count = 0; count < perFrame; count++) end = this.#mint.writeField(body, end);
    body[0] = 0;
    body.writeUInt32BE(end - GRPC_PREFIX_BYTES, 1);
    return body.subarray(0, end);
  }

  #takeMessage(stream: number, message: Buffer): void {
    const call = this.#calls.get(stream);
    const beginMs = call?.beginMs ?? this.#frames.shift() ?? 0;
    if (call) call.answered = true;
    this.#tally.note(performance.now() - beginMs, countResults(message));
    if (!call) this.#onSettled();
  }

  #takeEnd(stream: number): void {
    const call = this.#calls.get(stream);
    if (!call) {
      this.#tally.abort(new Error('the server ended a stream'));
      return;
    }
    this.#calls.delete(stream);
    if (!call.answered) this.#tally.noteFailure();
    this.#onSettled();
  }
}
