import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { HoldCommand, HoldRejection } from '../src/domain/hold/commands.ts';
import { holdDecider } from '../src/domain/hold/decider.ts';
import * as f from './fixtures.ts';
import {
  byOwner,
  HOLD,
  historyOf,
  lapse,
  lift,
  place,
  placedAtUs,
  reverify,
  review,
  tell,
} from './hold-fixtures.ts';

const refusals: {
  because: string;
  given: HoldCommand[];
  when: HoldCommand;
  refused: HoldRejection;
}[] = [
  {
    because: 'what is held is not held twice',
    given: [place],
    when: place,
    refused: { reason: 'ALREADY_HELD', holdId: HOLD },
  },
  {
    because: 'a rival freezes nobody',
    given: [],
    when: { ...place, conflicted: ['crd-moderator'] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nor does a rival look at a hold',
    given: [place],
    when: { ...review, conflicted: ['crd-reviewer'] } as HoldCommand,
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nor say that the owner is who they say',
    given: [place, review],
    when: { ...reverify, conflicted: ['crd-operator'] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nor give an account back',
    given: [place, reverify],
    when: { ...lift, conflicted: ['crd-reviewer'] } as HoldCommand,
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'a hold says what points to a takeover',
    given: [],
    when: { ...place, reasons: ' ' },
    refused: { reason: 'HOLD_REASONS_LENGTH', max: 2000 },
  },
  {
    because: 'a takeover did not begin tomorrow',
    given: [],
    when: { ...place, suspectedSinceUs: placedAtUs + 1 },
    refused: {
      reason: 'SUSPECTED_SINCE_INVALID',
      earliestUs: placedAtUs - 30 * f.DAY_US,
      latestUs: placedAtUs,
    },
  },
  {
    because: 'a takeover of long ago is no way to undo old decisions',
    given: [],
    when: { ...place, suspectedSinceUs: placedAtUs - 30 * f.DAY_US - 1 },
    refused: {
      reason: 'SUSPECTED_SINCE_INVALID',
      earliestUs: placedAtUs - 30 * f.DAY_US,
      latestUs: placedAtUs,
    },
  },
  {
    because: 'a hold names a bounded number of devices',
    given: [],
    when: { ...place, suspectCredentialIds: Array.from({ length: 51 }, (_, i) => `crd-${i}`) },
    refused: { reason: 'TOO_MANY_SUSPECTS', max: 50 },
  },
  {
    because: 'there is nothing to review where nothing is held',
    given: [],
    when: review,
    refused: { reason: 'HOLD_UNKNOWN' },
  },
  {
    because: 'who placed it does not review it',
    given: [place],
    when: { ...review, reviewer: 'crd-moderator' } as HoldCommand,
    refused: { reason: 'REVIEWER_PLACED_HOLD' },
  },
  {
    because: 'a review gives reasons',
    given: [place],
    when: { ...review, reasons: '' } as HoldCommand,
    refused: { reason: 'HOLD_REASONS_LENGTH', max: 2000 },
  },
  {
    because: 'it is reviewed once',
    given: [place, review],
    when: review,
    refused: { reason: 'HOLD_ALREADY_REVIEWED' },
  },
  {
    because: 'a verification says what was shown',
    given: [place],
    when: { ...reverify, proof: '' },
    refused: { reason: 'PROOF_LENGTH', max: 500 },
  },
  {
    because: 'a second verification would let the first verifier lift it',
    given: [place, reverify],
    when: { ...reverify, verifiedBy: 'crd-moderator' },
    refused: { reason: 'OWNER_ALREADY_REVERIFIED' },
  },
  {
    because: 'an owner gets back what is theirs',
    given: [place],
    when: { ...reverify, isTheirs: false },
    refused: { reason: 'CREDENTIAL_NOT_THEIRS' },
  },
  {
    because: 'the suspect device is no way back',
    given: [place],
    when: { ...reverify, trustedCredentialId: 'crd-thief' },
    refused: { reason: 'CREDENTIAL_SUSPECT' },
  },
  {
    because: 'nobody is given an account back unverified',
    given: [place, review],
    when: lift,
    refused: { reason: 'OWNER_NOT_REVERIFIED' },
  },
  {
    because: 'who verified the owner does not lift it',
    given: [place, reverify],
    when: { ...lift, liftedBy: 'crd-operator' } as HoldCommand,
    refused: { reason: 'LIFTER_INVOLVED' },
  },
  {
    because: 'who placed it does not lift it',
    given: [place, reverify],
    when: { ...lift, liftedBy: 'crd-moderator' } as HoldCommand,
    refused: { reason: 'LIFTER_INVOLVED' },
  },
  {
    because: 'the return says why',
    given: [place, reverify],
    when: { ...lift, reason: '' } as HoldCommand,
    refused: { reason: 'HOLD_REASONS_LENGTH', max: 2000 },
  },
  {
    because: 'the intruder does not come back with the owner',
    given: [place, reverify],
    when: { ...lift, liveSuspects: ['crd-thief'] } as HoldCommand,
    refused: { reason: 'SUSPECT_CREDENTIAL_LIVE', credentialIds: ['crd-thief'] },
  },
  {
    because: 'what was lifted is not lifted again',
    given: [place, reverify, lift],
    when: lift,
    refused: { reason: 'HOLD_LIFTED' },
  },
  {
    because: 'there is a day to look at it',
    given: [place],
    when: { ...lapse, nowUs: lapse.nowUs - 1 },
    refused: { reason: 'HOLD_NOT_DUE', dueAtUs: lapse.nowUs },
  },
  {
    because: "the owner's own does not end before the owner is verified",
    given: [byOwner],
    when: lapse,
    refused: { reason: 'HOLD_DOES_NOT_LAPSE' },
  },
  {
    because: 'what was reviewed does not end for want of a review',
    given: [place, review],
    when: lapse,
    refused: { reason: 'HOLD_DOES_NOT_LAPSE' },
  },
  {
    because: 'people are told once',
    given: [place, tell],
    when: tell,
    refused: { reason: 'RECIPIENTS_ALREADY_TOLD' },
  },
  {
    because: 'how people were told is said',
    given: [place],
    when: { ...tell, how: '' } as HoldCommand,
    refused: { reason: 'PROOF_LENGTH', max: 500 },
  },
];

describe('a hold refuses', () => {
  it.each(refusals)('$refused.reason: $because', ({ given: orders, when, refused }) => {
    const outcome = given(holdDecider, historyOf(...orders)).when(when);
    expect(outcome).toEqual({ rejected: refused });
  });
});
