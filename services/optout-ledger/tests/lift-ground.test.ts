import { LiftCause, Scope, Source } from '@hustings/contracts/optout';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { LiftGround } from '../src/domain/decide-lift.ts';
import { type OptOut, type RecipientEvent, recipientDecider } from '../src/domain/recipient.ts';
import { controlGround, hitGround, REQUESTED } from '../src/domain/standing.ts';

const CONTROL = controlGround(1, 'snd-1');
const HIT = hitGround('in-7');
const who = { recipient: 'rcp-1', organisationId: 'org-1' };
const where = { scope: Scope.SCOPE_ORGANISATION, scopeId: '' };

function setBy(ground: string, receivedAtUs: bigint): RecipientEvent {
  return {
    type: 'OptedOut',
    ...{ ...who, ...where, ground, receivedAtUs, inboundId: '', provisional: ground === HIT },
    ...{ source: Source.SOURCE_PROVIDER, tier: '', ruleId: '', dataVersion: '', contentSeq: 0n },
    ...{ normalFormDigest: '', language: '', senderId: '', linkedFrom: '', proof: '' },
  };
}

function lift(ground: string, receivedAtUs: bigint): LiftGround {
  const cause = LiftCause.LIFT_CAUSE_CONTROL_RESUMED;
  return { type: 'LiftGround', ...who, ...where, ground, receivedAtUs, cause, note: '' };
}

function lifted(ground: string, receivedAtUs: bigint): RecipientEvent {
  return { ...lift(ground, receivedAtUs), inboundId: '', type: 'GroundLifted' };
}

function optedIn(ground: string, receivedAtUs: bigint): RecipientEvent {
  return { ...lift(ground, receivedAtUs), inboundId: '', type: 'OptedIn', ruleId: '' };
}

describe('one ground that is taken back', () => {
  it.each<[string, RecipientEvent[], LiftGround, RecipientEvent[]]>([
    [
      'ends the opt-out when it is the only one',
      [setBy(HIT, 1n)],
      lift(HIT, 2n),
      [optedIn(HIT, 2n)],
    ],
    [
      'leaves what somebody else has set',
      [setBy(HIT, 1n), setBy(CONTROL, 1n)],
      lift(HIT, 2n),
      [lifted(HIT, 2n)],
    ],
    ['is nothing when it does not stand', [setBy(REQUESTED, 1n)], lift(HIT, 2n), []],
    ['is nothing when nothing stands', [], lift(HIT, 2n), []],
    [
      'is remembered for a control, whose stop may come late',
      [],
      lift(CONTROL, 2n),
      [lifted(CONTROL, 2n)],
    ],
    ['is remembered once', [lifted(CONTROL, 2n)], lift(CONTROL, 2n), []],
    [
      'is remembered as the latest',
      [lifted(CONTROL, 2n)],
      lift(CONTROL, 3n),
      [lifted(CONTROL, 3n)],
    ],
    ['is not remembered as an earlier one', [lifted(CONTROL, 2n)], lift(CONTROL, 1n), []],
    [
      'lifts a control that was set before',
      [setBy(CONTROL, 1n)],
      lift(CONTROL, 2n),
      [optedIn(CONTROL, 2n)],
    ],
  ])('%s', (...[, before, when, events]) => {
    expect(given(recipientDecider, before).when(when)).toEqual({ events });
  });

  it.each([1n, 2n])('of a control that was set since, or at that moment, stays: %s', (atUs) => {
    const outcome = given(recipientDecider, [setBy(CONTROL, 2n)]).when(lift(CONTROL, atUs));
    expect(outcome).toEqual({ rejected: { reason: 'LaterRequestStands' } });
  });

  it('before its own stop arrives makes that stop count for nothing', () => {
    const late: OptOut = {
      type: 'OptOut',
      ...{ ...who, ...where, ground: CONTROL, receivedAtUs: 1n, inboundId: '' },
      ...{ source: Source.SOURCE_PROVIDER, tier: '', ruleId: '', dataVersion: '' },
      provisional: false,
    };
    const outcome = given(recipientDecider, [lifted(CONTROL, 2n)]).when(late);
    expect(outcome).toEqual({ rejected: { reason: 'LaterRequestStands' } });
  });
});
