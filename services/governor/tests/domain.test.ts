import type { LimitProfile } from '@hustings/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerQueue } from '../src/app/answer-queue.ts';
import { Slots } from '../src/app/slots.ts';
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

describe('the queue of answers', () => {
  it('hands out what came before a failure, then fails', async () => {
    const queue = new AnswerQueue<number>();
    queue.push(1);
    queue.push(2);
    queue.fail(new Error('gone'));
    const got: number[] = [];
    const drain = async (): Promise<void> => {
      for await (const value of queue) got.push(value);
    };
    await expect(drain()).rejects.toThrow('gone');
    expect(got).toEqual([1, 2]);
  });
});

describe('slots', () => {
  it('let the next in only when enough are free, in order', async () => {
    const slots = new Slots(10);
    const order: string[] = [];
    await slots.take(8);
    const large = slots.take(5).then(() => order.push('large'));
    const small = slots.take(1).then(() => order.push('small'));
    slots.give(2);
    await Promise.resolve();
    expect(order).toEqual([]);
    slots.give(6);
    await Promise.all([large, small]);
    expect(order).toEqual(['large', 'small']);
  });

  it('give all of them to a frame that is larger than the bound', async () => {
    expect(await new Slots(10).take(256)).toBe(10);
  });
});
