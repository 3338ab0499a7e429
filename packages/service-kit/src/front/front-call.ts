import type { ServerHttp2Stream } from 'node:http2';
import { Status } from 'nice-grpc-common';
import { FrameReader, frameOf, WireFault } from './grpc-frames.ts';
import { type CallHeaders, RESPONSE_HEADERS, trailersOf } from './grpc-headers.ts';
import { type CallRecord, type CallStatus, RecordKind } from './records.ts';

const WITH_TRAILERS = { waitForTrailers: true };
const NOTHING = new Uint8Array(0);

/** What a call needs of all the others. */
export interface FrontSurroundings {
  /** Number of a credential; trusted = its requests may be read before it is checked. */
  credentialOf(authorization: string): { number: number; isTrusted: boolean };
  /** False when the call was over already. */
  delete(call: FrontCall): boolean;
  tell(head: Omit<CallRecord, 'bytes'>, bytes?: Uint8Array): void;
}

/** One call of a direct method on its HTTP/2 stream, from its headers to its status. */
export class FrontCall {
  readonly number: number;
  readonly #method: number;
  readonly #isUnary: boolean;
  readonly #stream: ServerHttp2Stream;
  readonly #around: FrontSurroundings;
  readonly #reader: FrameReader;
  /** Requests that have come and were not asked for yet. */
  readonly #ready: Buffer[] = [];
  #isAskedFor = false;
  #hasEnded = false;
  /** Of a credential that was known lately: its call is told as a whole. Null once the call has been told. */
  #untold: number | null = null;
  #hasRequest = false;
  /** The one response of a unary call, which leaves with its status. */
  #response: Buffer | null = null;
  #status: CallStatus | null = null;
  #deadline: NodeJS.Timeout | null = null;

  constructor(
    of: {
      number: number;
      method: { place: number; isUnary: boolean };
      stream: ServerHttp2Stream;
      maxMessageBytes: number;
    },
    around: FrontSurroundings,
  ) {
    this.number = of.number;
    this.#method = of.method.place;
    this.#isUnary = of.method.isUnary;
    this.#stream = of.stream;
    this.#reader = new FrameReader(of.maxMessageBytes);
    this.#around = around;
  }

  open({ authorization, timeoutMs }: CallHeaders): void {
    const stream = this.#stream;
    stream.on('close', () => this.#giveUp());
    stream.on('data', (bytes: Buffer) => this.#takeBytes(bytes));
    stream.on('end', () => this.#takeEnd());
    if (timeoutMs !== null) this.#deadline = setTimeout(() => this.#expire(), timeoutMs);
    const credential = this.#around.credentialOf(authorization);
    if (this.#isUnary && credential.isTrusted) {
      this.#untold = credential.number;
      this.#isAskedFor = true;
      return;
    }
    stream.pause();
    this.#tell(RecordKind.OPEN, credential.number);
  }

  /** The other thread wants one request more. */
  read(): void {
    this.#isAskedFor = true;
    this.#pass();
    if (this.#isAskedFor) this.#stream.resume();
  }

  respond(message: Uint8Array, wantsSent: boolean): void {
    if (this.#isGone()) return;
    const frame = frameOf(message);
    if (this.#isUnary) {
      this.#response = frame;
      return;
    }
    this.#begin();
    this.#stream.write(frame, () => {
      if (wantsSent) this.#tell(RecordKind.SENT, 0);
    });
  }

  end(status: CallStatus): void {
    if (!this.#around.delete(this)) return;
    if (this.#deadline) clearTimeout(this.#deadline);
    if (this.#isGone()) return;
    const stream = this.#stream;
    if (this.#response === null && !stream.headersSent) {
      stream.respond({ ...RESPONSE_HEADERS, ...trailersOf(status) }, { endStream: true });
    } else {
      this.#status = status;
      this.#begin();
      if (this.#response === null) stream.end();
      else stream.end(this.#response);
    }
    // Whatever still comes is dropped: a stream that is not read to its end never closes.
    stream.resume();
  }

  /** Sends the headers unless they have been sent. */
  #begin(): void {
    if (this.#stream.headersSent) return;
    this.#stream.on('wantTrailers', () => {
      if (this.#status) this.#stream.sendTrailers(trailersOf(this.#status));
    });
    this.#stream.respond(RESPONSE_HEADERS, WITH_TRAILERS);
  }

  #takeBytes(bytes: Buffer): void {
    if (this.#isUnary && this.#hasRequest) return;
    try {
      for (const message of this.#reader.take(bytes)) this.#ready.push(message);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      this.#fail(error.code, error.message);
      return;
    }
    this.#pass();
    if (!this.#isAskedFor && !this.#isUnary) this.#stream.pause();
  }

  #takeEnd(): void {
    this.#hasEnded = true;
    this.#pass();
  }

  /** Hands on what is there, if it was asked for: one request, or after all of them that there are no more. */
  #pass(): void {
    if (!this.#isAskedFor) return;
    const request = this.#ready.shift();
    if (request !== undefined) {
      this.#isAskedFor = false;
      this.#tellRequest(request);
    } else if (this.#hasEnded) {
      this.#isAskedFor = false;
      this.#tellEnd();
    }
  }

  #tellRequest(request: Buffer): void {
    const credential = this.#untold;
    this.#untold = null;
    this.#hasRequest = true;
    if (credential === null) this.#tell(RecordKind.REQUEST, 0, request);
    else this.#tell(RecordKind.CALL, credential, request);
  }

  #tellEnd(): void {
    // Whoever answers a request has nothing to wait for.
    if (this.#isUnary && this.#hasRequest) return;
    if (this.#untold !== null) {
      // Without a request: whoever answers calls also refuses this one.
      this.#tell(RecordKind.OPEN, this.#untold);
      this.#untold = null;
    }
    this.#tell(RecordKind.REQUESTS_OVER, 0);
  }

  #expire(): void {
    this.#fail(Status.DEADLINE_EXCEEDED, 'Deadline exceeded');
  }

  /** Ends the call from this side: for the other thread its caller went away. */
  #fail(code: Status, message: string): void {
    const wasTold = this.#untold === null;
    this.end({ code, message, details: NOTHING });
    if (wasTold) this.#tell(RecordKind.CANCELLED, 0);
  }

  /** The stream has closed; before the call's end it means that the caller went away. */
  #giveUp(): void {
    if (!this.#around.delete(this)) return;
    if (this.#deadline) clearTimeout(this.#deadline);
    if (this.#untold === null) this.#tell(RecordKind.CANCELLED, 0);
  }

  #isGone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  #tell(kind: RecordKind, value: number, bytes?: Uint8Array): void {
    this.#around.tell({ kind, method: this.#method, call: this.number, value }, bytes);
  }
}
