import type { Commit } from '@hustings/contracts/log';
import { SenderRegistered } from '@hustings/contracts/registry';

/** Senders that a commit of the registry registered, with their owners: whose standing is whose business. */
export function readOwner(commit: Commit): { senderId: string; organisationId: string }[] {
  return commit.events
    .filter((event) => event.eventType === 'registry.SenderRegistered.v1')
    .flatMap((event) => SenderRegistered.decode(event.data).sender ?? [])
    .map(({ senderId, organisationId }) => ({ senderId, organisationId }));
}
