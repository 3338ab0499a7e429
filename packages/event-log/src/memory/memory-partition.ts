import { once } from 'node:events';
import { assert, present } from '@hustings/kernel';
import type { EncodedCommit } from '../commit/encode.ts';
import type { AppendResult } from '../types.ts';

interface StoredMessage {
  seq: number;
  subject: string;
  raw: Uint8Array;
}

/** One stream, in memory. */
export class MemoryPartition {
  readonly created = new Date().toISOString();
  readonly #messages: StoredMessage[] = [];
  readonly #lastOfSubject = new Map<string, number>();
  readonly #seqOfCommit = new Map<string, number>();
  readonly #growth = new EventTarget();

  get lastSeq(): number {
    return this.#messages.length;
  }

  at(seq: number): StoredMessage {
    return present(this.#messages[seq - 1], `no entry ${seq}`);
  }

  last(subject: string): StoredMessage | null {
    const seq = this.#lastOfSubject.get(subject);
    return seq === undefined ? null : this.at(seq);
  }

  /** All of the batch or nothing; a commit that stands already stays where it is. */
  append(batch: EncodedCommit[], expectedSeq: number): AppendResult {
    const first = present(batch[0], 'an empty batch');
    const known = this.#seqOfCommit.get(first.commitId);
    if (known !== undefined) {
      const sameSubject = this.at(known).subject === first.subject;
      assert(sameSubject, `commit id ${first.commitId} was used for another commit`);
      return { outcome: 'appended', seq: known };
    }
    if ((this.#lastOfSubject.get(first.subject) ?? 0) !== expectedSeq) {
      return { outcome: 'conflict' };
    }
    const seq = this.lastSeq + 1;
    for (const { commitId, subject, data } of batch) {
      this.#seqOfCommit.set(commitId, this.push(subject, data));
    }
    return { outcome: 'appended', seq };
  }

  /** All of the batch or nothing, each of the first ones where it expects to stand; null when one cannot. */
  appendTogether(batch: EncodedCommit[], expectedSeqs: readonly number[]): number[] | null {
    const fits = batch.every(({ commitId, subject }, index) => {
      const expected = expectedSeqs[index];
      const isNew = !this.#seqOfCommit.has(commitId);
      return (
        isNew && (expected === undefined || (this.#lastOfSubject.get(subject) ?? 0) === expected)
      );
    });
    if (!fits) return null;
    const seqs = batch.map(({ commitId, subject, data }) => {
      const seq = this.push(subject, data);
      this.#seqOfCommit.set(commitId, seq);
      return seq;
    });
    return seqs.slice(0, expectedSeqs.length);
  }

  push(subject: string, raw: Uint8Array): number {
    const seq = this.#messages.push({ seq: this.lastSeq + 1, subject, raw });
    this.#lastOfSubject.set(subject, seq);
    this.#growth.dispatchEvent(new Event('grown'));
    return seq;
  }

  /** True once the sequence stands; false when the signal aborts first. */
  async reached(seq: number, signal: AbortSignal): Promise<boolean> {
    while (this.lastSeq < seq && !signal.aborted) {
      await once(this.#growth, 'grown', { signal }).catch(() => undefined);
    }
    return !signal.aborted;
  }
}
