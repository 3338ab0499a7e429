/** What the two threads of a server tell each other about a call. */
export const RecordKind = {
  /** To the calls' own thread: the text of a credential, under a number of its own. */
  CREDENTIAL: 1,
  /** All numbers of credentials are given anew from here on. */
  CREDENTIALS_OVER: 2,
  /** A call begins; nothing of it is read until READ. */
  OPEN: 3,
  /** A unary call of a credential that was known lately, with its request. */
  CALL: 4,
  /** A request, or a frame of a stream. */
  REQUEST: 5,
  /** The client has nothing more to say. */
  REQUESTS_OVER: 6,
  /** The caller went away, or its time is over. */
  CANCELLED: 7,
  /** The response that asked for it has left for the network. */
  SENT: 8,
  /** To the connections' thread: read one request more. */
  READ: 9,
  /** A response; `value` is 1 when SENT is wanted. */
  RESPONSE: 10,
  /** The end: `value` is the status, the bytes are those of `encodeStatus`. */
  STATUS: 11,
  /** The credential of this number is known: requests under it are read at once. */
  CREDENTIAL_KNOWN: 12,
} as const;
export type RecordKind = (typeof RecordKind)[keyof typeof RecordKind];

/** One of many in a buffer. */
export interface CallRecord {
  kind: number;
  /** Place of the method in the list that both threads have, 0 to 255. */
  method: number;
  /** Number of the call, an unsigned 32-bit integer that comes round. */
  call: number;
  /** What it means is up to the kind. */
  value: number;
  bytes: Buffer;
}

/** kind, method, call, value, length. */
const HEAD_BYTES = 14;
const FIRST_BYTES = 64 * 1024;
/** A buffer that grew beyond this is let go after use. */
const KEPT_BYTES = 4 * 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** Puts records behind each other, so that many of them cross to the other thread in one message. */
export class RecordWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;

  get isEmpty(): boolean {
    return this.#at === 0;
  }

  write(head: Omit<CallRecord, 'bytes'>, bytes: Uint8Array = NOTHING): void {
    const at = this.#at;
    const end = at + HEAD_BYTES + bytes.length;
    if (end > this.#bytes.length) this.#grow(end);
    const to = this.#bytes;
    to[at] = head.kind;
    to[at + 1] = head.method;
    to.writeUInt32LE(head.call, at + 2);
    to.writeUInt32LE(head.value, at + 6);
    to.writeUInt32LE(bytes.length, at + 10);
    to.set(bytes, at + HEAD_BYTES);
    this.#at = end;
  }

  /** All that was written, in memory of its own that can be handed over; the writer is empty again. */
  take(): ArrayBuffer {
    const taken = new Uint8Array(this.#at);
    taken.set(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
    return taken.buffer;
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

/** Visits records in their order. Their bytes stay where they are: whoever keeps them copies them. */
export function readRecords(written: ArrayBuffer, visit: (record: CallRecord) => void): void {
  const from = Buffer.from(written);
  for (let at = 0; at < from.length; ) {
    const start = at + HEAD_BYTES;
    const end = start + from.readUInt32LE(at + 10);
    visit({
      kind: from.readUInt8(at),
      method: from.readUInt8(at + 1),
      call: from.readUInt32LE(at + 2),
      value: from.readUInt32LE(at + 6),
      bytes: from.subarray(start, end),
    });
    at = end;
  }
}

/** How a call ended. */
export interface CallStatus {
  /** gRPC status code. */
  code: number;
  /** For people; '' when it went well. */
  message: string;
  /** Bytes of a `google.rpc.Status` for the trailer; empty when there is none. */
  details: Uint8Array;
}

/** Message and details of a status: the length of the message in UTF-8, the message, the details. */
export function encodeStatus({ message, details }: Omit<CallStatus, 'code'>): Uint8Array {
  if (message === '' && details.length === 0) return NOTHING;
  const length = Buffer.byteLength(message);
  const bytes = Buffer.allocUnsafe(4 + length + details.length);
  bytes.writeUInt32LE(length);
  bytes.write(message, 4);
  bytes.set(details, 4 + length);
  return bytes;
}

export function decodeStatus(code: number, bytes: Buffer): CallStatus {
  if (bytes.length === 0) return { code, message: '', details: NOTHING };
  const end = 4 + bytes.readUInt32LE();
  return {
    code,
    message: bytes.toString('utf8', 4, end),
    details: new Uint8Array(bytes.subarray(end)),
  };
}
