import { once } from 'node:events';
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface ConnectionLimits {
  /** Calls at once on one connection. */
  maxConcurrentStreams: number;
  /** A connection is asked whether it is there each time that it has been so many milliseconds. */
  keepaliveTimeMs: number;
  /** It is cut when it does not answer for so many milliseconds. */
  keepaliveTimeoutMs: number;
}

/** What takes the calls of all connections. */
export type OnCall = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** HTTP/2 connections without TLS, by prior knowledge. */
export class Connections {
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #limits: ConnectionLimits;

  constructor(limits: ConnectionLimits, onCall: OnCall) {
    this.#limits = limits;
    const { maxConcurrentStreams } = limits;
    this.#server = createServer({
      settings: { maxConcurrentStreams },
      // Streams and their windows bound it already; Node cuts whole connections that come above its own bound of 10 MB.
      maxSessionMemory: Number.MAX_SAFE_INTEGER,
    });
    this.#server.on('session', (session) => this.#hold(session));
    this.#server.on('stream', (stream, headers) => {
      // Whoever went away is heard of by 'close'.
      stream.on('error', ignore);
      try {
        onCall(stream, headers);
      } catch {
        // One call that cannot be served must not take all others with it.
        stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      }
    });
  }

  /** Listens on host:port, port 0 = a free one; resolves with the port. */
  async listen(address: string): Promise<number> {
    const colon = address.lastIndexOf(':');
    const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
    this.#server.listen({ host, port: Number(address.slice(colon + 1)) });
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Takes no more calls, waits for those under way, and cuts them after so many milliseconds. */
  async stop(withinMs: number): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const session of this.#sessions) session.close();
    const cut = setTimeout(() => {
      for (const session of this.#sessions) session.destroy();
    }, withinMs);
    await closed;
    clearTimeout(cut);
  }

  #hold(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    const { keepaliveTimeMs, keepaliveTimeoutMs } = this.#limits;
    let cut: NodeJS.Timeout | undefined;
    const asking = setInterval(() => {
      if (cut !== undefined || session.destroyed) return;
      cut = setTimeout(() => session.destroy(), keepaliveTimeoutMs);
      session.ping(() => {
        clearTimeout(cut);
        cut = undefined;
      });
    }, keepaliveTimeMs);
    session.on('close', () => {
      clearInterval(asking);
      clearTimeout(cut);
      this.#sessions.delete(session);
    });
  }
}

function ignore(): void {
  // Nothing that could be done here.
}
