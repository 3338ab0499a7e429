import { createHash } from 'node:crypto';
import type { Anchor } from '../types.ts';

const LEAF_PREFIX = Uint8Array.of(0x00);

/** Leaf hash of a stored message, hex: SHA-256 of 0x00 and the bytes (RFC 6962 §2.1). */
export function leafHashOf(raw: Uint8Array): string {
  return createHash('sha256').update(LEAF_PREFIX).update(raw).digest('hex');
}

/** Where a reader stands that has read nothing yet. */
export function anchorAtStart(streamCreated: string): Anchor {
  return { streamCreated, seq: 0, leafHash: '' };
}
