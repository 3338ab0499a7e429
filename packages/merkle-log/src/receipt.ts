import { type Checkpoint, type CheckpointFault, openCheckpoint } from './checkpoint.ts';
import { encodeEntry } from './commit-entry.ts';
import { type Hash, leafHash } from './hashing.ts';
import type { NoteVerifier } from './note-keys.ts';
import { isIncluded } from './proofs.ts';

/** Shows that one decision stands at one place of the log, and nothing of its neighbours but hashes. */
export interface Receipt {
  partition: string;
  seq: number;
  /** See `commitDigest`. */
  commitDigest: Hash;
  /** The decision's bytes as they stand in the commit. */
  decision: Uint8Array;
  /** Its place among the decisions of the commit. */
  decisionIndex: number;
  decisions: number;
  decisionsRoot: Hash;
  decisionProof: Hash[];
  /** From the commit's entry to the checkpoint's root. */
  commitProof: Hash[];
  /** Signed note. */
  checkpoint: string;
}

export type ReceiptFault = CheckpointFault | 'DECISION_NOT_IN_COMMIT' | 'COMMIT_NOT_IN_LOG';

/** The checkpoint that a receipt rests on, or why the receipt proves nothing. Never throws for what a file may hold. */
export function checkReceipt(
  receipt: Receipt,
  verifier: NoteVerifier,
): Checkpoint | { fault: ReceiptFault } {
  const checkpoint = openCheckpoint(receipt.checkpoint, verifier);
  if ('fault' in checkpoint) return checkpoint;
  const { partition, seq, commitDigest, decisions, decisionsRoot } = receipt;
  const place = { leaf: leafHash(receipt.decision), index: receipt.decisionIndex };
  const within = { size: decisions, root: decisionsRoot };
  if (!isIncluded(place, receipt.decisionProof, within)) {
    return { fault: 'DECISION_NOT_IN_COMMIT' };
  }
  if (!isPlace(partition, seq)) return { fault: 'COMMIT_NOT_IN_LOG' };
  const entry = encodeEntry({ partition, seq, digest: commitDigest, decisions, decisionsRoot });
  return isIncluded({ leaf: leafHash(entry), index: seq - 1 }, receipt.commitProof, checkpoint)
    ? checkpoint
    : { fault: 'COMMIT_NOT_IN_LOG' };
}

function isPlace(partition: string, seq: number): boolean {
  return /^[0-9a-z]+$/.test(partition) && Number.isSafeInteger(seq) && seq > 0;
}
