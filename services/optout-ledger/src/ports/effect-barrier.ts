/** Waits until whoever lets messages out knows of a record. */
export interface EffectBarrier {
  /**
   * Settles once every live governor and dispatcher has applied the partition up to this sequence, or lost its right to
   * act. Throws event-log's `BarrierTimeout` when that takes too long; the record stands all the same.
   */
  pass(partition: string, seq: number): Promise<void>;
  /**
   * The same for opt-outs up to this sequence, as far as it takes somebody's word. One of an organisation stands beside a marker on its
   * gate: the log takes no decision behind it from a governor that has not read it, and nothing is answered or handed off that is
   * not in the log. So only dispatchers are waited for. Those from all political senders have no marker: there governors are as well.
   */
  passOptOuts(partition: string, seq: number): Promise<void>;
}
