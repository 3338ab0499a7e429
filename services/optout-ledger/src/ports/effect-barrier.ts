/** Waits until whoever lets messages out knows of a record. */
export interface EffectBarrier {
  /**
   * Settles once every live governor and dispatcher has applied the partition up to this sequence, or lost its right to
   * act. Throws event-log's `BarrierTimeout` when that takes too long; the record stands all the same.
   */
  pass(partition: string, seq: number): Promise<void>;
}
