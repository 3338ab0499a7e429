/** The little of HTTP/2 (RFC 9113) and HPACK (RFC 7541) that a gRPC load needs. */

export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
} as const;
export const FLAG = { END_STREAM: 1, ACK: 1, END_HEADERS: 4 } as const;
export const HEADER_BYTES = 9;
/** Largest frame that every peer takes (RFC 9113 §4.2). */
export const MAX_FRAME_BYTES = 16_384;
/** Every peer's window before it states another (RFC 9113 §6.9.2). */
export const FIRST_WINDOW_BYTES = 65_535;
export const INITIAL_WINDOW_SETTING = 4;

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** Ours is so large that the server never waits for us. */
export const OUR_WINDOW_BYTES = 2 ** 30;

const NOTHING = Buffer.alloc(0);

/** A frame on its own; stream 0 is the connection. */
export function frame(
  type: number,
  payload: Buffer = NOTHING,
  { flags = 0, stream = 0 }: { flags?: number; stream?: number } = {},
): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  writeFrameHeader(bytes, 0, { length: payload.length, type, flags, stream });
  payload.copy(bytes, HEADER_BYTES);
  return bytes;
}

export function writeFrameHeader(
  target: Buffer,
  offset: number,
  head: { length: number; type: number; flags: number; stream: number },
): void {
  target.writeUIntBE(head.length, offset, 3);
  target[offset + 3] = head.type;
  target[offset + 4] = head.flags;
  target.writeUInt32BE(head.stream, offset + 5);
}

/** What a client says first: preface, settings, and a connection window that is never used up. */
export function openingBytes(): Buffer {
  const settings = Buffer.alloc(6);
  settings.writeUInt16BE(INITIAL_WINDOW_SETTING, 0);
  settings.writeUInt32BE(OUR_WINDOW_BYTES, 2);
  return Buffer.concat([PREFACE, frame(FRAME.SETTINGS, settings), windowUpdate(OUR_WINDOW_BYTES)]);
}

/** More room for the connection. */
export function windowUpdate(bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes, 0);
  return frame(FRAME.WINDOW_UPDATE, payload);
}

/**
 * The request's header block, for the first call of a connection and for every later one: the first puts the fields into the
 * server's dynamic table, the others point there, like those of every HTTP/2 client.
 */
export function headerBlocks(request: { path: string; authority: string; token: string }): {
  first: Buffer;
  later: Buffer;
} {
  const methodAndScheme = Buffer.from([0x83, 0x86]);
  const first = Buffer.concat([
    methodAndScheme,
    indexed(4, request.path),
    indexed(1, request.authority),
    indexed(31, 'application/grpc'),
    Buffer.from([0x40]),
    text('te'),
    text('trailers'),
    indexed(23, `Bearer ${request.token}`),
  ]);
  // The table counts backwards from the newest entry, which is 62.
  const later = Buffer.concat([
    methodAndScheme,
    Buffer.from([66, 65, 64, 63, 62].map((at) => 0x80 | at)),
  ]);
  return { first, later };
}

/** A literal with a name of the static table, to be remembered. */
function indexed(name: number, value: string): Buffer {
  return Buffer.concat([Buffer.from([0x40 | name]), text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length > 126) throw new RangeError('a header of this length is not needed here');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
