import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { type RequestCommand, type RequestEvent, requestDecider } from '../src/domain/request.ts';

const ATTEMPTS = 3;
const EXPIRES_AT_US = 100n;
const row = {
  requestId: 'req-1',
  organisationId: 'org-1',
  requester: 'crd-1',
  senderId: 'snd-1',
  recipient: 'rcp-1',
  language: 'es',
  contentSeq: 7n,
  codeDigest: 'right',
  toBeReviewed: false,
  openedAtUs: 1n,
  expiresAtUs: EXPIRES_AT_US,
};
const opened = { ...row, type: 'RequestOpened' } satisfies RequestEvent;
const refused: RequestEvent = { type: 'CodeRefused', requestId: 'req-1' };

function confirm(codeDigest: string | null, atUs = 50n): RequestCommand {
  return { type: 'ConfirmRequest', requestId: 'req-1', codeDigest, attempts: ATTEMPTS, atUs };
}

function confirmed(confirmedAtUs = 50n): RequestEvent {
  return { type: 'RequestConfirmed', requestId: 'req-1', confirmedAtUs };
}

function lapse(rejected: boolean, atUs: bigint): RequestCommand {
  return { type: 'LapseRequest', requestId: 'req-1', rejected, atUs };
}

function lapsed(reason: string, lapsedAtUs: bigint): RequestEvent {
  return { type: 'RequestLapsed', requestId: 'req-1', reason, lapsedAtUs };
}

describe('a request for somebody else', () => {
  it.each<[string, RequestEvent[], RequestCommand, string]>([
    ['that was never opened', [], confirm('right'), 'RequestUnknown'],
    ['that has lapsed', [opened, lapsed('REJECTED', 9n)], confirm('right'), 'RequestLapsed'],
    ['whose time is over', [opened], confirm('right', EXPIRES_AT_US), 'RequestLapsed'],
    ['whose time is over, by staff', [opened], confirm(null, EXPIRES_AT_US), 'RequestLapsed'],
  ])('%s is not confirmed', (...[, before, when, reason]) => {
    expect(given(requestDecider, before).when(when)).toEqual({ rejected: { reason } });
  });

  it.each<[string, RequestEvent[], RequestCommand, RequestEvent[]]>([
    ['the right code confirms it', [opened], confirm('right'), [confirmed()]],
    ['in the last microsecond too', [opened], confirm('right', 99n), [confirmed(99n)]],
    ['so does a person of staff, without a code', [opened], confirm(null), [confirmed()]],
    [
      'the right code after wrong ones',
      [opened, refused, refused],
      confirm('right'),
      [confirmed()],
    ],
    ['a confirmation is not repeated', [opened, confirmed()], confirm('wrong'), []],
    ['a wrong code is counted', [opened], confirm('wrong'), [refused]],
    ['the last but one as well', [opened, refused], confirm('wrong'), [refused]],
    [
      'the last one ends it',
      [opened, refused, refused],
      confirm('wrong'),
      [refused, lapsed('CODE_ATTEMPTS', 50n)],
    ],
    ['staff ends it at any time', [opened], lapse(true, 2n), [lapsed('REJECTED', 2n)]],
    ['its clock not before it strikes', [opened], lapse(false, 99n), []],
    ['its clock when it strikes', [opened], lapse(false, 100n), [lapsed('EXPIRED', 100n)]],
    ['what is confirmed does not lapse', [opened, confirmed()], lapse(true, 200n), []],
  ])('%s', (...[, before, when, events]) => {
    expect(given(requestDecider, before).when(when)).toEqual({ events });
  });

  it.each<[string, RequestEvent[], bigint, boolean]>([
    ['the first one', [], 1n, true],
    ['not while one is open', [opened], 50n, false],
    ['not while one is open, however late', [opened], 200n, false],
    ['not while a confirmed one is in its time', [opened, confirmed()], 99n, false],
    ['after the time of a confirmed one', [opened, confirmed()], 100n, true],
    [
      'after one that lapsed, with all attempts',
      [opened, refused, lapsed('REJECTED', 9n)],
      10n,
      true,
    ],
  ])('is opened: %s', (...[, before, openedAtUs, opens]) => {
    const again = { ...row, openedAtUs };
    const outcome = given(requestDecider, before).when({ ...again, type: 'OpenRequest' });
    expect(outcome).toEqual({ events: opens ? [{ ...again, type: 'RequestOpened' }] : [] });
  });

  it('that is opened again has all its attempts', () => {
    const again: RequestEvent = { ...opened, openedAtUs: 10n };
    const before = [opened, refused, refused, lapsed('CODE_ATTEMPTS', 9n), again];
    expect(given(requestDecider, before).when(confirm('wrong'))).toEqual({ events: [refused] });
  });
});
