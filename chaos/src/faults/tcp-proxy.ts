import { once } from 'node:events';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net';
import { LOOPBACK } from '@hustings/dev-env';

/** What happens to bytes and connections. */
export type LinkMode =
  | { kind: 'pass' }
  /** Each direction is late by so much. */
  | { kind: 'late'; ms: number }
  /** Nothing is read or accepted: the other side sees a peer that is silent. */
  | { kind: 'stall' }
  /** New connections are reset; those that stand go on. */
  | { kind: 'refuse' };

export interface ProxyOptions {
  /** host:port of the real server. */
  target: string;
  /** Made for each connection; sees what its client sends, as it comes in. */
  tap?: () => (chunk: Buffer) => void;
}

/** Stands between two processes and breaks what they say to each other, on order. */
export class TcpProxy {
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #mode: LinkMode = { kind: 'pass' };

  private constructor(options: ProxyOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  static async listen(options: ProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options);
    proxy.#server.listen(0, LOOPBACK);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** host:port. */
  get address(): string {
    return `${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  setMode(mode: LinkMode): void {
    this.#mode = mode;
    for (const pair of this.#pairs) pair.apply(mode);
  }

  /** Resets every connection; what was on its way is gone. */
  reset(): void {
    for (const pair of this.#pairs) pair.reset();
  }

  async close(): Promise<void> {
    this.reset();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#mode.kind === 'refuse') {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const [host = LOOPBACK, port = ''] = this.#options.target.split(':');
    const server = createConnection({ host, port: Number(port), allowHalfOpen: true });
    const pair = new Pair(client, server, this.#options.tap?.());
    this.#pairs.add(pair);
    pair.apply(this.#mode);
    client.once('close', () => this.#pairs.delete(pair));
  }
}

/** One connection and its continuation. */
class Pair {
  readonly #sockets: [Socket, Socket];
  readonly #ways: Way[];

  constructor(client: Socket, server: Socket, tap?: (chunk: Buffer) => void) {
    this.#sockets = [client, server];
    this.#ways = [new Way(client, server, tap), new Way(server, client)];
    for (const socket of this.#sockets) {
      socket.setNoDelay(true);
      // An error or a reset of one side is a reset of the other.
      socket.on('error', () => this.reset());
      socket.on('close', (hadError) => {
        if (hadError) this.reset();
      });
    }
  }

  apply(mode: LinkMode): void {
    for (const way of this.#ways) way.apply(mode);
  }

  reset(): void {
    for (const way of this.#ways) way.stop();
    for (const socket of this.#sockets) if (!socket.destroyed) socket.resetAndDestroy();
  }
}

/** One direction: bytes leave in their order, each not before its time. */
class Way {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #queue: { dueMs: number; chunk: Buffer | null }[] = [];
  #lateMs = 0;
  #stalled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, tap?: (chunk: Buffer) => void) {
    this.#from = from;
    this.#to = to;
    from.on('data', (chunk: Buffer) => {
      tap?.(chunk);
      this.#push(chunk);
    });
    from.on('end', () => this.#push(null));
    to.on('drain', () => {
      if (!this.#stalled) from.resume();
    });
  }

  apply(mode: LinkMode): void {
    this.#lateMs = mode.kind === 'late' ? mode.ms : 0;
    this.#stalled = mode.kind === 'stall';
    if (this.#stalled) this.#from.pause();
    else this.#from.resume();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #push(chunk: Buffer | null): void {
    const lastDueMs = this.#queue.at(-1)?.dueMs ?? 0;
    this.#queue.push({ dueMs: Math.max(lastDueMs, performance.now() + this.#lateMs), chunk });
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const leftMs = next.dueMs - performance.now();
      if (leftMs > 0) {
        this.#timer = setTimeout(() => this.#flush(), leftMs);
        return;
      }
      this.#queue.shift();
      if (next.chunk === null) this.#to.end();
      else if (!this.#to.write(next.chunk)) this.#from.pause();
    }
  }
}
