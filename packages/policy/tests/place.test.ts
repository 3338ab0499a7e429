import { describe, expect, it } from 'vitest';
import { type Place, placeOf, readPlace } from '../src/windows/place.ts';
import { edition } from './windows-world.ts';

const nowhere: Place = { region: '', zone: '', numbers: [] };

describe('the place of a message', () => {
  it.each<[string, Partial<Place>, string]>([
    ['nothing is known', {}, ';;'],
    ['a region', { region: 'ES-CT' }, 'ES-CT;;'],
    ['a zone', { zone: 'Europe/Madrid' }, ';Europe/Madrid;'],
    ['an older name of a zone', { zone: 'Asia/Calcutta' }, ';Asia/Kolkata;'],
    ['what the number says', { numbers: ['ES'] }, ';;ES'],
    ['two places that share a code', { numbers: ['US', 'CA'] }, ';;CA+US'],
    ['each of them once', { numbers: ['US', 'US'] }, ';;US'],
    [
      'a region, beside which the number says nothing more',
      { region: 'PT', numbers: ['ES'] },
      'PT;;',
    ],
    ['a zone beside a number', { zone: 'Europe/Madrid', numbers: ['PT'] }, ';Europe/Madrid;PT'],
  ])('%s', (...[, known, text]) => {
    const place = { ...nowhere, ...known };
    expect(placeOf(edition(), place)).toEqual({ ok: true, value: text });
    expect(placeOf(edition(), readPlace(text))).toEqual({ ok: true, value: text });
  });

  it.each([
    ['a region that is none', { region: 'XX' }, 'REGION_UNKNOWN'],
    ['a zone that is none', { zone: 'Europe/Atlantis' }, 'ZONE_UNKNOWN'],
    ['a zone that is too long for one', { zone: `Europe/Madrid${' '.repeat(64)}` }, 'ZONE_UNKNOWN'],
    ['a zone beside a region', { region: 'ES', zone: 'Mars' }, 'ZONE_UNKNOWN'],
  ])('%s is refused', (...[, known, error]) => {
    expect(placeOf(edition(), { ...nowhere, ...known })).toEqual({ ok: false, error });
  });

  it.each(['', 'anything else'])('that is not recorded is unknown: "%s"', (text) => {
    expect(readPlace(text)).toMatchObject({ zone: '', numbers: [] });
  });
});
