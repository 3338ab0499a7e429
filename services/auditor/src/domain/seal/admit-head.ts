import { type Hash, isConsistent, type TreeHead } from '@hustings/merkle-log';

/** Why a tree is not signed. */
export type HeadRefusal = 'SMALLER' | 'OTHER_ROOT' | 'INCONSISTENT';

/**
 * The signer's one rule: nothing is signed that is not the same tree as the last one, or one that has it as its beginning. `signed`
 * is null before the first.
 */
export function refusalOf(
  signed: TreeHead | null,
  head: TreeHead,
  proof: readonly Hash[],
): HeadRefusal | null {
  if (signed === null || isConsistent(signed, head, proof)) return null;
  if (head.size < signed.size) return 'SMALLER';
  return head.size === signed.size ? 'OTHER_ROOT' : 'INCONSISTENT';
}
