/** Why the log can neither be sealed further nor vouched for. */
export type SealFaultReason =
  /** The event log ends before what was sealed. */
  | 'LOG_SHORTER_THAN_SEAL'
  /** An entry of the event log is not the one that was sealed. */
  | 'LOG_DIFFERS_FROM_SEAL'
  /** Files of the sealed log are missing, or do not belong together. */
  | 'SEAL_DAMAGED'
  /** The sealed log was signed with another key or under another name. */
  | 'SEAL_KEY_DIFFERS'
  /** What was signed is no beginning of what should be. */
  | 'SIGNER_REFUSES';

/** The sealed log and the event log do not agree, or the seal itself is broken: a person has to look. */
export class SealFault extends Error {
  override readonly name = 'SealFault';
  readonly reason: SealFaultReason;
  readonly partition: string;
  /** First commit that differs, where one is known. */
  readonly seq: number | undefined;

  constructor(
    reason: SealFaultReason,
    { partition, seq, message }: { partition: string; seq?: number; message: string },
  ) {
    super(`${reason}: partition ${partition}: ${message}`);
    this.reason = reason;
    this.partition = partition;
    this.seq = seq;
  }
}
