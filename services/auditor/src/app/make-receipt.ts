import { Receipt } from '@hustings/contracts/auditor';
import {
  entryOf,
  GrowingTree,
  type Hash,
  type LogFault,
  readInclusionProof,
  tilePath,
} from '@hustings/merkle-log';
import { SealFault } from '../domain/seal/seal-fault.ts';
import type { FoundDecision } from './find-decisions.ts';
import type { PartitionSeal } from './sealing/partition-seal.ts';

const FORMAT = 'hustings-receipt/v1';

/** The receipt of a decision under the latest checkpoint; null while its commit is not sealed. */
export async function makeReceipt(
  { partition, seq, subject, raw, decisions, index }: FoundDecision,
  seal: PartitionSeal | null,
  messageId: string,
): Promise<Receipt | null> {
  const { checkpoint = null, sealedSize: size = 0 } = seal ?? {};
  if (seal === null || checkpoint === null || seq > size) return null;
  const entry = entryOf({ partition, seq, subject, raw, decisions });
  const proof = await readInclusionProof(seal.read, { index: seq - 1, size });
  return Receipt.fromPartial({
    format: FORMAT,
    ...{ messageId, partition, seq: BigInt(seq), checkpoint },
    commitDigest: Buffer.from(entry.digest),
    decision: Buffer.from(decisions[index] ?? []),
    decisionIndex: index,
    decisions: decisions.length,
    decisionsRoot: Buffer.from(entry.decisionsRoot),
    decisionProof: (await proofWithin(decisions, index)).map((hash) => Buffer.from(hash)),
    commitProof: hashesOr(proof, partition).map((hash) => Buffer.from(hash)),
  });
}

/** A proof, or what the files lack for it. */
export function hashesOr(proof: Hash[] | LogFault, partition: string): Hash[] {
  if (Array.isArray(proof)) return proof;
  const message = `${proof.path} of the sealed log is missing or damaged: restore the folder from a copy`;
  throw new SealFault('SEAL_DAMAGED', { partition, message });
}

/** The tree over the decisions of one commit stands nowhere: there are some hundred at most. */
async function proofWithin(decisions: readonly Uint8Array[], index: number): Promise<Hash[]> {
  const tree = new GrowingTree();
  for (const decision of decisions) tree.append(decision);
  const files = new Map(tree.takeTiles().map(({ tile, bytes }) => [tilePath(tile), bytes]));
  const read = async (path: string): Promise<Uint8Array | null> => files.get(path) ?? null;
  return hashesOr(await readInclusionProof(read, { index, size: decisions.length }), '');
}
