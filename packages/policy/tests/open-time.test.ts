import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foreseenAt, RUNS_WHILE_CLOSED_US, windowsAt } from '../src/index.ts';
import { compiled, election, quiet, section, us } from './windows-world.ts';

const HOUR = 3_600_000_000;
const PLACE = 'ES-MD;Europe/Madrid;';
/** Open from 09:00 to 21:00 on every day, less the five seconds that a release may take. */
const ROW = {
  jurisdiction: 'ES',
  name: 'of a test',
  allowed_local: [
    {
      days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as (
        | 'mon'
        | 'tue'
        | 'wed'
        | 'thu'
        | 'fri'
        | 'sat'
        | 'sun'
      )[],
      from: '09:00',
      to: '21:00',
    },
  ],
  public_holidays: 'same_as_weekday' as const,
  instrument: 'of a test',
  status: 'design' as const,
  covers_political: 'design',
  source: 'a test',
  kind: 'design' as const,
  confidence: 'high' as const,
};
const DAILY = quiet([], { quietHours: { apply: ['*'], own: [ROW], holidays: {} } });
const LEAD_US = 5_000_000;
const at = (text: string) => us(`2027-03-${text}:00+01:00`);
const delay = (from: string, hours: number, runsWhileClosed = false) => ({
  fromUs: at(from),
  delayUs: hours * HOUR,
  runsWhileClosed,
});

describe('a forecast', () => {
  test.each([
    { story: 'of the same day', given: delay('10T10:00', 2), is: at('10T12:00') },
    { story: 'over a night', given: delay('10T20:00', 2), is: at('11T10:00') + LEAD_US },
    {
      story: 'over two nights',
      given: delay('10T20:00', 14),
      is: at('12T10:00') + 2 * LEAD_US,
    },
    {
      story: 'of a period that passes by night',
      given: delay('10T20:00', 24, true),
      is: at('11T20:00'),
    },
    { story: 'of one that ends by night', given: delay('10T20:00', 4, true), is: at('11T09:00') },
    { story: 'without delay', given: delay('10T20:00', 0), is: at('10T20:00') },
  ])('$story', ({ given, is }) => {
    expect(foreseenAt(DAILY, PLACE, given)).toBe(is);
  });

  test('without windows is the delay', () => {
    expect(foreseenAt(undefined, PLACE, delay('10T20:00', 5))).toBe(at('10T20:00') + 5 * HOUR);
  });

  test('passes over an election silence', () => {
    const windows = compiled(section({ elections: [election({})] }));
    const from = us('2027-05-21T23:00:00+02:00');
    const ends = us('2027-05-23T20:00:00+02:00');
    const given = { fromUs: from, delayUs: 2 * HOUR, runsWhileClosed: false };
    expect(foreseenAt(windows, PLACE, given)).toBe(ends + HOUR + LEAD_US);
  });

  test('where nothing opens any more is the delay', () => {
    const never = quiet(['PT']);
    const given = delay('10T20:00', 3);
    expect(foreseenAt(never, ';;PT', given)).toBe(given.fromUs + given.delayUs);
  });

  test('is never earlier than the delay, never at an hour that is closed, and later for longer delays', () => {
    const minutes = fc.integer({ min: 0, max: 14 * 1_440 });
    fc.assert(
      fc.property(
        minutes,
        fc.tuple(minutes, minutes),
        fc.boolean(),
        (...[start, lengths, runs]) => {
          const [one, other] = lengths;
          const fromUs = at('01T09:00') + start * 60_000_000;
          const of = (length: number) => {
            const delayUs = length * 60_000_000;
            return foreseenAt(DAILY, PLACE, { fromUs, delayUs, runsWhileClosed: runs });
          };
          const [short, long] = [of(Math.min(one, other)), of(Math.max(one, other))];
          expect(short).toBeGreaterThanOrEqual(fromUs + Math.min(one, other) * 60_000_000);
          expect(windowsAt(DAILY, PLACE, short).state).toBe('OPEN');
          expect(long).toBeGreaterThanOrEqual(short);
        },
      ),
      { seed: 20_270_310, numRuns: 300 },
    );
  });

  test('takes limits of an hour and more for periods that pass by night', () => {
    expect(RUNS_WHILE_CLOSED_US).toBe(HOUR);
  });
});
