import { present } from '@hustings/kernel';
import { ed25519KeyOf, noteSigner, parseVerifierKey, verifierKey } from '@hustings/merkle-log';
import type { LogKey } from '../app/sealing/partition-seal.ts';

/**
 * Keys of the partitions' logs: one pair from a seed (64 hex digits), under a name for each partition, so that no checkpoint of one
 * can pass for another's.
 */
export function createLogKeys(seed: string, origin: string): (partition: string) => LogKey {
  const key = ed25519KeyOf(Buffer.from(seed, 'hex'));
  return (partition) => {
    const name = `${origin}/${partition}`;
    const text = verifierKey(name, key.publicKey);
    return {
      signer: noteSigner(name, key),
      verifier: present(parseVerifierKey(text), 'a key that was made here'),
      verifierKey: text,
    };
  };
}
