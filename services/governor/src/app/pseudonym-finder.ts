import type { RecipientKeys } from '@hustings/privacy';
import type { QueuedMessage } from '@hustings/redis-scripts';
import type { WaitingCall } from './group.ts';

/**
 * All-political pseudonyms of queued messages and new ones, in that order. New ones bring theirs; a queued one's is
 * sealed beside its recipient's key, and most are still in the cache from admission. An erased recipient has no link
 * left: '' stands in no list, and the erasure's own suppression holds.
 */
export function pseudonymFinder(keys: RecipientKeys, partition: string) {
  return async (releases: QueuedMessage[], calls: WaitingCall[]): Promise<string[]> => {
    const ofReleases = releases.map(async ({ admission }) => {
      const { organisationId, recipient } = admission;
      const found = await keys.find({ partition, organisationId, pseudonym: recipient });
      return found?.allPoliticalPseudonym ?? '';
    });
    const ofCalls = calls.map(({ message }) => message.allPoliticalPseudonym);
    return [...(await Promise.all(ofReleases)), ...ofCalls];
  };
}
