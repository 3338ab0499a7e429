import type { NatsConnection } from '@nats-io/nats-core';
import { leafHashOf } from '../commit/leaf.ts';
import { type Anchor, LogDiverged, LogUnavailable } from '../types.ts';
import { compareAnchor } from './anchors.ts';
import { type Link, linkOf } from './link.ts';
import type { StreamReader } from './messages.ts';

interface Head {
  seq: number;
  raw: Uint8Array;
}

/**
 * Keeps a writer from writing on over a loss. It knows the last commit that was acknowledged to it, looks for that one
 * after each reconnect before it lets another go, and takes no acknowledgement that lies before it.
 */
export class HeadGuard {
  readonly #reader: StreamReader;
  readonly #link: Link;
  readonly #heads = new Map<string, Head>();
  readonly #created = new Map<string, string>();
  /** Per partition, the count of lost connections at which it was last found sound. */
  readonly #soundAt = new Map<string, number>();
  #divergence: LogDiverged | null = null;

  constructor(nc: NatsConnection, reader: StreamReader) {
    this.#reader = reader;
    this.#link = linkOf(nc);
  }

  /** Last sequence that was acknowledged, 0 before the first. */
  seqOf(partition: string): number {
    return this.#heads.get(partition)?.seq ?? 0;
  }

  /** Throws `LogUnavailable` without a connection, `LogDiverged` when what was acknowledged is gone. */
  async assertSafe(partition: string): Promise<void> {
    if (this.#divergence !== null) throw this.#divergence;
    if (!this.#link.connected) throw new LogUnavailable('no connection to NATS');
    const { losses } = this.#link;
    if (this.#soundAt.get(partition) === losses) return;
    await this.#keepDivergence(() => this.#compare(partition));
    this.#soundAt.set(partition, losses);
  }

  /**
   * Takes note of an acknowledgement. `floor` is what `seqOf` said when the commit was sent: the server had given that number away
   * before, so a sound one gives a higher one now.
   */
  accept(partition: string, { floor, seq, raw }: Head & { floor: number }): void {
    if (seq <= floor) {
      this.#divergence = new LogDiverged(
        `partition ${partition} gave sequence ${seq} after ${floor}: it has lost its tail`,
      );
      throw this.#divergence;
    }
    if (seq > this.seqOf(partition)) this.#heads.set(partition, { seq, raw });
  }

  async #compare(partition: string): Promise<void> {
    const created = this.#created.get(partition);
    if (created === undefined) {
      this.#created.set(partition, (await this.#reader.info(partition)).created);
      return;
    }
    await compareAnchor(this.#reader, partition, this.#anchorOf(partition, created));
  }

  #anchorOf(partition: string, streamCreated: string): Anchor {
    const head = this.#heads.get(partition);
    if (head === undefined) return { streamCreated, seq: 0, leafHash: '' };
    return { streamCreated, seq: head.seq, leafHash: leafHashOf(head.raw) };
  }

  async #keepDivergence(check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      if (error instanceof LogDiverged) this.#divergence = error;
      throw error;
    }
  }
}
