import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Election, nextOpening, windowsAt } from '../src/index.ts';
import {
  compiled,
  edition,
  election,
  LEAD_US,
  quiet,
  say,
  section,
  stretches,
  us,
} from './windows-world.ts';

function silentFor(vote: Election, place: string, days: [string, string]) {
  return stretches(compiled(section({ elections: [vote] })), place, days);
}

/** Silence from and to an instant, less the time that a hand-off may take. */
function silence(from: string, to: string) {
  const begins = (us(from) - LEAD_US) / 1_000;
  return [
    { state: 'SILENT', from: new Date(begins).toISOString() },
    { state: 'OPEN', from: new Date(to).toISOString() },
  ];
}

const ROWS = [...edition().silenceRows.values()];

/** The worked examples of the data as elections: when polls open and close is what the examples presuppose. */
const EXAMPLES: Record<string, { vote: Partial<Election>; from: string; to: string }> = {
  ES: {
    vote: { pollingDays: ['2023-07-23'] },
    from: '2023-07-22T00:00:00+02:00',
    to: '2023-07-23T20:00:00+02:00',
  },
  FR: {
    vote: { pollingDays: ['2026-03-15'], timeZones: ['Europe/Paris'] },
    from: '2026-03-14T00:00:00+01:00',
    to: '2026-03-15T20:00:00+01:00',
  },
  IT: {
    vote: {
      pollingDays: ['2021-10-03', '2021-10-04'],
      pollOpenLocal: '07:00',
      pollCloseLocal: '15:00',
      timeZones: ['Europe/Rome'],
    },
    from: '2021-10-02T00:00:00+02:00',
    to: '2021-10-04T15:00:00+02:00',
  },
  PL: {
    vote: { pollingDays: ['2024-04-21'], pollCloseLocal: '21:00', timeZones: ['Europe/Warsaw'] },
    from: '2024-04-20T00:00:00+02:00',
    to: '2024-04-21T21:00:00+02:00',
  },
  MX: {
    vote: {
      pollingDays: ['2024-06-02'],
      pollCloseLocal: '18:00',
      timeZones: ['America/Mexico_City'],
    },
    from: '2024-05-30T00:00:00-06:00',
    to: '2024-06-02T18:00:00-06:00',
  },
  AR: {
    vote: {
      pollingDays: ['2023-10-22'],
      pollOpenLocal: '08:00',
      pollCloseLocal: '18:00',
      timeZones: ['America/Argentina/Buenos_Aires'],
    },
    from: '2023-10-20T08:00:00-03:00',
    to: '2023-10-22T21:00:00-03:00',
  },
  BO: {
    vote: { pollingDays: ['2025-08-17'], pollCloseLocal: '16:00', timeZones: ['America/La_Paz'] },
    from: '2025-08-14T00:00:00-04:00',
    to: '2025-08-17T16:00:00-04:00',
  },
  EC: {
    vote: { pollingDays: ['2025-04-13'], timeZones: ['America/Guayaquil'] },
    from: '2025-04-11T00:00:00-05:00',
    to: '2025-04-13T17:00:00-05:00',
  },
};

