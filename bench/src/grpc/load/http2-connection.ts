import { connect, type Socket } from 'node:net';
import {
  FIRST_WINDOW_BYTES,
  FLAG,
  FRAME,
  frame,
  HEADER_BYTES,
  headerBlocks,
  INITIAL_WINDOW_SETTING,
  MAX_FRAME_BYTES,
  OUR_WINDOW_BYTES,
  openingBytes,
  windowUpdate,
  writeFrameHeader,
} from './http2-frames.ts';

export interface ConnectionEvents {
  /** A whole gRPC message of a call arrived. */
  onMessage(stream: number, message: Buffer): void;
  /** The call is over. */
  onEnd(stream: number): void;
  onFailure(error: Error): void;
}

/** gRPC puts a flag and the length before each message. */
export const GRPC_PREFIX_BYTES = 5;

/**
 * One HTTP/2 connection, as bare as a load generator can do with: headers that were encoded once, no objects for streams
 * that end with their first answer, one write for all that was said in a turn. Flow control is kept.
 */
export class Http2Connection {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #blocks: { first: Buffer; later: Buffer };
  #nextStream = 1;
  #out: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #received = 0;
  #flushing = false;
  #connectionWindow = FIRST_WINDOW_BYTES;
  /** Windows of streams that stay open. A unary call's body always fits the first window. */
  readonly #windows = new Map<number, number>();
  #initialWindow = FIRST_WINDOW_BYTES;
  readonly #held: { stream: number; body: Buffer; end: boolean }[] = [];
  readonly #partial = new Map<number, Buffer>();

  constructor(target: { address: string; path: string; token: string }, events: ConnectionEvents) {
    const [host, port] = target.address.split(':');
    this.#events = events;
    this.#blocks = headerBlocks({ ...target, authority: target.address });
    this.#socket = connect({ host: host ?? '', port: Number(port), noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => events.onFailure(error));
    this.#socket.on('close', () => events.onFailure(new Error('the server closed a connection')));
    this.#out.push(openingBytes());
    this.flush();
  }

  /** Opens a call; `keepOpen` for one that is written to more than once. */
  open(keepOpen: boolean): number {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const block = stream === 1 ? this.#blocks.first : this.#blocks.later;
    this.#out.push(frame(FRAME.HEADERS, block, { flags: FLAG.END_HEADERS, stream }));
    if (keepOpen) this.#windows.set(stream, this.#initialWindow);
    return stream;
  }

  /** Sends a body with its gRPC prefix; what the server's windows do not take yet waits. */
  send(stream: number, body: Buffer, end: boolean): void {
    this.#held.push({ stream, body, end });
    this.#sendHeld();
  }

  /** Writes what was said since the last time. */
  flush(): void {
    if (this.#out.length === 0) return;
    const [only] = this.#out;
    this.#socket.write(this.#out.length === 1 && only ? only : Buffer.concat(this.#out));
    this.#out = [];
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #sendHeld(): void {
    for (let next = this.#held[0]; next; next = this.#held[0]) {
      const window = this.#windows.get(next.stream) ?? this.#initialWindow;
      const room = Math.min(window, this.#connectionWindow, MAX_FRAME_BYTES);
      if (room <= 0) return;
      const isLast = next.body.length <= room;
      this.#write(next.stream, next.body.subarray(0, room), isLast && next.end);
      if (isLast) this.#held.shift();
      else next.body = next.body.subarray(room);
    }
  }

  #write(stream: number, part: Buffer, end: boolean): void {
    this.#connectionWindow -= part.length;
    const window = this.#windows.get(stream);
    if (window !== undefined) this.#windows.set(stream, window - part.length);
    const head = Buffer.allocUnsafe(HEADER_BYTES);
    const flags = end ? FLAG.END_STREAM : 0;
    writeFrameHeader(head, 0, { length: part.length, type: FRAME.DATA, flags, stream });
    this.#out.push(head, part);
  }

  /** Once for all answers that arrive in a turn. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.flush();
    });
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let offset = 0;
    while (offset + HEADER_BYTES <= bytes.length) {
      const end = offset + HEADER_BYTES + bytes.readUIntBE(offset, 3);
      if (end > bytes.length) break;
      const type = bytes[offset + 3] ?? 0;
      const flags = bytes[offset + 4] ?? 0;
      const stream = bytes.readUInt32BE(offset + 5);
      this.#takeFrame({ type, flags, stream }, bytes.subarray(offset + HEADER_BYTES, end));
      offset = end;
    }
    this.#rest = bytes.subarray(offset);
    this.#flushSoon();
  }

  #takeFrame(
    { type, flags, stream }: { type: number; flags: number; stream: number },
    payload: Buffer,
  ): void {
    switch (type) {
      case FRAME.DATA:
        this.#takeData(stream, payload);
        break;
      case FRAME.SETTINGS:
        if ((flags & FLAG.ACK) === 0) this.#takeSettings(payload);
        return;
      case FRAME.PING:
        if ((flags & FLAG.ACK) === 0)
          this.#out.push(frame(FRAME.PING, payload, { flags: FLAG.ACK }));
        return;
      case FRAME.WINDOW_UPDATE:
        this.#takeWindow(stream, payload.readUInt32BE(0));
        return;
      case FRAME.RST_STREAM:
        this.#events.onEnd(stream);
        return;
      case FRAME.GOAWAY:
        this.#events.onFailure(new Error('the server ends the connection'));
        return;
      case FRAME.HEADERS:
        break;
      default:
        return;
    }
    if ((flags & FLAG.END_STREAM) !== 0) this.#events.onEnd(stream);
  }

  #takeData(stream: number, payload: Buffer): void {
    this.#received += payload.length;
    if (this.#received > OUR_WINDOW_BYTES / 2) {
      this.#out.push(windowUpdate(this.#received));
      this.#received = 0;
    }
    const before = this.#partial.get(stream);
    let bytes = before ? Buffer.concat([before, payload]) : payload;
    while (bytes.length >= GRPC_PREFIX_BYTES) {
      const end = GRPC_PREFIX_BYTES + bytes.readUInt32BE(1);
      if (bytes.length < end) break;
      this.#events.onMessage(stream, bytes.subarray(GRPC_PREFIX_BYTES, end));
      bytes = bytes.subarray(end);
    }
    if (bytes.length > 0) this.#partial.set(stream, bytes);
    else if (before) this.#partial.delete(stream);
  }

  #takeSettings(payload: Buffer): void {
    for (let offset = 0; offset + 6 <= payload.length; offset += 6) {
      if (payload.readUInt16BE(offset) !== INITIAL_WINDOW_SETTING) continue;
      const stated = payload.readUInt32BE(offset + 2);
      for (const [stream, window] of this.#windows) {
        this.#windows.set(stream, window + stated - this.#initialWindow);
      }
      this.#initialWindow = stated;
    }
    this.#out.push(frame(FRAME.SETTINGS, undefined, { flags: FLAG.ACK }));
  }

  #takeWindow(stream: number, bytes: number): void {
    const window = this.#windows.get(stream);
    if (stream === 0) this.#connectionWindow += bytes;
    else if (window !== undefined) this.#windows.set(stream, window + bytes);
    this.#sendHeld();
  }
}
