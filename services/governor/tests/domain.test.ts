import type { LimitProfile } from '@hustings/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateCompletion } from '../src/domain/estimate.ts';
import { templateOf } from '../src/domain/template.ts';
import { unitsOf } from '../src/domain/units.ts';

const COMMON = {
  onUnknownPast: 'empty',
  shadow: false,
  meaning: 'as the test says',
  source: 'test',
} as const;

const TWENTY_A_SECOND: LimitProfile = {
  meaning: 'test',
  sender: [
    {
      ...COMMON,
      id: 'per-second',
      shape: 'window',
      max: 20,
      perMs: 1_000,
      guardMs: 0,
      cost: 'messages',
    },
  ],
  organisation: [
    { ...COMMON, id: 'daily', shape: 'uniques', max: 2_000, perMs: 86_400_000, cost: 'messages' },
  ],
};

describe('the finishing time', () => {
  const rows: [string, LimitProfile, number, number, number, string][] = [
    ['nothing is over at once', TWENTY_A_SECOND, 0, 0, 0, ''],
    ['what fits one window goes at once', TWENTY_A_SECOND, 0, 20, 0, ''],
    ['one more waits a second', TWENTY_A_SECOND, 0, 21, 1, 'per-second'],
    ['what is queued goes first', TWENTY_A_SECOND, 20, 20, 1, 'per-second'],
    [
      '30,000 at 20 a second take 25 minutes less a second',
      { ...TWENTY_A_SECOND, organisation: [] },
      0,
      30_000,
      1_499,
      'per-second',
    ],
    [
      '30,000 under 2,000 a day take 14 more days',
      TWENTY_A_SECOND,
      0,
      30_000,
      14 * 86_400,
      'daily',
    ],
  ];
  it.each(rows)('%s', (...[, profile, queuedBefore, messages, seconds, binding]) => {
    const nowUs = 1_000_000n;
    const { completesAtUs, bindingLimit } = estimateCompletion(profile, {
      nowUs,
      queuedBefore,
      messages,
    });
    expect(Number(completesAtUs - nowUs) / 1e6).toBe(seconds);
    expect(bindingLimit).toBe(binding);
  });

  it('is not bound by a limit in shadow', () => {
    const limits = TWENTY_A_SECOND.sender.map((limit) => ({ ...limit, shadow: true }));
    const profile = { ...TWENTY_A_SECOND, sender: limits, organisation: [] };
    const foreseen = estimateCompletion(profile, { nowUs: 0n, queuedBefore: 0, messages: 999 });
    expect(foreseen.bindingLimit).toBe('');
  });
});

describe('the template', () => {
  it('is the same for two people of one mailing', () => {
    const text = (name: string): string =>
      `Hola ${name}: ${name.length > 0 ? 'vota' : ''} el domingo`;
    expect(templateOf(text('Ana María'), ['Ana', 'Ana María'])).toBe(
      templateOf(text('Íñigo'), ['Íñigo']),
    );
  });

  it('keeps all that is not personal', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z]{1,8}$/), (rest, part) => {
        fc.pre(!rest.includes(part) && !`${rest.at(-1) ?? ''}${part}`.slice(0, -1).includes(part));
        expect(templateOf(rest + part, [part])).toBe(`${rest}\ufffc`);
      }),
    );
  });
});

describe('the cost of a text', () => {
  const rows: ['SMS' | 'WHATSAPP', string, number][] = [
    ['SMS', 'a'.repeat(160), 1],
    ['SMS', 'a'.repeat(161), 2],
    ['SMS', '¡Ánimo! 🗳️', 1],
    ['SMS', 'ж'.repeat(71), 2],
    ['WHATSAPP', 'a'.repeat(900), 1],
  ];
  it.each(rows)('%s %s: %i', (channel, text, units) => {
    expect(unitsOf(channel, text)).toBe(units);
  });
});
