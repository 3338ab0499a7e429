import {
  type Checkpoint,
  type Hash,
  isConsistent,
  readConsistencyProof,
} from '@hustings/merkle-log';
import type { Session } from '../session.ts';
import { describeFault, readCheckpointSize, readerOf } from './folder.ts';
import { checkFailed } from './keys.ts';

/**
 * Fails unless the old checkpoint's log is the beginning of the new one's. The proof comes from published tiles, else from the
 * auditor: whoever gives it, it holds or it does not.
 */
export async function proveConsistent(
  session: Session,
  { old, head }: { old: Checkpoint; head: Checkpoint },
  folder: string | undefined,
): Promise<void> {
  if (old.origin !== head.origin) {
    const message = `${old.origin} and ${head.origin} are different logs`;
    throw checkFailed('CHECKPOINT_OTHER_LOG', message);
  }
  if (old.size > head.size) {
    const message = `the log has become shorter: ${old.size} commits were sealed, now ${head.size}`;
    throw checkFailed('LOG_SHORTER', message);
  }
  const proof = await proofOf(session, { old, head, folder });
  if (isConsistent(old, head, proof)) return;
  const message = `the first ${old.size} of ${head.size} commits are not the ones that were sealed: the log was rewritten, keep both checkpoints as evidence`;
  throw checkFailed('NOT_CONSISTENT', message);
}

async function proofOf(
  session: Session,
  { old, head, folder }: { old: Checkpoint; head: Checkpoint; folder: string | undefined },
): Promise<Hash[]> {
  if (old.size === head.size || old.size === 0) return [];
  if (folder === undefined) {
    const partition = head.origin.slice(head.origin.lastIndexOf('/') + 1);
    const sizes = { oldSize: BigInt(old.size), size: BigInt(head.size) };
    const client = session.client('transparency');
    return (await client.getConsistencyProof({ partition, ...sizes })).proof;
  }
  const treeSize = Math.max(head.size, await readCheckpointSize(folder));
  const sizes = { oldSize: old.size, size: head.size, treeSize };
  const proof = await readConsistencyProof(readerOf(folder), sizes);
  return Array.isArray(proof) ? proof : describeFault(folder, proof);
}
