import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type ServerHttp2Stream,
} from 'node:http2';
import { Status } from 'nice-grpc-common';
import { RESPONSE_HEADERS, trailersOf } from './grpc-headers.ts';

/** Sizes of messages are checked where they are read, and each outer connection has limits of its own. */
const UNLIMITED = {
  maxSessionMemory: Number.MAX_SAFE_INTEGER,
  peerMaxConcurrentStreams: 2 ** 31 - 1,
};
const UNREACHABLE = {
  code: Status.UNAVAILABLE,
  message: 'the server behind this one cannot be reached; retry',
  details: new Uint8Array(0),
};

type ResponseHeaders = IncomingHttpHeaders & IncomingHttpStatusHeader;

/** Passes calls on to another server, byte for byte: headers, messages both ways, trailers, and who gave up. */
export class CallRelay {
  readonly #authority: string;
  #session: ClientHttp2Session | null = null;

  /** `address` is host:port. */
  constructor(address: string) {
    this.#authority = `http://${address}`;
  }

  pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const onward = this.#connected().request({ ...headers });
    stream.pipe(onward);
    passResponse(onward, stream);
    // Either side's end before its time is the other's.
    stream.on('close', () => onward.close(constants.NGHTTP2_CANCEL));
    onward.on('error', () => fail(stream));
    onward.on('close', () => {
      // Whatever still comes is dropped: a stream that is not read to its end never closes.
      stream.unpipe(onward);
      stream.resume();
      if (onward.rstCode !== constants.NGHTTP2_NO_ERROR) stream.close(onward.rstCode);
    });
  }

  close(): void {
    this.#session?.close();
  }

  /** One connection carries all calls; a new one follows when it ends. */
  #connected(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = connect(this.#authority, UNLIMITED);
    // Told by each of its streams.
    session.on('error', ignore);
    this.#session = session;
    return session;
  }
}

function passResponse(onward: ClientHttp2Stream, stream: ServerHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  onward.on('trailers', (last) => {
    trailers = last;
  });
  onward.on('response', (headers: ResponseHeaders, flags: number) => {
    if (isGone(stream)) return;
    if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) {
      stream.respond({ ...headers }, { endStream: true });
      return;
    }
    stream.on('wantTrailers', () => stream.sendTrailers({ ...trailers }));
    stream.respond({ ...headers }, { waitForTrailers: true });
    onward.pipe(stream);
  });
}

function fail(stream: ServerHttp2Stream): void {
  if (isGone(stream)) return;
  if (stream.headersSent) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else stream.respond({ ...RESPONSE_HEADERS, ...trailersOf(UNREACHABLE) }, { endStream: true });
}

function isGone(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed;
}

function ignore(): void {
  // What it was about is told elsewhere.
}
