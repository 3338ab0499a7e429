import { assert } from '@hustings/kernel';
import {
  decodeBase64,
  isName,
  isSameKey,
  KEY_ID_BYTES,
  type NoteSigner,
  type NoteVerifier,
} from './note-keys.ts';

/** A text with signatures (C2SP signed-note). */
export interface Note {
  /** Ends in a newline. */
  text: string;
  signatures: NoteSignature[];
}

export interface NoteSignature {
  name: string;
  keyId: Uint8Array;
  signature: Uint8Array;
}

/** What a stranger may hand us at most. */
const MAX_NOTE_CHARS = 64 * 1024;
const MAX_SIGNATURES = 100;

/** Begins a signature line: an em dash and a space. */
const SIGNATURE_MARK = '\u2014 ';
const NEWLINE = 0x0a;
const SPACE = 0x20;
/** What a decoder puts in place of bytes that are no UTF-8. */
const REPLACEMENT = '\ufffd';

/** A note over a text, signed by each. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  assert(text.endsWith('\n') && isPlain(text), 'the text of a note is whole lines');
  return `${text}\n${signers.map((signer) => signatureLine(text, signer)).join('')}`;
}

/** A note with one more signature under it. */
export function addSignature(note: string, signer: NoteSigner): string {
  return `${note}${signatureLine(textOf(note), signer)}`;
}

/** Reads a note; null when it is malformed. No signature is checked here. */
export function parseNote(note: string): Note | null {
  if (note.length > MAX_NOTE_CHARS || !note.endsWith('\n') || !isPlain(note)) return null;
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return null;
  const lines = note.slice(split + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return null;
  const signatures = lines.map(parseSignature);
  if (!signatures.every((signature) => signature !== null)) return null;
  return { text: note.slice(0, split + 1), signatures };
}

/**
 * True when the key has signed the note. A line that names the key and does not fit makes the whole note suspect; lines of
 * unknown keys are left alone.
 */
export function isNoteSignedBy({ text, signatures }: Note, verifier: NoteVerifier): boolean {
  const own = signatures.filter((signature) => isSameKey(signature, verifier));
  return own.length > 0 && own.every(({ signature }) => verifier.verify(text, signature));
}

/** True without control characters other than the newline, and without bytes that were no UTF-8. */
function isPlain(text: string): boolean {
  if (text.includes(REPLACEMENT)) return false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < SPACE && code !== NEWLINE) return false;
  }
  return true;
}

function textOf(note: string): string {
  return note.slice(0, note.lastIndexOf('\n\n') + 1);
}

function signatureLine(text: string, signer: NoteSigner): string {
  const bytes = Buffer.concat([signer.keyId, signer.sign(text)]);
  return `${SIGNATURE_MARK}${signer.name} ${bytes.toString('base64')}\n`;
}

function parseSignature(line: string): NoteSignature | null {
  if (!line.startsWith(SIGNATURE_MARK)) return null;
  const [name = '', base64 = '', ...more] = line.slice(SIGNATURE_MARK.length).split(' ');
  const bytes = decodeBase64(base64);
  if (more.length > 0 || !isName(name) || bytes === null || bytes.length <= KEY_ID_BYTES) {
    return null;
  }
  return {
    name,
    keyId: bytes.subarray(0, KEY_ID_BYTES),
    signature: bytes.subarray(KEY_ID_BYTES),
  };
}
