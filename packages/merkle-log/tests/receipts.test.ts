import { describe, expect, it } from 'vitest';
import {
  checkReceipt,
  decodeEntry,
  ed25519KeyOf,
  encodeEntry,
  entryOf,
  type Hash,
  noteSigner,
  parseVerifierKey,
  type Receipt,
  readInclusionProof,
  signCheckpoint,
  verifierKey,
} from '../src/index.ts';
import { publish } from './support/tree.ts';

const KEY = ed25519KeyOf(Buffer.alloc(32, 3));
const NAME = 'log.example/0';
const DECISIONS = ['one', 'two', 'three', 'four', 'five'].map((text) => Buffer.from(text));
const COMMIT = {
  ...{ partition: '0', seq: 4, subject: 'hustings.evt.0.gate.1', raw: Buffer.from('a commit') },
  decisions: DECISIONS,
};

describe('an entry', () => {
  const entry = entryOf(COMMIT);

  it('reads back, and holds nothing of the commit but hashes', () => {
    const bytes = encodeEntry(entry);
    expect(decodeEntry(bytes)).toEqual(entry);
    expect(Buffer.from(bytes).toString()).toMatch(
      /^hustings-commit\/v1\n0\/4\n[A-Za-z0-9+/]{43}=\n5 [A-Za-z0-9+/]{43}=\n$/,
    );
  });

  it('is another for another subject, other bytes and other decisions', () => {
    const others = [
      { ...COMMIT, subject: 'hustings.evt.0.gate.2' },
      { ...COMMIT, subject: 'hustings.evt.0.gate.1a', raw: Buffer.from(' commit') },
      { ...COMMIT, raw: Buffer.from('a commit!') },
      { ...COMMIT, decisions: DECISIONS.toReversed() },
      { ...COMMIT, seq: 5 },
      { ...COMMIT, partition: 'all' },
    ];
    const texts = [COMMIT, ...others].map((each) => encodeEntry(entryOf(each)).toString());
    expect(new Set(texts).size).toBe(texts.length);
  });

  const text = Buffer.from(encodeEntry(entry)).toString();
  it.each([
    ['another format', text.replace('v1', 'v2')],
    ['no partition', text.replace('0/4', '/4')],
    ['sequence zero', text.replace('0/4', '0/0')],
    ['a sequence beyond 2^53', text.replace('0/4', '0/9007199254740993')],
    ['a short hash', text.replace('\n5 ', '=\n5 ')],
    ['a count with a zero before it', text.replace('\n5 ', '\n05 ')],
    ['a line more', `${text}x`],
    ['a line less', text.slice(0, -1)],
  ])('is refused with %s', (_, changed) => {
    expect(decodeEntry(Buffer.from(changed))).toBeNull();
  });
});

describe('a receipt', () => {
  it('holds for each decision of a commit', async () => {
    for (let index = 0; index < DECISIONS.length; index++) {
      expect(checkReceipt(await receiptOf(index), verifier())).toMatchObject({ size: 9 });
    }
  });

  it('is refused with any part of it changed', async () => {
    const receipt = await receiptOf(2);
    const other = await receiptOf(3);
    const hash = Buffer.alloc(32, 1);
    const changes: [Partial<Receipt>, string][] = [
      [{ decision: Buffer.from('three!') }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisionIndex: 3 }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisionIndex: -1 }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisions: 4 }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisions: 0 }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisionProof: other.decisionProof }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisionProof: [] }, 'DECISION_NOT_IN_COMMIT'],
      [{ decisionsRoot: hash }, 'DECISION_NOT_IN_COMMIT'],
      [{ commitDigest: hash }, 'COMMIT_NOT_IN_LOG'],
      [{ commitProof: receipt.commitProof.slice(1) }, 'COMMIT_NOT_IN_LOG'],
      [{ commitProof: [...receipt.commitProof, hash] }, 'COMMIT_NOT_IN_LOG'],
      [{ seq: 5 }, 'COMMIT_NOT_IN_LOG'],
      [{ seq: 0 }, 'COMMIT_NOT_IN_LOG'],
      [{ seq: 1e300 }, 'COMMIT_NOT_IN_LOG'],
      [{ partition: '1' }, 'COMMIT_NOT_IN_LOG'],
      [{ partition: '0\n' }, 'COMMIT_NOT_IN_LOG'],
      [{ checkpoint: receipt.checkpoint.replace('\n9\n', '\n8\n') }, 'SIGNATURE_WRONG'],
      [{ checkpoint: '' }, 'MALFORMED'],
    ];
    const faults = changes.map(([change]) => checkReceipt({ ...receipt, ...change }, verifier()));
    expect(faults).toEqual(changes.map(([, fault]) => ({ fault })));
  });

  it('of a decision that was slipped in beside the others is refused', async () => {
    const receipt = await receiptOf(2);
    const alone = { decision: Buffer.from('forged'), decisionIndex: 0, decisions: 1 };
    const forged = entryOf({ ...COMMIT, decisions: [alone.decision] });
    const own = { ...receipt, ...alone, decisionProof: [], decisionsRoot: forged.decisionsRoot };
    expect(checkReceipt(own, verifier())).toEqual({ fault: 'COMMIT_NOT_IN_LOG' });
  });
});

async function receiptOf(index: number): Promise<Receipt> {
  const entries = Array.from({ length: 9 }, (_, at) =>
    encodeEntry(
      entryOf(at === COMMIT.seq - 1 ? COMMIT : { ...COMMIT, seq: at + 1, decisions: [] }),
    ),
  );
  const { read, head } = publish(entries);
  const within = publish(DECISIONS);
  const proofs = await Promise.all([
    readInclusionProof(within.read, { index, size: DECISIONS.length }),
    readInclusionProof(read, { index: COMMIT.seq - 1, size: head.size }),
  ]);
  const [decisionProof, commitProof] = proofs as Hash[][];
  const entry = entryOf(COMMIT);
  return {
    ...{ partition: COMMIT.partition, seq: COMMIT.seq, commitDigest: entry.digest },
    decision: DECISIONS[index] ?? Buffer.alloc(0),
    ...{ decisionIndex: index, decisions: DECISIONS.length, decisionsRoot: entry.decisionsRoot },
    decisionProof: decisionProof ?? [],
    commitProof: commitProof ?? [],
    checkpoint: signCheckpoint(head, noteSigner(NAME, KEY)),
  };
}

function verifier() {
  const key = parseVerifierKey(verifierKey(NAME, KEY.publicKey));
  if (key === null) throw new Error('no key');
  return key;
}
