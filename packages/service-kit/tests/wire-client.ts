import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2';
import { frameOf } from '../src/front/grpc-frames.ts';
import { METHOD } from './front-fixture.ts';

/** How a call ended, as it came over the wire. */
export interface RawEnd {
  status: number;
  headers: IncomingHttpHeaders;
  trailers: IncomingHttpHeaders;
  body: Buffer;
  /** HTTP/2 error code of the stream; 0 when it ended well. */
  rstCode: number;
}

const DEFAULTS = {
  ':method': 'POST',
  ':path': `${METHOD}/Say`,
  'content-type': 'application/grpc',
  te: 'trailers',
  authorization: 'Bearer admin',
};

/** A client that says what no gRPC library would. */
export class WireClient {
  readonly session: ClientHttp2Session;

  constructor(address: string) {
    this.session = connect(`http://${address}`);
    this.session.on('error', () => undefined);
  }

  /** A call that nothing has been sent of but its headers. */
  stream(headers: Record<string, string>): ClientHttp2Stream {
    const stream = this.session.request({ ...DEFAULTS, ...headers });
    stream.on('error', () => undefined);
    return stream;
  }

  /** Once there and back. */
  ping(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.session.ping((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Sends these pieces of a body, each when the one before has left. */
  async call(headers: Record<string, string>, pieces: readonly Uint8Array[]): Promise<RawEnd> {
    const stream = this.stream(headers);
    const end: RawEnd = {
      ...{ status: 0, headers: {}, trailers: {}, body: Buffer.alloc(0), rstCode: 0 },
    };
    stream.on('response', (got) => {
      end.headers = got;
      end.status = Number(got[':status']);
      // What ends with its headers has its status there.
      if ('grpc-status' in got) end.trailers = got;
    });
    stream.on('trailers', (got) => {
      end.trailers = got;
    });
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    const closed = new Promise((resolve) => stream.on('close', resolve));
    for (const piece of pieces) await new Promise((sent) => stream.write(piece, sent));
    stream.end();
    await closed;
    return { ...end, body: Buffer.concat(parts), rstCode: stream.rstCode ?? 0 };
  }

  close(): void {
    this.session.destroy();
  }
}

/** One byte at a time. */
export function bytewise(message: Uint8Array): Buffer[] {
  const frame = frameOf(message);
  return Array.from(frame, (byte) => Buffer.from([byte]));
}
