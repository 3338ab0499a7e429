import { fold, given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { paceCodec } from '../src/adapters/pace-codec.ts';
import type {
  BeginSlowStart,
  ConfirmPace,
  PaceCommand,
  PaceRejection,
} from '../src/domain/pace/commands.ts';
import { paceDecider } from '../src/domain/pace/decider.ts';
import type { PaceEvent } from '../src/domain/pace/events.ts';
import { restsUntilUs, runningAt } from '../src/domain/pace/state.ts';
import * as f from './fixtures.ts';

const SLOW_START = `slw-${f.SENDER}-1`;
const factsSinceUs = f.START_US + 10 * f.DAY_US;
const beganAtUs = factsSinceUs + f.SECOND_US;
const LASTS_US = 72 * f.HOUR_US;
const RESTS_US = f.DAY_US;
const endsAtUs = beganAtUs + LASTS_US;

const begin: BeginSlowStart = {
  type: 'BeginSlowStart',
  finding: f.findingAt(factsSinceUs, {
    ruleId: 'people-never-written-to',
    measured: [
      { name: 'strangerShare', value: 1, threshold: 0.9 },
      { name: 'sent', value: 40, threshold: null },
    ],
  }),
  ...{ lastsUs: LASTS_US, restsUs: RESTS_US, contacts: ['crd-admin', 'crd-office'] },
  nowUs: beganAtUs,
};
const confirm: ConfirmPace = {
  type: 'ConfirmPace',
  ...{ senderId: f.SENDER, organisationId: f.ORGANISATION, reason: 'The voter file of May.' },
  ...{ confirmedBy: 'crd-admin', confirmedAs: 'OWNER', issuedAtUs: f.START_US, grantedAtUs: 0 },
  ...{ restsUs: RESTS_US, nowUs: beganAtUs + f.HOUR_US },
};
const againAt = (nowUs: number): BeginSlowStart => ({ ...begin, nowUs });

function historyOf(...commands: PaceCommand[]): PaceEvent[] {
  const events: PaceEvent[] = [];
  for (const command of commands) {
    const result = paceDecider.decide(command, fold(paceDecider, events));
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.reason}`);
    events.push(...result.value);
  }
  return events;
}

describe('a slow start', () => {
  it('begins with a notice to every verified contact, which asks and says what to do', () => {
    const events = historyOf(begin);
    expect(events.map(({ type }) => type)).toEqual([
      'SlowStartBegan',
      'SlowStartNoticeSent',
      'SlowStartNoticeSent',
    ]);
    expect(events[0]).toMatchObject({ slowStartId: SLOW_START, startsAtUs: beganAtUs, endsAtUs });
    const [, notice] = events;
    if (notice?.type !== 'SlowStartNoticeSent') throw new Error('nobody was told');
    for (const said of [
      'no sanction',
      SLOW_START,
      `hustings pace confirm ${f.SENDER}`,
      `hustings hold place --sender ${f.SENDER}`,
      '2027-01-28 08:00:01 UTC',
    ])
      expect(notice.text).toContain(said);
  });

  it.each<{ sentence: string; orders: PaceCommand[]; atUs: number; runs: boolean }>([
    { sentence: 'runs from its beginning', orders: [begin], atUs: beganAtUs, runs: true },
    { sentence: 'runs to its last microsecond', orders: [begin], atUs: endsAtUs - 1, runs: true },
    { sentence: 'ends by itself', orders: [begin], atUs: endsAtUs, runs: false },
    {
      sentence: "ends at once with the owner's word",
      orders: [begin, confirm],
      atUs: confirm.nowUs,
      runs: false,
    },
    {
      sentence: 'is not ended by what was announced before it',
      orders: [{ ...confirm, nowUs: beganAtUs - 2 * f.DAY_US }, begin],
      atUs: beganAtUs,
      runs: true,
    },
  ])('$sentence', ({ orders, atUs, runs }) => {
    expect(runningAt(fold(paceDecider, historyOf(...orders)), atUs) !== null).toBe(runs);
  });

  it('leaves the sender alone for a while, whoever or whatever ended it', () => {
    const after = (...orders: PaceCommand[]): number =>
      restsUntilUs(fold(paceDecider, historyOf(...orders)));
    expect(after(begin)).toBe(endsAtUs + RESTS_US);
    expect(after(begin, confirm)).toBe(confirm.nowUs + RESTS_US);
    expect(after(confirm)).toBe(confirm.nowUs + RESTS_US);
  });

  it('may begin again after that, under another id', () => {
    const [event] = historyOf(begin, againAt(endsAtUs + RESTS_US)).slice(3);
    expect(event).toMatchObject({ type: 'SlowStartBegan', slowStartId: `slw-${f.SENDER}-2` });
  });

  it('is confirmed by the operator for an owner whose credentials are all new', () => {
    const operator = { ...confirm, confirmedAs: 'OPERATOR', issuedAtUs: beganAtUs } as const;
    expect(historyOf(begin, operator).at(-1)).toMatchObject({
      type: 'PaceConfirmed',
      confirmedAs: 'OPERATOR',
    });
  });
});

describe('a pace', () => {
  it.each<{ because: string; given: PaceCommand[]; when: PaceCommand; refused: PaceRejection }>([
    {
      because: 'who is slow is not slowed down twice',
      given: [begin],
      when: againAt(endsAtUs - 1),
      refused: { reason: 'ALREADY_SLOW', slowStartId: SLOW_START },
    },
    {
      because: 'a mailing that was confirmed goes on',
      given: [begin, confirm],
      when: againAt(confirm.nowUs + RESTS_US - 1),
      refused: { reason: 'PACE_RESTS', untilUs: confirm.nowUs + RESTS_US },
    },
    {
      because: 'a slow start that ended by itself does not begin again at once',
      given: [begin],
      when: againAt(endsAtUs),
      refused: { reason: 'PACE_RESTS', untilUs: endsAtUs + RESTS_US },
    },
    {
      because: 'what was announced ahead needs no slow start',
      given: [confirm],
      when: againAt(confirm.nowUs),
      refused: { reason: 'PACE_RESTS', untilUs: confirm.nowUs + RESTS_US },
    },
    {
      because: 'a confirmation says what is new',
      given: [begin],
      when: { ...confirm, reason: ' ' },
      refused: { reason: 'PACE_REASON_LENGTH', max: 500 },
    },
    {
      because: 'a confirmation is no essay',
      given: [begin],
      when: { ...confirm, reason: 'x'.repeat(501) },
      refused: { reason: 'PACE_REASON_LENGTH', max: 500 },
    },
    {
      because: 'an intruder can issue a credential, and so it has to be older than what is new',
      given: [begin],
      when: { ...confirm, issuedAtUs: factsSinceUs - f.DAY_US + 1 },
      refused: { reason: 'CONFIRMER_TOO_NEW', fromUs: factsSinceUs + 1 },
    },
    {
      because: 'the credential that let the tool in does not vouch for it',
      given: [begin],
      when: { ...confirm, grantedAtUs: factsSinceUs - f.DAY_US + 1 },
      refused: { reason: 'CONFIRMER_GRANTED_TOOL' },
    },
    {
      because: 'an announcement is as good as a confirmation and asks for as much',
      given: [],
      when: { ...confirm, issuedAtUs: confirm.nowUs - f.DAY_US + 1 },
      refused: { reason: 'CONFIRMER_TOO_NEW', fromUs: confirm.nowUs + 1 },
    },
  ])('refuses, because $because', ({ given: before, when, refused }) => {
    const outcome = given(paceDecider, historyOf(...before)).when(when);
    expect(outcome).toEqual({ rejected: refused });
  });

  it('stands in the log as it happened, and in a snapshot as it is', () => {
    const events = historyOf(begin, confirm);
    const throughTheLog = (event: PaceEvent): PaceEvent => {
      // Each member of the union meets the format of its own type.
      const format = paceCodec[event.type] as {
        encode(e: PaceEvent): Uint8Array;
        decode(d: Uint8Array): PaceEvent;
      };
      return format.decode(format.encode(event));
    };
    expect(events.map(throughTheLog)).toEqual(events);
    const state = fold(paceDecider, events);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
