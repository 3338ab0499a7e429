/** How a deployment spreads organisations over the log. Chosen once, stored with the streams, never changed. */
export interface LogLayout {
  /** Number of partitions, 1 on one machine. Partition names are "0", "1", … and "all". */
  partitions: number;
  /** Gates per partition, some dozens. */
  gates: number;
}

/** The partition of opt-outs from all political senders. */
export const ALL_POLITICAL_PARTITION = 'all';

/** Partition of an organisation: FNV-1a of its id modulo the partition count. */
export function partitionOf(organisationId: string, layout: LogLayout): string {
  return String(hash32(`p:${organisationId}`) % layout.partitions);
}

/** Gate of an organisation within its partition, 0 to gates - 1. */
export function gateOf(organisationId: string, layout: LogLayout): number {
  return hash32(`g:${organisationId}`) % layout.gates;
}

/** FNV-1a, 32 bits (draft-eastlake-fnv-21 §2), mixed at the end, over UTF-16 code units below 128: ids are ASCII. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  // A final mix: FNV's low bits of short, similar ids are weak and the modulus is often a power of two.
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return hash >>> 0;
}
