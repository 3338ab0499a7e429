import { createHash } from 'node:crypto';

/**
 * Id of the n-th event of a commit: the commit's id with the index added to its last 16 bits. So a commit that is sent
 * again has the same bytes, and the ids still sort by time (RFC 9562 §5.7).
 */
export function eventIdOf(commitId: string, index: number): string {
  const tail = (Number.parseInt(commitId.slice(-4), 16) + index + 1) & 0xffff;
  return `${commitId.slice(0, -4)}${tail.toString(16).padStart(4, '0')}`;
}

/** Id of the marker that a commit leaves on a gate: the commit's time, the rest from a hash, so that a retry repeats it. */
export function markerIdOf(commitId: string, gate: number): string {
  const hex = createHash('sha256').update(`marker:${commitId}:${gate}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${commitId.slice(0, 14)}7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}
