import { describe, expect, it } from 'vitest';
import {
  addSignature,
  type CheckpointFault,
  checkpointText,
  cosigner,
  ed25519KeyOf,
  isNoteSignedBy,
  type NoteVerifier,
  noteSigner,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signCheckpoint,
  signNote,
  verifierKey,
  witnessKey,
} from '../src/index.ts';
import golden from './fixtures/golden.json' with { type: 'json' };

const KEY = ed25519KeyOf(Buffer.from(Array.from({ length: 32 }, (_, at) => at)));
const OTHER = ed25519KeyOf(Buffer.alloc(32, 9));
const NAME = 'log.example/0';
const ROOT = Buffer.alloc(32, 7);
const HEAD = { size: 5, root: ROOT };
const VERIFIER = keyOf(verifierKey(NAME, KEY.publicKey));
const NOTE = signCheckpoint(HEAD, noteSigner(NAME, KEY));

describe('a checkpoint', () => {
  it("is byte for byte the one that Go's note package signs with the same key", () => {
    const [, , root = ''] = golden.note.split('\n');
    const head = { size: 70_000, root: Buffer.from(root, 'base64') };
    expect(signCheckpoint(head, noteSigner('go.example/log', KEY))).toBe(golden.note);
    expect(verifierKey('go.example/log', KEY.publicKey)).toBe(golden.key);
  });

  it('opens with its key and says what was signed', () => {
    expect(openCheckpoint(NOTE, VERIFIER)).toEqual({ origin: NAME, ...HEAD });
  });

  it('opens also with lines of others below the root, and with signatures of others', () => {
    const text = `${checkpointText({ origin: NAME, ...HEAD })}an extension\n`;
    const signed = signNote(text, [noteSigner('other.example', OTHER), noteSigner(NAME, KEY)]);
    expect(openCheckpoint(signed, VERIFIER)).toEqual({ origin: NAME, ...HEAD });
  });

  it('is refused with any one bit flipped', () => {
    const bytes = Buffer.from(NOTE);
    const opened: number[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (!('fault' in openCheckpoint(changed.toString(), VERIFIER))) opened.push(bit);
    }
    expect(opened).toEqual([]);
  });

  it('is refused when it is cut anywhere', () => {
    const opened = Array.from({ length: NOTE.length }, (_, end) => NOTE.slice(0, end)).filter(
      (part) => !('fault' in openCheckpoint(part, VERIFIER)),
    );
    expect(opened).toEqual([]);
  });

  const line = NOTE.slice(NOTE.indexOf('\u2014'));
  const wrong: [string, string, CheckpointFault][] = [
    ['another log', signCheckpoint(HEAD, noteSigner('log.example/1', KEY)), 'OTHER_LOG'],
    ['another key', signCheckpoint(HEAD, noteSigner(NAME, OTHER)), 'SIGNATURE_WRONG'],
    ['a good and a bad signature', withBadCopy(), 'SIGNATURE_WRONG'],
    ['no signature', checkpointText({ origin: NAME, ...HEAD }), 'MALFORMED'],
    [
      'a size with a zero before it',
      signText(`${NAME}\n05\n${ROOT.toString('base64')}\n`),
      'MALFORMED',
    ],
    ['a negative size', signText(`${NAME}\n-5\n${ROOT.toString('base64')}\n`), 'MALFORMED'],
    [
      'a size beyond 2^53',
      signText(`${NAME}\n9007199254740993\n${ROOT.toString('base64')}\n`),
      'MALFORMED',
    ],
    ['a short root', signText(`${NAME}\n5\n${ROOT.subarray(1).toString('base64')}\n`), 'MALFORMED'],
    ['no root', signText(`${NAME}\n5\n`), 'MALFORMED'],
    [
      'an empty line in the text',
      signText(`${NAME}\n5\n${ROOT.toString('base64')}\n\nx\n`),
      'MALFORMED',
    ],
    ['carriage returns', NOTE.replaceAll('\n', '\r\n'), 'MALFORMED'],
    ['a hyphen for the dash', NOTE.replace('\u2014', '-'), 'MALFORMED'],
    ['more after the signature', NOTE.replace(line, `${line.trimEnd()} x\n`), 'MALFORMED'],
    ['a thousand signatures', NOTE + line.repeat(1000), 'MALFORMED'],
    ['a hundred thousand characters', `${'x'.repeat(100_000)}\n\n${line}`, 'MALFORMED'],
    ['nothing', '', 'MALFORMED'],
  ];
  it.each(wrong)('is refused with %s', (_, note, fault) => {
    expect(openCheckpoint(note, VERIFIER)).toEqual({ fault });
  });

  it('has a text that reads back', () => {
    const checkpoint = { origin: NAME, size: 2 ** 53 - 1, root: ROOT };
    expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
  });
});

