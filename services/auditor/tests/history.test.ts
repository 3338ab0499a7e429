import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createHistorySigner } from '../src/adapters/history-signer.ts';
import { csv, jsonLines } from '../src/domain/history/format.ts';
import { Redactor } from '../src/domain/history/redact.ts';

const KEY = 'ab'.repeat(32);
const SPKI_HEAD = '302a300506032b6570032100';

describe('in an own history', () => {
  it('staff are told apart and not named, own credentials are named', () => {
    const redactor = new Redactor();
    redactor.noteOwn('crd-mine');
    const told = redactor.redact({
      filedBy: 'crd-mine',
      votes: [{ decider: 'crd-b' }, { decider: 'crd-a' }],
      reviewer: 'crd-b',
    });
    expect(told).toEqual({
      filedBy: 'crd-mine',
      votes: [{ decider: 'staff-1' }, { decider: 'staff-2' }],
      reviewer: 'staff-1',
    });
  });

  it.each([
    ['EVIDENCE_CLASS_C', '', 'withheld: it may name other people'],
    [
      'EVIDENCE_CLASS_E',
      'A group talked about bulk messages.',
      'A group talked about bulk messages.',
    ],
    ['EVIDENCE_CLASS_F', '', 'withheld: it may name other people'],
  ])('evidence of %s says only what may be said', (evidenceClass, gist, summary) => {
    const evidence = {
      ...{ evidenceClass, gist, summary: 'Ana Pérez wrote it.' },
      ...{ provenance: { how: 'Ana' }, conversation: { transcript: 'Ana' } },
    };
    const told = new Redactor().redact({ evidence });
    expect(told).toEqual({ evidence: { evidenceClass, gist, summary } });
    expect(JSON.stringify(told)).not.toContain('Ana');
  });

  it('evidence of the log itself is told in full', () => {
    const evidence = { evidenceClass: 'EVIDENCE_CLASS_A', summary: 'sent 120', gist: '' };
    expect(new Redactor().redact(evidence)).toEqual(evidence);
  });
});

describe('a signature', () => {
  const digest = createHash('sha256').update('history').digest();
  const signer = createHistorySigner(KEY);
  const key = createPublicKey({
    key: Buffer.from(SPKI_HEAD + signer.publicKey, 'hex'),
    ...{ format: 'der', type: 'spki' },
  });

  it('can be checked by anybody with the public key, and holds for these bytes only', () => {
    const signature = Buffer.from(signer.sign(digest), 'hex');
    expect(verify(null, digest, key, signature)).toBe(true);
    const other = createHash('sha256').update('history!').digest();
    expect(verify(null, other, key, signature)).toBe(false);
  });

  it('is the same from every replica and another under another master key', () => {
    expect(createHistorySigner(KEY).sign(digest)).toBe(signer.sign(digest));
    const other = createHistorySigner('cd'.repeat(32));
    expect(other.keyId).not.toBe(signer.keyId);
    const foreign = Buffer.from(other.sign(digest), 'hex');
    expect(verify(null, digest, key, foreign)).toBe(false);
  });
});

it('a record is a line in either form, whatever its text holds', () => {
  const record = {
    seq: 7,
    at: '2027-01-15T08:00:00.000Z',
    kind: 'message',
    data: { text: 'a "b"\n,' },
  };
  expect(JSON.parse(jsonLines.record(record))).toEqual(record);
  expect(csv.record(record)).toBe(
    '7,2027-01-15T08:00:00.000Z,message,"{""text"":""a \\""b\\""\\n,""}"\r\n',
  );
});
