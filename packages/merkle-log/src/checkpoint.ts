import { assert } from '@hustings/kernel';
import { HASH_BYTES } from './hashing.ts';
import { isNoteSignedBy, parseNote, signNote } from './note.ts';
import { decodeBase64, isName, type NoteSigner, type NoteVerifier } from './note-keys.ts';
import type { TreeHead } from './proofs.ts';

/** What a checkpoint says (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** Which log. Equal to the name of the key that signs it. */
  origin: string;
}

/** Why a checkpoint does not count. */
export type CheckpointFault = 'MALFORMED' | 'OTHER_LOG' | 'SIGNATURE_WRONG';

/** Decimal without leading zeros, at most 2^53 - 1. */
const SIZE = /^(0|[1-9]\d{0,15})$/;

/** The text that is signed: origin, size, root. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  assert(isName(origin) && Number.isSafeInteger(size), 'a checkpoint names its log and its size');
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** A checkpoint as it is published. */
export function signCheckpoint(head: TreeHead, signer: NoteSigner): string {
  return signNote(checkpointText({ origin: signer.name, ...head }), [signer]);
}

/** Reads a note's text as a checkpoint; null when it is none. Lines after the third are for others and are left alone. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n');
  const bytes = decodeBase64(root);
  const isWhole = rest.at(-1) === '' && rest.slice(0, -1).every((line) => line !== '');
  if (!isName(origin) || !SIZE.test(size) || bytes?.length !== HASH_BYTES || !isWhole) return null;
  if (!Number.isSafeInteger(Number(size))) return null;
  return { origin, size: Number(size), root: bytes };
}

/** The checkpoint in a note that this key has signed, or why it does not count. */
export function openCheckpoint(
  note: string,
  verifier: NoteVerifier,
): Checkpoint | { fault: CheckpointFault } {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpoint(parsed.text);
  if (parsed === null || checkpoint === null) return { fault: 'MALFORMED' };
  if (checkpoint.origin !== verifier.name) return { fault: 'OTHER_LOG' };
  return isNoteSignedBy(parsed, verifier) ? checkpoint : { fault: 'SIGNATURE_WRONG' };
}
