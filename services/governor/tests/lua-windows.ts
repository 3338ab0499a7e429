import type { WindowsSection } from '@hustings/policy';
import * as world from './lua-world.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** A row of quiet hours of a test: open from and to these times of every day. */
export function quietRow(jurisdiction: string, from: string, to: string) {
  return {
    jurisdiction,
    name: 'of a test',
    allowed_local: [{ days: [...DAYS], from, to }],
    public_holidays: 'same_as_weekday' as const,
    instrument: 'of a test',
    status: 'design' as const,
    covers_political: 'design',
    source: 'a test',
    kind: 'design' as const,
    confidence: 'high' as const,
  };
}

/** A vote on the day of `world.T0`, a Friday, with polls from 09:00 to 20:00. */
export function vote(jurisdiction: string, timeZone: string) {
  return {
    id: `vote-${jurisdiction.toLowerCase()}`,
    jurisdiction,
    type: 'general' as const,
    pollingDays: ['2027-01-15'],
    pollOpenLocal: '09:00',
    pollCloseLocal: '20:00',
    timeZones: [timeZone],
    sourceUrl: 'https://example.org/call',
    enteredBy: 'officer-1',
    approvedBy: 'officer-2',
  };
}

/** Open at every hour everywhere, apart from what is changed. */
export function windowsWith(changes: Partial<WindowsSection> = {}): WindowsSection {
  return {
    edition: '2026-11-21',
    quietHours: { apply: [], own: [quietRow('*', '00:00', '24:00')], holidays: {} },
    elections: [],
    confirmedRows: [],
    providerQueueMs: 0,
    ...changes,
  };
}

/** Places of a story. With `STORY_WINDOWS` something changes for most of them within its first minutes. */
export const PLACES = [';;ES', 'ES-CN;;', ';Asia/Tokyo;', 'LV;;', 'SK;;', ''];

const rows = (...own: ReturnType<typeof quietRow>[]) =>
  windowsWith({
    quietHours: { apply: [], own: [quietRow('*', '00:00', '24:00'), ...own], holidays: {} },
  });

/** Silence begins 48 hours before the polls open: one minute after `world.T0`. */
const SLOVAK = {
  ...vote('SK', 'Europe/Bratislava'),
  pollingDays: ['2027-01-17'],
  pollOpenLocal: '09:01',
};

/** Over one minute after `world.T0`: what was queued before that and is still there when the vote is entered is cancelled. */
const EARLY = { ...vote('ES', 'Europe/Madrid'), pollOpenLocal: '08:00', pollCloseLocal: '09:01' };

/** `world.T0` is 08:00 on the Canaries, 09:00 in Madrid, 10:00 in Riga, 17:00 in Tokyo. */
export const STORY_WINDOWS: WindowsSection[] = [
  windowsWith({ elections: [SLOVAK] }),
  windowsWith({ elections: [EARLY] }),
  windowsWith({ elections: [vote('LV', 'Europe/Riga'), vote('JP', 'Asia/Tokyo')] }),
  windowsWith({ elections: [vote('ES', 'Europe/Madrid'), SLOVAK], quietHours: null }),
  rows(quietRow('ES-CN', '08:01', '21:00'), quietRow('LV', '08:00', '10:01')),
  rows(quietRow('ES', '09:00', '21:00'), quietRow('JP', '09:00', '17:01')),
];

/** When the windows of `FAULT_POLICY` close at the places that are asked for. */
export const FAULT_WINDOWS = windowsWith({
  quietHours: {
    apply: [],
    own: [quietRow('*', '00:00', '24:00'), quietRow('FR', '11:00', '21:00')],
    holidays: {},
  },
  elections: [vote('PT', 'Europe/Lisbon')],
});
/** 11:00 in Paris and 20:00 in Lisbon. */
export const OPENING = world.T0 + 2 * world.HOUR;
export const SILENCE_END = world.T0 + 12 * world.HOUR;
