import { expect, it } from 'vitest';
import { ShadowBook } from '../src/domain/shadow-book.ts';
import type { SenderFact } from '../src/domain/signals/fact.ts';

const BOUND = 10_000;

function factOf(senderId: string, atUs: number): SenderFact {
  return { senderId, atUs } as SenderFact;
}

/** The breaches of these rules and senders, in turn. */
function bookOf(...breaches: [rule: string, sender: string][]): ShadowBook {
  const book = new ShadowBook();
  for (const [index, [rule, sender]] of breaches.entries()) book.note(rule, factOf(sender, index));
  return book;
}

it('breaches on trial are told once for a sender and a rule, from the first on', () => {
  const book = bookOf(['r-1', 'snd-1'], ['r-1', 'snd-1'], ['r-2', 'snd-1'], ['r-1', 'snd-2']);
  expect(book.all()).toEqual([
    { ruleId: 'r-1', senderId: 'snd-1', atUs: 0 },
    { ruleId: 'r-2', senderId: 'snd-1', atUs: 2 },
    { ruleId: 'r-1', senderId: 'snd-2', atUs: 3 },
  ]);
});

it('a step of a case settles those of its sender and of nobody else, and the next one counts again', () => {
  const book = bookOf(['r-1', 'snd-1'], ['r-2', 'snd-1'], ['r-1', 'snd-2']);
  book.forget('snd-1');
  expect(book.all()).toEqual([{ ruleId: 'r-1', senderId: 'snd-2', atUs: 2 }]);
  book.note('r-1', factOf('snd-1', 9));
  expect(book.all().at(-1)).toEqual({ ruleId: 'r-1', senderId: 'snd-1', atUs: 9 });
  book.forgetAll();
  expect(book.all()).toEqual([]);
});

it('of more than are kept the oldest are forgotten', () => {
  const many = Array.from({ length: BOUND + 2 }, (_, index): [string, string] => [
    'r',
    `snd-${index}`,
  ]);
  const kept = bookOf(...many).all();
  expect(kept).toHaveLength(BOUND);
  expect(kept[0]).toEqual({ ruleId: 'r', senderId: 'snd-2', atUs: 2 });
});
