import { hash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** Leaves and nodes are hashed in different domains, so that no node can be passed off as a leaf (RFC 6962 §2.1). */
const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = Uint8Array.of(0x01);

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/** Hash of a leaf: SHA-256 of 0x00 and its bytes. */
export function leafHash(data: Uint8Array): Hash {
  return sha256(Buffer.concat([LEAF_PREFIX, data]));
}

/** Hash of an inner node: SHA-256 of 0x01 and both children. */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(Buffer.concat([NODE_PREFIX, left, right]));
}

/** True for equal bytes. Roots are public, so time tells nothing. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** The way over a text costs a sixth of what a digest as a buffer costs. */
function sha256(bytes: Uint8Array): Hash {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}