describe('a verifier key', () => {
  it.each([
    ['nothing', ''],
    ['a name alone', 'log.example'],
    ['another id', golden.key.replace('+8d8e283a+', '+8d8e283b+')],
    ['another name', golden.key.replace('go.example', 'og.example')],
    ['a short key', 'x+00000000+AQ=='],
    ['no base64', `${golden.key}!`],
    ['a space in its name', golden.key.replace('go.example', 'go example')],
  ])('is refused with %s', (_, text) => {
    expect(parseVerifierKey(text)).toBeNull();
  });

  it('of an unknown kind is refused', () => {
    const bytes = Buffer.from(golden.key.split('+').slice(2).join('+'), 'base64');
    bytes[0] = 2;
    expect(parseVerifierKey(`go.example/log+8d8e283a+${bytes.toString('base64')}`)).toBeNull();
  });
});

describe('the signature of a witness', () => {
  const witness = keyOf(witnessKey('witness.example', OTHER.publicKey));
  const signed = addSignature(NOTE, cosigner('witness.example', OTHER, 1_800_000_000));

  it('stands beside that of the log and binds its time', () => {
    expect(openCheckpoint(signed, VERIFIER)).toMatchObject({ size: 5 });
    const note = parseNote(signed);
    expect(note && isNoteSignedBy(note, witness)).toBe(true);
    const [, cosignature] = note?.signatures ?? [];
    const later = Buffer.from(cosignature?.signature ?? '');
    later.writeBigUInt64BE(1_800_000_001n);
    expect(witness.verify(note?.text ?? '', later)).toBe(false);
  });

  it('is what the specification signs: a line, the time, the checkpoint', () => {
    const text = checkpointText({ origin: NAME, ...HEAD });
    const message = Buffer.from(`cosignature/v1\ntime 1800000000\n${text}`);
    const [, cosignature] = parseNote(signed)?.signatures ?? [];
    expect(cosignature?.signature.subarray(8)).toEqual(OTHER.sign(message));
  });

  it('is none of a log, and none of another witness', () => {
    const note = parseNote(NOTE);
    expect(note && isNoteSignedBy(note, witness)).toBe(false);
    const posing = keyOf(verifierKey('witness.example', OTHER.publicKey));
    const cosigned = parseNote(signed);
    expect(cosigned && isNoteSignedBy(cosigned, posing)).toBe(false);
  });
});

function keyOf(text: string): NoteVerifier {
  const key = parseVerifierKey(text);
  if (key === null) throw new Error(`no key: ${text}`);
  return key;
}

function signText(text: string): string {
  return signNote(text, [noteSigner(NAME, KEY)]);
}

function withBadCopy(): string {
  const { signatures } = parseNote(NOTE) ?? { signatures: [] };
  const [good] = signatures;
  const bad = Buffer.concat([good?.keyId ?? Buffer.alloc(4), Buffer.alloc(64)]);
  return `${NOTE}\u2014 ${NAME} ${bad.toString('base64')}\n`;
}
