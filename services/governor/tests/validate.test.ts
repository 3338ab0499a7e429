import { OutboundMessage, Reason } from '@hustings/contracts/governor';
import { describe, expect, it } from 'vitest';
import { findMalformed } from '../src/domain/validate.ts';

const GOOD = {
  idempotencyKey: 'c1-0001',
  senderId: 'snd-1',
  campaignId: 'cmp-1',
  to: '+34600000000',
  text: 'Hola Ana María, vota el domingo.',
  personalParts: ['Ana María'],
  links: [{ shown: 'partido.example', targetUrl: 'https://partido.example/vota' }],
};

describe('a well-formed request', () => {
  it('has nothing against it', () => {
    expect(findMalformed(OutboundMessage.fromPartial(GOOD))).toBeNull();
  });
});

describe('a malformed request is refused with its reason', () => {
  const rows: [string, Partial<OutboundMessage>, Reason, RegExp][] = [
    ['no key', { idempotencyKey: '' }, Reason.REASON_INVALID_REQUEST, /idempotency_key/],
    ['a space in the key', { idempotencyKey: 'a b' }, Reason.REASON_INVALID_REQUEST, /idempotency/],
    ['a key of 129', { idempotencyKey: 'k'.repeat(129) }, Reason.REASON_INVALID_REQUEST, /128/],
    ['no sender', { senderId: '' }, Reason.REASON_INVALID_REQUEST, /sender_id/],
    ['a wildcard as sender', { senderId: 'a.*' }, Reason.REASON_INVALID_REQUEST, /sender_id/],
    ['no campaign', { campaignId: '' }, Reason.REASON_INVALID_REQUEST, /campaign_id/],
    ['no text', { text: ' \n', personalParts: [] }, Reason.REASON_TEXT_EMPTY, /empty/],
    [
      '4,097 characters',
      { text: 'Ana María'.padEnd(4097, 'x') },
      Reason.REASON_TEXT_TOO_LONG,
      /4096/,
    ],
    ['half a surrogate', { text: 'Ana María \ud800' }, Reason.REASON_INVALID_REQUEST, /Unicode/],
    [
      'six parts',
      { personalParts: Array(6).fill('Ana') },
      Reason.REASON_INVALID_REQUEST,
      /at most 5/,
    ],
    [
      'a part that is not there',
      { personalParts: ['Eva'] },
      Reason.REASON_INVALID_REQUEST,
      /\[0\]/,
    ],
    [
      'a link as a part',
      { text: 'x.io/a', personalParts: ['x.io/a'] },
      Reason.REASON_INVALID_REQUEST,
      /personal_parts\[0\]/,
    ],
    [
      'a number as a part',
      { text: 'a 5', personalParts: ['a 5'] },
      Reason.REASON_INVALID_REQUEST,
      /personal_parts\[0\]/,
    ],
    [
      '11 links',
      { links: Array(11).fill(GOOD.links[0]) },
      Reason.REASON_INVALID_REQUEST,
      /at most 10/,
    ],
    [
      'a link without target',
      { links: [{ shown: 'a', targetUrl: '' }] },
      Reason.REASON_INVALID_REQUEST,
      /links\[0\]/,
    ],
  ];
  it.each(rows)('%s', (...[, change, reason, detail]) => {
    const found = findMalformed(OutboundMessage.fromPartial({ ...GOOD, ...change }));
    expect(found).toMatchObject({ reason });
    expect(found?.detail).toMatch(detail);
  });
});
