import type { Channel } from '@hustings/contracts/registry';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** A sender that an address stands for. */
export interface ClaimHolder {
  senderId: string;
  organisationId: string;
  channel: Channel;
  claimedAtUs: bigint;
}

/** Senders that hold one number or handle. At most one organisation among them, at most one a channel. */
export interface AddressClaimState {
  holders: ClaimHolder[];
}

export interface AddressClaimCommand {
  type: 'ClaimAddress';
  holder: ClaimHolder;
  /** Those of the present holders that were revoked. */
  revokedSenderIds: string[];
  /** Those that were never registered: whoever claimed for them died in between, or is just about to register. */
  unregisteredSenderIds: string[];
}

export interface AddressClaimEvent {
  type: 'AddressClaimed';
  holder: ClaimHolder;
  endedSenderIds: string[];
}

export type AddressClaimRejection = { reason: 'ADDRESS_TAKEN' };

/** A claim is followed by the sender's registration within milliseconds; after this long nobody will register it. */
export const UNREGISTERED_CLAIM_GRACE_US = 60_000_000n;

export const addressClaimDecider: Decider<
  AddressClaimState,
  AddressClaimCommand,
  AddressClaimEvent,
  AddressClaimRejection
> = {
  initialState: () => ({ holders: [] }),

  decide(command, state) {
    const { holder } = command;
    const ended = state.holders.filter((present) => {
      const ageUs = holder.claimedAtUs - present.claimedAtUs;
      return (
        command.revokedSenderIds.includes(present.senderId) ||
        (command.unregisteredSenderIds.includes(present.senderId) &&
          ageUs > UNREGISTERED_CLAIM_GRACE_US)
      );
    });
    const blocked = state.holders.some(
      (present) =>
        !ended.includes(present) &&
        (present.organisationId !== holder.organisationId || present.channel === holder.channel),
    );
    if (blocked) return err({ reason: 'ADDRESS_TAKEN' });
    const endedSenderIds = ended.map((present) => present.senderId);
    return ok([{ type: 'AddressClaimed', holder, endedSenderIds }]);
  },

  evolve(state, { holder, endedSenderIds }) {
    const kept = state.holders.filter((present) => !endedSenderIds.includes(present.senderId));
    return { holders: [...kept, holder] };
  },
};