describe('election silence', () => {
  test('every worked example of the data is tested below', () => {
    const worked = ROWS.filter((row) => row.worked_example !== undefined);
    expect(worked.map((row) => row.country).sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  test.each(Object.entries(EXAMPLES))('the worked example of %s', (country, { vote, from, to }) => {
    const day = Date.parse(from);
    const around: [string, string] = [
      new Date(day - 86_400_000).toISOString(),
      new Date(day + 9 * 86_400_000).toISOString(),
    ];
    const event = election({ jurisdiction: country, ...vote });
    expect(silentFor(event, `${country};;`, around).slice(1)).toEqual(silence(from, to));
  });

  test.each(ROWS.map((row) => [row.country, row] as const))('row %s', (country, row) => {
    const zone = edition().zones.countries[country]?.[0] ?? '';
    const event = election({ jurisdiction: country, timeZones: [zone] });
    const place = `${country};${zone};`;
    const week: [string, string] = ['2027-05-15T00:00:00Z', '2027-05-26T00:00:00Z'];
    const spans = (confirmedRows: string[]) =>
      stretches(compiled(section({ elections: [event], confirmedRows })), place, week);
    const isSilent = spans([]).some(({ state }) => state === 'SILENT');
    const passes = row.start === null || ['exempt', 'media_only'].includes(row.covers_messaging);
    expect(isSilent).toBe(!passes);
    if (!isSilent) return;
    const [before, begin, end, ...more] = spans([`silence:${country}`]);
    if (row.covers_messaging === 'none') expect([begin, end]).toEqual([undefined, undefined]);
    else {
      expect([before?.state, begin?.state, end?.state, more]).toEqual([
        'OPEN',
        'SILENT',
        'OPEN',
        [],
      ]);
      const hours = (Date.parse(end?.from ?? '') - Date.parse(begin?.from ?? '')) / 3_600_000;
      expect(hours).toBeGreaterThan(11);
      expect(hours).toBeLessThan(6 * 24);
    }
  });

  test.each(ROWS.filter((row) => row.confidence === 'low').map((row) => [row.country]))(
    'until somebody confirms %s the eve and the whole polling day are silent at least',
    (country) => {
      const zone = edition().zones.countries[country]?.[0] ?? '';
      const event = election({ jurisdiction: country, timeZones: [zone] });
      const windows = compiled(section({ elections: [event] }));
      const offset = localOffset(zone);
      for (const time of ['2027-05-22T00:00:00', '2027-05-22T12:00:00', '2027-05-23T23:59:00']) {
        expect(say(windows, `${country};${zone};`, `${time}${offset}`)).toBe(
          'SILENT silence:vote-1',
        );
      }
    },
  );

  test('a country of which nothing is known is silent on the eve and on polling day', () => {
    const event = election({ jurisdiction: 'IS', timeZones: ['Atlantic/Reykjavik'] });
    const around: [string, string] = ['2027-05-20T00:00:00Z', '2027-05-26T00:00:00Z'];
    const expected = silence('2027-05-22T00:00:00Z', '2027-05-24T00:00:00Z');
    expect(silentFor(event, 'IS;;', around).slice(1)).toEqual(expected);
  });

  test('a recipient of whom nothing is known is silent in every election', () => {
    const windows = compiled(
      section({ elections: [election({ jurisdiction: 'GB', timeZones: ['Europe/London'] })] }),
    );
    expect(say(windows, ';;', '2027-05-22T00:00:00+01:00')).toBe('SILENT silence:vote-1');
    expect(say(windows, ';;GB', '2027-05-22T00:00:00+01:00')).toBe('OPEN');
  });

  test('it begins on the clock of the recipient and ends when the last polls close', () => {
    const event = election({ timeZones: ['Europe/Madrid', 'Africa/Ceuta', 'Atlantic/Canary'] });
    const around: [string, string] = ['2027-05-20T00:00:00Z', '2027-05-26T00:00:00Z'];
    const end = '2027-05-23T20:00:00+01:00';
    const at = (from: string) => silence(from, end);
    expect(silentFor(event, 'ES-MD;;', around).slice(1)).toEqual(at('2027-05-22T00:00:00+02:00'));
    expect(silentFor(event, 'ES-CN;;', around).slice(1)).toEqual(at('2027-05-22T00:00:00+01:00'));
    expect(silentFor(event, ';;ES', around).slice(1)).toEqual(at('2027-05-22T00:00:00+02:00'));
  });

  test.each([
    ['the district itself', 'IN-MH:PUNE-34', true],
    ['its state, when no more is known', 'IN-MH;;', true],
    ['its country, when no more is known', ';;IN', true],
    ['another district', 'IN-MH:THANE-25', false],
    ['another state', 'IN-KA;;', false],
    ['somebody abroad with a number from there', ';Asia/Dubai;IN', true],
    ['somebody abroad who votes elsewhere', 'AE;;', false],
    ['somebody there with a foreign number', ';Asia/Kolkata;AE', true],
  ])('a vote in one district concerns %s: %s', (_, place, isSilent) => {
    const event = election({
      jurisdiction: 'IN',
      district: 'IN-MH:PUNE-34',
      timeZones: ['Asia/Kolkata'],
    });
    const said = say(compiled(section({ elections: [event] })), place, '2027-05-22T12:00:00Z');
    expect(said).toBe(isSilent ? 'SILENT silence:vote-1' : 'OPEN');
  });

  test('days that do not follow one another are votes of their own', () => {
    const event = election({ pollingDays: ['2027-05-09', '2027-05-23'] });
    const around: [string, string] = ['2027-05-07T00:00:00Z', '2027-05-26T00:00:00Z'];
    expect(silentFor(event, 'ES-MD;;', around).slice(1)).toEqual([
      ...silence('2027-05-08T00:00:00+02:00', '2027-05-09T20:00:00+02:00'),
      ...silence('2027-05-22T00:00:00+02:00', '2027-05-23T20:00:00+02:00'),
    ]);
  });

  test('a law for the media only warns', () => {
    const event = election({ jurisdiction: 'AU', timeZones: ['Australia/Sydney'] });
    const windows = compiled(section({ elections: [event] }));
    expect(windowsAt(windows, 'AU-NSW;;', us('2027-05-22T00:00:00Z'))).toMatchObject({
      state: 'OPEN',
      warning: 'silence:vote-1',
    });
    expect(windowsAt(windows, 'AU-NSW;;', us('2027-05-24T00:00:00Z'))).toMatchObject({
      warning: '',
    });
  });

  test('it begins earlier by what a provider may hold', () => {
    const windows = compiled(section({ elections: [election({})], providerQueueMs: 36_000_000 }));
    const begin = us('2027-05-21T14:00:00+02:00') - LEAD_US;
    expect(say(windows, 'ES-MD;;', begin - 1)).toBe('OPEN');
    expect(say(windows, 'ES-MD;;', begin)).toBe('SILENT silence:vote-1');
  });

  test('the end of silence is stated, and the next opening comes after it', () => {
    const windows = quiet(['ES'], { elections: [election({})] });
    const at = us('2027-05-22T12:00:00+02:00');
    const place = 'ES-MD;Europe/Madrid;';
    expect(windowsAt(windows, place, at)).toMatchObject({
      state: 'SILENT',
      endsAtUs: us('2027-05-23T20:00:00+02:00'),
    });
    expect(nextOpening(windows, place, at)).toBe(us('2027-05-24T09:00:00+02:00'));
  });

  test('once it is over it is known as passed, of several the last', () => {
    const later = election({ id: 'vote-2', pollingDays: ['2027-06-20'] });
    const windows = compiled(section({ elections: [later, election({})] }));
    const [first, second] = ['2027-05-23T20:00:00+02:00', '2027-06-20T20:00:00+02:00'].map(us);
    const passedAt = (at: number) => windowsAt(windows, 'ES-MD;;', at).passed;
    expect(passedAt(Number(first) - 1)).toBeNull();
    expect(passedAt(Number(first))).toEqual({ ruleId: 'silence:vote-1', endedAtUs: first });
    expect(passedAt(Number(second) - 1)).toEqual({ ruleId: 'silence:vote-1', endedAtUs: first });
    expect(passedAt(Number(second))).toEqual({ ruleId: 'silence:vote-2', endedAtUs: second });
  });

  test('a law for the media only never passes: it cancels nothing', () => {
    const event = election({ jurisdiction: 'AU', timeZones: ['Australia/Sydney'] });
    const windows = compiled(section({ elections: [event] }));
    expect(windowsAt(windows, 'AU-NSW;;', us('2027-07-01T00:00:00Z')).passed).toBeNull();
  });

  test('of two votes the one that ends last is named, and silence lasts until it ends', () => {
    const elections = [election({}), election({ id: 'vote-2', pollCloseLocal: '22:00' })];
    const windows = compiled(section({ elections }));
    expect(windowsAt(windows, 'ES-MD;;', us('2027-05-22T12:00:00+02:00'))).toMatchObject({
      ruleId: 'silence:vote-2',
      endsAtUs: us('2027-05-23T22:00:00+02:00'),
    });
  });
});

test('whatever the quiet hours are, nothing is open inside a silence', () => {
  const names = [...edition().quietRows.keys()];
  const countries = ROWS.filter((row) => row.start !== null).map((row) => row.country);
  fc.assert(
    fc.property(
      fc.constantFrom(...countries),
      fc.constantFrom(...names, ''),
      fc.integer({ min: 0, max: 47 }),
      (country, row, hour) => {
        const zones = edition().zones.countries[country] ?? [];
        const elections = [election({ jurisdiction: country, timeZones: [...zones] })];
        const silent = compiled(section({ elections }));
        const both = row === '' ? silent : quiet([row], { elections });
        const atUs = us('2027-05-22T00:00:00Z') + hour * 3_600_000_000;
        const place = `;;${country}`;
        const without = windowsAt(silent, place, atUs);
        if (without.state !== 'SILENT') return;
        expect(windowsAt(both, place, atUs)).toMatchObject({
          state: 'SILENT',
          endsAtUs: without.endsAtUs,
        });
      },
    ),
    { seed: 20_270_523, numRuns: 200 },
  );
});

function localOffset(zone: string): string {
  const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(Date.parse('2027-05-22T12:00:00Z'))
    .find(({ type }) => type === 'timeZoneName')?.value;
  return name === 'GMT' ? 'Z' : (name ?? '').replace('GMT', '');
}
