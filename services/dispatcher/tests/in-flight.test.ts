import { describe, expect, it } from 'vitest';
import { InFlight } from '../src/app/in-flight.ts';
import type { Release } from '../src/domain/release.ts';

function call(recipient: string) {
  const release: Release = {
    ref: {
      messageId: 'msg',
      releaseAttempt: 1,
      senderId: 'snd-1',
      organisationId: 'org-1',
      campaignId: 'cmp-1',
      recipient,
      decisionNumber: 1n,
    },
    partition: '0',
    credentialId: 'crd-1',
    intermediaryId: 'int-1',
    seatId: '',
    decidedAtUs: 0n,
    factsSeq: 0,
    allPoliticalSeq: 0,
    content: undefined,
  };
  return { release, allPoliticalPseudonym: `all-${recipient}` };
}
const OPTED_OUT = ['optout:organisation:org-1:ana'];

describe('a fact that was read', () => {
  it('is passed at once when no call is out that it concerns', () => {
    const inFlight = new InFlight();
    inFlight.begin(call('luis'));
    inFlight.hold(OPTED_OUT, '0', 7);
    expect(inFlight.passedSeq('0', 7)).toBe(7);
  });

  it('is not passed before the call that it concerns has ended', () => {
    const inFlight = new InFlight();
    const ana = call('ana');
    inFlight.begin(ana);
    inFlight.hold(OPTED_OUT, '0', 7);
    expect(inFlight.passedSeq('0', 9)).toBe(6);
    inFlight.end(ana);
    expect(inFlight.passedSeq('0', 9)).toBe(9);
  });

  it('holds back its own partition only', () => {
    const inFlight = new InFlight();
    inFlight.begin(call('ana'));
    inFlight.hold(['all:all-ana'], 'all', 3);
    expect([inFlight.passedSeq('0', 9), inFlight.passedSeq('all', 3)]).toEqual([9, 2]);
  });

  it('is not held back by a call that began after it was read', () => {
    const inFlight = new InFlight();
    inFlight.hold(OPTED_OUT, '0', 7);
    inFlight.begin(call('ana'));
    expect(inFlight.passedSeq('0', 7)).toBe(7);
  });
});
