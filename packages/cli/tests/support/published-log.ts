import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Receipt } from '@hustings/contracts/auditor';
import { Decision, DecisionKind, Outcome, Reason } from '@hustings/contracts/governor';
import {
  ed25519KeyOf,
  encodeEntry,
  entryOf,
  GrowingTree,
  type Hash,
  noteSigner,
  readInclusionProof,
  signCheckpoint,
  tilePath,
  verifierKey,
} from '@hustings/merkle-log';

const KEY = ed25519KeyOf(Buffer.alloc(32, 3));

/** A published log of one partition, made in a folder as an auditor makes it. */
export class PublishedLog {
  readonly folder: string;
  readonly key: string;
  readonly #origin: string;
  readonly #tree = new GrowingTree();
  readonly #files = new Map<string, Uint8Array>();
  #checkpoint = '';

  constructor(folder: string, origin = 'log.example/0') {
    this.folder = folder;
    this.#origin = origin;
    this.key = verifierKey(origin, KEY.publicKey);
  }

  get checkpoint(): string {
    return this.#checkpoint;
  }

  /** Appends commits, with one decision each when there is a message, and publishes. */
  grow(commits: number, messageId = ''): void {
    for (let n = 0; n < commits; n++) {
      this.#tree.append(encodeEntry(entryOf(this.#commit(this.#tree.head.size + 1, messageId))));
    }
    for (const { tile, bytes } of this.#tree.takeTiles()) this.#put(tilePath(tile), bytes);
    this.#checkpoint = signCheckpoint(this.#tree.head, noteSigner(this.#origin, KEY));
    this.#put('checkpoint', Buffer.from(this.#checkpoint));
  }

  /** The receipt of the message in a commit, as a line. */
  async receipt(seq: number, messageId: string): Promise<string> {
    const { size } = this.#tree.head;
    const commit = this.#commit(seq, messageId);
    const entry = entryOf(commit);
    const read = async (path: string) => this.#files.get(path) ?? null;
    const proof = (await readInclusionProof(read, { index: seq - 1, size })) as Hash[];
    const receipt = Receipt.fromPartial({
      format: 'hustings-receipt/v1',
      ...{ messageId, partition: '0', seq: BigInt(seq), checkpoint: this.#checkpoint },
      commitDigest: Buffer.from(entry.digest),
      decision: Buffer.from(commit.decisions[0] ?? []),
      decisions: 1,
      decisionsRoot: Buffer.from(entry.decisionsRoot),
      commitProof: proof.map((hash) => Buffer.from(hash)),
    });
    return JSON.stringify(Receipt.toJSON(receipt));
  }

  #commit(seq: number, messageId: string) {
    const decision = Decision.encode(
      Decision.fromPartial({
        messageId,
        kind: DecisionKind.DECISION_KIND_ADMISSION,
        outcome: Outcome.OUTCOME_REFUSED,
        reason: Reason.REASON_OPTED_OUT_ORGANISATION,
      }),
    ).finish();
    return {
      ...{
        partition: '0',
        seq,
        subject: 'hustings.evt.0.gate.1',
        raw: Buffer.from(`commit ${seq}`),
      },
      decisions: messageId === '' ? [] : [decision],
    };
  }

  #put(path: string, bytes: Uint8Array): void {
    this.#files.set(path, bytes);
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
