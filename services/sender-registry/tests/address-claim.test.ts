import { Channel } from '@hustings/contracts/registry';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type AddressClaimCommand,
  type AddressClaimEvent,
  addressClaimDecider,
  type ClaimHolder,
  UNREGISTERED_CLAIM_GRACE_US,
} from '../src/domain/address-claim.ts';

const NOW = 1_800_000_000_000_000n;
const { CHANNEL_SMS, CHANNEL_WHATSAPP } = Channel;

const FIRST: ClaimHolder = {
  senderId: 'snd-1',
  organisationId: 'org-1',
  channel: CHANNEL_WHATSAPP,
  claimedAtUs: NOW,
};
const HELD: AddressClaimEvent[] = [claimed(FIRST)];

describe('an address', () => {
  it('goes to whoever claims it first', () => {
    expect(given(addressClaimDecider, []).when(claim({}))).toEqual({ events: HELD });
  });

  it('may serve the same organisation on another channel', () => {
    const command = claim({ senderId: 'snd-2', channel: CHANNEL_SMS });
    expect(given(addressClaimDecider, HELD).when(command)).toEqual({
      events: [claimed(command.holder)],
    });
  });

  it('is free again once its sender was revoked', () => {
    const command = claim({ senderId: 'snd-2', organisationId: 'org-2' }, { revoked: ['snd-1'] });
    const events = [claimed(command.holder, ['snd-1'])];
    expect(given(addressClaimDecider, HELD).when(command)).toEqual({ events });
    expect(given(addressClaimDecider, [...HELD, ...events]).state()).toEqual({
      holders: [command.holder],
    });
  });

  it('is free again when nobody registered the sender within the grace', () => {
    const claimedAtUs = NOW + UNREGISTERED_CLAIM_GRACE_US + 1n;
    const command = claim({ senderId: 'snd-2', claimedAtUs }, { unregistered: ['snd-1'] });
    expect(given(addressClaimDecider, HELD).when(command)).toEqual({
      events: [claimed(command.holder, ['snd-1'])],
    });
  });

  it.each<[string, AddressClaimEvent[], AddressClaimCommand]>([
    ['another organisation', HELD, claim({ senderId: 'snd-2', organisationId: 'org-2' })],
    [
      'another organisation on another channel',
      HELD,
      claim({ senderId: 'snd-2', organisationId: 'org-2', channel: CHANNEL_SMS }),
    ],
    ['the same organisation on the same channel', HELD, claim({ senderId: 'snd-2' })],
    [
      'another, while its sender is just being registered',
      HELD,
      claim(
        {
          senderId: 'snd-2',
          organisationId: 'org-2',
          claimedAtUs: NOW + UNREGISTERED_CLAIM_GRACE_US,
        },
        { unregistered: ['snd-1'] },
      ),
    ],
    [
      'another, while one of two senders stands',
      [claimed(FIRST), claimed({ ...FIRST, senderId: 'snd-2', channel: CHANNEL_SMS })],
      claim({ senderId: 'snd-3', organisationId: 'org-2' }, { revoked: ['snd-1'] }),
    ],
  ])('is refused to %s', (_, past, command) => {
    expect(given(addressClaimDecider, past).when(command)).toEqual({
      rejected: { reason: 'ADDRESS_TAKEN' },
    });
  });
});

function claim(
  holder: Partial<ClaimHolder>,
  gone: { revoked?: string[]; unregistered?: string[] } = {},
): AddressClaimCommand {
  return {
    type: 'ClaimAddress',
    holder: { ...FIRST, ...holder },
    revokedSenderIds: gone.revoked ?? [],
    unregisteredSenderIds: gone.unregistered ?? [],
  };
}

function claimed(holder: ClaimHolder, endedSenderIds: string[] = []): AddressClaimEvent {
  return { type: 'AddressClaimed', holder, endedSenderIds };
}
