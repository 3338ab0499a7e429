import { readFile } from 'node:fs/promises';
import {
  type Checkpoint,
  isNoteSignedBy,
  type NoteVerifier,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
} from '@hustings/merkle-log';
import { CliFailure, ExitCode, UsageFault } from '../failures.ts';

/** A check that did not hold: exit code 1. */
export function checkFailed(reason: string, message: string): CliFailure {
  return new CliFailure({ exitCode: ExitCode.refused, reason, message });
}

/** The keys that somebody trusts: one on the command line, or a file with one a line. */
export async function readKeys(keyOrFile: string): Promise<NoteVerifier[]> {
  const given = parseVerifierKey(keyOrFile);
  if (given !== null) return [given];
  const text = await readFile(keyOrFile, 'utf8').catch((error: unknown) => {
    const message = `--key is neither a key nor a readable file: print keys with "hustings log key"`;
    throw new UsageFault(message, error);
  });
  const keys = text.split('\n').filter((line) => line.trim() !== '');
  return keys.map((line) => {
    const key = parseVerifierKey(line);
    if (key === null) throw new UsageFault(`${keyOrFile} holds a line that is no key`);
    return key;
  });
}

/** The checkpoint in a note that one of the keys has signed; fails the check otherwise. `what` names it in messages. */
export function openSigned(
  note: string,
  keys: readonly NoteVerifier[],
  what: string,
): { checkpoint: Checkpoint; key: NoteVerifier } {
  const parsed = parseNote(note);
  const stated = parsed && parseCheckpoint(parsed.text);
  if (stated === null) throw checkFailed('CHECKPOINT_MALFORMED', `${what} is no checkpoint`);
  const key = keys.find(({ name }) => name === stated.origin);
  if (key === undefined) {
    const message = `${what} is of ${stated.origin}, whose key is not given: add it to --key`;
    throw checkFailed('CHECKPOINT_OTHER_LOG', message);
  }
  const checkpoint = openCheckpoint(note, key);
  if ('fault' in checkpoint) {
    throw checkFailed(`CHECKPOINT_${checkpoint.fault}`, `${what} is not signed by ${key.name}`);
  }
  return { checkpoint, key };
}

/** Fails unless every witness has signed the note as well. */
export function requireWitnesses(note: string, witnesses: readonly NoteVerifier[], what: string) {
  const parsed = parseNote(note);
  const missing = witnesses.find((witness) => parsed === null || !isNoteSignedBy(parsed, witness));
  if (missing === undefined) return;
  throw checkFailed('WITNESS_MISSING', `${what} does not bear the signature of ${missing.name}`);
}
