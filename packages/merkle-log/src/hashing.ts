import { hash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;

/** Leaves and nodes are hashed in different domains, so that no node can be passed off as a leaf (RFC 6962 §2.1). */
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;
/** Prefix and two children. */
const NODE_BYTES = 1 + 2 * HASH_BYTES;

/** Room for a leaf with its prefix and for the nodes of a level; what grew beyond `KEPT_BYTES` is let go after use. */
const FIRST_BYTES = 16 * 1024;
const KEPT_BYTES = 1024 * 1024;
let leafRoom = Buffer.alloc(FIRST_BYTES);
let levelRoom = Buffer.alloc(0);
const nodeRoom = Buffer.alloc(NODE_BYTES, NODE_PREFIX);

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = hashOf(digestOf(Buffer.alloc(0)));

/** Hash of a leaf: SHA-256 of 0x00 and its bytes. */
export function leafHash(data: Uint8Array): Hash {
  return hashOf(leafDigest(data));
}

/** Hash of an inner node: SHA-256 of 0x01 and both children. */
export function nodeHash(left: Hash, right: Hash): Hash {
  nodeRoom.set(left, 1);
  nodeRoom.set(right, 1 + HASH_BYTES);
  return hashOf(digestOf(nodeRoom));
}

/**
 * Root over what leaves hold (RFC 6962 §2.1). Neighbours are joined level by level, and one that is left over goes up as it is: that
 * is the same tree as by splitting at the largest power of two. No buffer is made for a leaf or a node.
 */
export function rootOfData(leaves: readonly Uint8Array[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  const nodes = roomForLevel(Math.ceil(leaves.length / 2));
  for (const [index, data] of leaves.entries()) put(nodes, index, leafDigest(data));
  for (let count = leaves.length; count > 1; count = Math.ceil(count / 2)) joinLevel(nodes, count);
  return Buffer.from(nodes.subarray(1, 1 + HASH_BYTES));
}

/** Joins `count` hashes, of which two stand in each node, and leaves what comes of them at the front. */
function joinLevel(nodes: Buffer, count: number): void {
  for (let index = 0; 2 * index < count; index++) {
    const from = index * NODE_BYTES;
    if (2 * index + 1 < count) put(nodes, index, digestOf(nodes.subarray(from, from + NODE_BYTES)));
    else nodes.copyWithin(placeOf(index), from + 1, from + 1 + HASH_BYTES);
  }
}

function put(nodes: Buffer, index: number, digest: string): void {
  nodes.write(digest, placeOf(index), HASH_BYTES, 'latin1');
}

/** Where a hash of a level stands, two in each node behind its prefix. */
function placeOf(index: number): number {
  return (index >> 1) * NODE_BYTES + 1 + (index & 1) * HASH_BYTES;
}

function roomForLevel(nodes: number): Buffer {
  const bytes = nodes * NODE_BYTES;
  if (bytes <= levelRoom.length) return levelRoom;
  const room = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += NODE_BYTES) room[at] = NODE_PREFIX;
  if (bytes <= KEPT_BYTES) levelRoom = room;
  return room;
}

function leafDigest(data: Uint8Array): string {
  const length = data.length + 1;
  let room = leafRoom;
  if (length > room.length) {
    room = Buffer.alloc(2 * length);
    if (room.length <= KEPT_BYTES) leafRoom = room;
  }
  room[0] = LEAF_PREFIX;
  room.set(data, 1);
  return digestOf(room.subarray(0, length));
}

/** True for equal bytes. Roots are public, so time tells nothing. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** SHA-256 with a byte in each character: the way over a text costs a sixth of what a digest as a buffer costs. */
function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'binary');
}

function hashOf(digest: string): Hash {
  return Buffer.from(digest, 'binary');
}
