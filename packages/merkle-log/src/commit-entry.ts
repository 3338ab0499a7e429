import { createHash } from 'node:crypto';
import { assert } from '@hustings/kernel';
import { HASH_BYTES, type Hash, rootOfData } from './hashing.ts';
import { decodeBase64 } from './note-keys.ts';

/** First line of an entry: names the format and its version. */
const FORMAT = 'hustings-commit/v1';
const PLACE = /^([0-9a-z]+)\/([1-9]\d{0,15})$/;
const DECISIONS = /^(0|[1-9]\d{0,8}) (\S+)$/;

/**
 * What the tree holds of a commit. It names the place and binds the bytes without showing them: the commit itself is for those who
 * may read the log. Decisions have a tree of their own in it, so that one can be shown without its neighbours.
 */
export interface CommitEntry {
  partition: string;
  /** Sequence in the partition's stream; the entry's index is one less. */
  seq: number;
  /** See `commitDigest`. */
  digest: Hash;
  /** Decisions about messages in the commit; 0 for every other kind. */
  decisions: number;
  /** Root over their bytes as they stand in the commit, in their order. */
  decisionsRoot: Hash;
}

/** A message of the log as it was stored. */
export interface StoredCommit {
  partition: string;
  seq: number;
  subject: string;
  /** The bytes as stored. */
  raw: Uint8Array;
  /** Bytes of each decision in it. */
  decisions: readonly Uint8Array[];
}

/** SHA-256 of the subject after its length as a big-endian 16-bit number, and the stored bytes. */
export function commitDigest(subject: string, raw: Uint8Array): Hash {
  const name = Buffer.from(subject);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(name.length);
  return createHash('sha256').update(length).update(name).update(raw).digest();
}

/** The entry of a commit. */
export function entryOf({ partition, seq, subject, raw, decisions }: StoredCommit): CommitEntry {
  return {
    ...{ partition, seq, decisions: decisions.length },
    digest: commitDigest(subject, raw),
    decisionsRoot: rootOfData(decisions),
  };
}

/** An entry as it stands in a bundle: four lines of ASCII. */
export function encodeEntry(entry: CommitEntry): Uint8Array {
  const { partition, seq, digest, decisions, decisionsRoot } = entry;
  const place = `${partition}/${seq}`;
  assert(PLACE.test(place), `no place in a log: ${place}`);
  return Buffer.from(
    `${FORMAT}\n${place}\n${base64(digest)}\n${decisions} ${base64(decisionsRoot)}\n`,
  );
}

/** Reads an entry; null when it is none. */
export function decodeEntry(bytes: Uint8Array): CommitEntry | null {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const [format, place = '', digest = '', decisions = '', end] = lines;
  if (lines.length !== 5 || format !== FORMAT || end !== '') return null;
  const [, partition = '', seq = ''] = PLACE.exec(place) ?? [];
  const [, count = '', root = ''] = DECISIONS.exec(decisions) ?? [];
  const entry = {
    ...{ partition, seq: Number(seq), decisions: Number(count) },
    digest: decodeBase64(digest),
    decisionsRoot: decodeBase64(root),
  };
  if (entry.digest?.length !== HASH_BYTES || entry.decisionsRoot?.length !== HASH_BYTES)
    return null;
  if (partition === '' || count === '' || !Number.isSafeInteger(entry.seq)) return null;
  return { ...entry, digest: entry.digest, decisionsRoot: entry.decisionsRoot };
}

function base64(hash: Hash): string {
  return Buffer.from(hash).toString('base64');
}
