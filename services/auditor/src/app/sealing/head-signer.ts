import {
  decodeBase64,
  type Hash,
  type NoteSigner,
  signCheckpoint,
  type TreeHead,
} from '@hustings/merkle-log';
import { z } from 'zod';
import { refusalOf } from '../../domain/seal/admit-head.ts';
import { SealFault } from '../../domain/seal/seal-fault.ts';
import type { SealStore } from '../../ports/seal-store.ts';

const savedHead = z.object({
  origin: z.string(),
  size: z.int().nonnegative(),
  root: z.string(),
});

/**
 * Signs the checkpoints of one partition. It keeps the last head that it let pass in a file of its own, and writes it before it signs:
 * whatever is killed in between, no second root for a size, and no tree that forgets another, is ever signed.
 */
export class HeadSigner {
  readonly #store: SealStore;
  readonly #partition: string;
  readonly #key: NoteSigner;
  #signed: TreeHead | null;

  private constructor(
    store: SealStore,
    { partition, key }: { partition: string; key: NoteSigner },
    signed: TreeHead | null,
  ) {
    this.#store = store;
    this.#partition = partition;
    this.#key = key;
    this.#signed = signed;
  }

  /** `published` is the head under the checkpoint: it counts as signed even where the memory of it is gone or older. */
  static async open(
    store: SealStore,
    options: { partition: string; key: NoteSigner; published: TreeHead | null },
  ): Promise<HeadSigner> {
    const { partition, key, published } = options;
    const bytes = await store.read(pathOf(partition));
    if (bytes === null) return new HeadSigner(store, options, published);
    const saved = readHead(bytes);
    if (saved === null) {
      const message = `${pathOf(partition)} cannot be read: restore it, or nobody knows what was signed`;
      throw new SealFault('SEAL_DAMAGED', { partition, message });
    }
    if (saved.origin !== key.name) {
      const message = `what was signed is called ${saved.origin}, this auditor signs ${key.name}: set HUSTINGS_SEAL_ORIGIN back`;
      throw new SealFault('SEAL_KEY_DIFFERS', { partition, message });
    }
    const isOlder = published !== null && published.size > saved.size;
    return new HeadSigner(store, options, isOlder ? published : saved);
  }

  /** Size of the last tree that may have been signed. */
  get size(): number {
    return this.#signed?.size ?? 0;
  }

  /** The checkpoint of a head; throws `SealFault` unless the proof leads to it from the last one. */
  async sign(head: TreeHead, proof: readonly Hash[]): Promise<string> {
    const partition = this.#partition;
    const refusal = refusalOf(this.#signed, head, proof);
    if (refusal !== null) {
      const message = `a tree of ${head.size} is not signed after one of ${this.size} (${refusal}): compare the log with its backup`;
      throw new SealFault('SIGNER_REFUSES', { partition, message });
    }
    const { size } = head;
    const root = Buffer.from(head.root).toString('base64');
    const saved = JSON.stringify({ origin: this.#key.name, size, root });
    await this.#store.write([{ path: pathOf(partition), bytes: Buffer.from(`${saved}\n`) }]);
    this.#signed = head;
    return signCheckpoint(head, this.#key);
  }
}

function pathOf(partition: string): string {
  return `signer/${partition}.json`;
}

function readHead(bytes: Uint8Array): (TreeHead & { origin: string }) | null {
  try {
    const { origin, size, root } = savedHead.parse(JSON.parse(Buffer.from(bytes).toString()));
    const hash = decodeBase64(root);
    return hash && { origin, size, root: hash };
  } catch {
    return null;
  }
}
