import { assert } from '@hustings/kernel';

const LENGTH_BYTES = 2;
/** Longest entry that a bundle can hold, bytes. */
const MAX_ENTRY_BYTES = 0xffff;

/** A bundle: each entry after its length as a big-endian 16-bit number (C2SP tlog-tiles). */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    entries.flatMap((entry) => {
      assert(entry.length <= MAX_ENTRY_BYTES, `an entry of ${entry.length} bytes`);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
}

/** The entries of a bundle, or null when the bytes do not hold exactly that many. */
export function decodeBundle(bytes: Uint8Array, width: number): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length && entries.length < width) {
    const end = at + LENGTH_BYTES + view.getUint16(at);
    if (end > bytes.length) return null;
    entries.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return entries.length === width && at === bytes.length ? entries : null;
}
