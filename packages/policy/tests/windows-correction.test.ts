import { describe, expect, test } from 'vitest';
import { type Election, findLiftedSilence, parsePolicy } from '../src/index.ts';
import { election, policyWith, section, us } from './windows-world.ts';

describe('a silence that has begun', () => {
  const inForce = policyWith(section({ elections: [election({})] }));
  const during = us('2027-05-22T12:00:00+02:00');
  const before = us('2027-05-21T12:00:00+02:00');
  const after = us('2027-05-23T20:00:00+02:00');
  const other = (changes: Partial<Election>) => section({ elections: [election(changes)] });
  const corrections: [string, unknown, boolean][] = [
    ['lifting the election', section(), true],
    ['lifting the whole section', undefined, true],
    ['another polling day', other({ pollingDays: ['2027-06-06'] }), true],
    ['an earlier close', other({ pollCloseLocal: '19:00' }), true],
    ['another id', other({ id: 'vote-2' }), true],
    ['a smaller place', other({ district: 'ES-CT' }), true],
    ['another country', other({ jurisdiction: 'PT', timeZones: ['Europe/Madrid'] }), true],
    ['fewer zones', other({ timeZones: ['Atlantic/Canary'] }), true],
    ['a later close', other({ pollCloseLocal: '22:00' }), false],
    ['one more zone', other({ timeZones: ['Europe/Madrid', 'Atlantic/Canary'] }), false],
    ['one more vote', section({ elections: [election({}), election({ id: 'vote-2' })] }), false],
    [
      'quiet hours beside it',
      section({ elections: [election({})], providerQueueMs: 1_000 }),
      false,
    ],
  ];

  test.each(corrections)('%s while it runs', (_, windows, isRefused) => {
    const next = policyWith(windows);
    const lifted = { electionId: 'vote-1', zone: 'Europe/Madrid' };
    expect(findLiftedSilence(inForce, next, during)).toEqual(isRefused ? lifted : null);
    expect(findLiftedSilence(inForce, next, before)).toBeNull();
    expect(findLiftedSilence(inForce, next, after)).toBeNull();
  });

  test('confirming a row may not shorten it', () => {
    const vote = election({ jurisdiction: 'CO', timeZones: ['America/Bogota'] });
    const unconfirmed = policyWith(section({ elections: [vote] }));
    const confirmed = policyWith(section({ elections: [vote], confirmedRows: ['silence:CO'] }));
    const at = us('2027-05-22T12:00:00-05:00');
    expect(findLiftedSilence(unconfirmed, confirmed, at)).toMatchObject({ electionId: 'vote-1' });
    expect(findLiftedSilence(confirmed, unconfirmed, at)).toBeNull();
  });

  test('a policy without windows has none to lift', () => {
    expect(findLiftedSilence(policyWith(undefined), inForce, during)).toBeNull();
  });
});

describe('the section of a policy document', () => {
  const none = { through: '2030-12-31', dates: [] };
  const hours = (changes: object) =>
    section({ quietHours: { apply: ['*'], own: [], holidays: {}, ...changes } });
  const vote = (changes: object) => section({ elections: [{ ...election({}), ...changes }] });
  const faults: [string, unknown, RegExp][] = [
    ['an unknown edition', section({ edition: '1999-01-01' }), /edition: no such edition/],
    ['an unknown row', hours({ apply: ['*', 'US-XX'] }), /apply\[1\]: there is no row US-XX/],
    ['no row for everywhere else', hours({ apply: ['US'] }), /apply: names no row "\*"/],
    ['holidays that nobody entered', hours({ apply: ['*', 'FR'] }), /under holidays.FR/],
    ['approved by who entered it', vote({ approvedBy: 'officer-1' }), /approvedBy: somebody else/],
    ['days out of order', vote({ pollingDays: ['2027-05-23', '2027-05-09'] }), /stand in order/],
    ['a district elsewhere', vote({ district: 'PT-11' }), /district lies in/],
    ['no such zone', vote({ timeZones: ['Europe/Madird'] }), /no zone Europe\/Madird/],
    ['polls that close first', vote({ pollCloseLocal: '08:00' }), /polls close after/],
    ['no such time', vote({ pollOpenLocal: '9:00' }), /pollOpenLocal: like 09:30/],
    ['the same id twice', section({ elections: [election({}), election({})] }), /entered twice/],
    ['a row nobody knows', section({ confirmedRows: ['silence:XX'] }), /no row silence:XX/],
    ['a slip of the pen', { ...section(), quiet: null }, /Unrecognized key/],
  ];

  test.each(faults)('is refused for %s', (_, windows, message) => {
    const parsed = parsePolicy({ ...policyWith(section()), windows });
    const said = parsed.ok ? [] : parsed.error.map((fault) => `${fault.path}: ${fault.message}`);
    expect(said.join('\n')).toMatch(message);
  });

  test('takes every row once its holidays are known', () => {
    const windows = hours({ apply: ['*', 'FR'], holidays: { FR: none } });
    expect(policyWith(windows).windows).toEqual(windows);
  });
});
