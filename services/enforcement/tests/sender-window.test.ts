import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SenderFact } from '../src/domain/signals/fact.ts';
import { MAX_SAMPLED } from '../src/domain/signals/recipient-sample.ts';
import { SenderWindow } from '../src/domain/signals/sender-window.ts';
import { pseudonymOf, SECOND_US, START_US } from './fixtures.ts';

const WINDOW_MS = 32_000;

type Fact = Partial<SenderFact> & Pick<SenderFact, 'type'>;

/** Facts one after the other, one second apart unless they say when. */
function windowOf(...facts: (Fact & { afterS?: number })[]): SenderWindow {
  const window = new SenderWindow(WINDOW_MS);
  for (const [index, { afterS, ...fact }] of facts.entries()) {
    window.add(factAt(fact, START_US + (afterS ?? index) * SECOND_US, index + 1));
  }
  return window;
}

function factAt(fact: Fact, atUs: number, seq: number): SenderFact {
  const common = { senderId: 'snd-1', organisationId: 'org-1', atUs, seq };
  const recipient = 'recipient' in fact && fact.recipient ? fact.recipient : pseudonymOf(seq);
  switch (fact.type) {
    case 'MessageReleased':
      return {
        familyId: 'fam-1',
        linkMismatch: false,
        tool: 'tool-1',
        ...common,
        ...fact,
        recipient,
      };
    case 'ReplyReceived':
    case 'Reported':
      return { ...common, ...fact, recipient };
    default:
      return { ...common, ...fact };
  }
}

const sent = { type: 'MessageReleased' } as const;

describe('signals of a sender', () => {
  it.each([
    {
      given: 'nothing',
      facts: [],
      signals: { sent: 0, recipients: 0, replyShare: 0, neverRepliedShare: 0, optOutShare: 0 },
    },
    {
      given: 'three messages to two people',
      facts: [
        { ...sent, recipient: 'AAA1' },
        { ...sent, recipient: 'BBB1' },
        { ...sent, recipient: 'AAA1' },
      ],
      signals: { sent: 3, recipients: 2, neverRepliedShare: 1 },
    },
    {
      given: 'a reply by one of two',
      facts: [
        { ...sent, recipient: 'AAA1' },
        { ...sent, recipient: 'BBB1' },
        { type: 'ReplyReceived', recipient: 'AAA1' },
        { type: 'ReplyReceived', recipient: 'AAA1' },
      ],
      signals: { replies: 2, replyShare: 0.5, neverRepliedShare: 0.5 },
    },
    {
      given: 'a reply that came before the message that is in the window',
      facts: [
        { type: 'ReplyReceived', recipient: 'AAA1' },
        { ...sent, recipient: 'AAA1', afterS: 60 },
      ],
      signals: { sent: 1, replies: 0, replyShare: 1, neverRepliedShare: 0 },
    },
    {
      given: 'three texts of one family and one of another',
      facts: [sent, sent, { ...sent, familyId: 'fam-2' }, sent],
      signals: { nearDuplicateShare: 0.75 },
    },
    {
      given: 'texts without a family',
      facts: [
        { ...sent, familyId: '' },
        { ...sent, familyId: '' },
      ],
      signals: { sent: 2, nearDuplicateShare: 0 },
    },
    {
      given: 'one of two links that lead elsewhere',
      facts: [{ ...sent, linkMismatch: true }, sent],
      signals: { linkMismatchShare: 0.5 },
    },
    {
      given: 'complaints',
      facts: [sent, sent, { type: 'Reported' }, { type: 'Blocked' }, { type: 'OptedOut' }],
      signals: { reports: 1, blocks: 1, optOuts: 1, optOutShare: 0.5, reportsPerThousand: 500 },
    },
    {
      given: 'attempts by a tool without a grant',
      facts: [{ type: 'ToolRefused' }, { type: 'ToolRefused' }],
      signals: { ungrantedAttempts: 2, sent: 0 },
    },
    {
      given: 'a message that left the window',
      facts: [
        { ...sent, familyId: 'fam-2', linkMismatch: true },
        { ...sent, afterS: 32 },
      ],
      signals: { sent: 1, recipients: 1, linkMismatchShare: 0, nearDuplicateShare: 1 },
    },
    {
      given: 'a message older than the window that comes late',
      facts: [
        { ...sent, afterS: 60 },
        { ...sent, afterS: 0 },
      ],
      signals: { sent: 1 },
    },
  ] satisfies { given: string; facts: (Fact & { afterS?: number })[]; signals: object }[])(
    'given $given',
    ({ facts, signals }) => {
      expect(windowOf(...facts).signals()).toMatchObject(signals);
    },
  );

  it('name the first hundred entries of the log and the earliest fact as evidence', () => {
    const facts = Array.from({ length: 150 }, (_, i) => ({ ...sent, afterS: 5 + i / 10 }));
    const { logSeqs, beganAtUs } = windowOf(...facts).evidence();
    expect(logSeqs).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(beganAtUs).toBe(START_US + 5 * SECOND_US);
  });

  it('forget everything at a reset but who replied', () => {
    const window = windowOf(
      { ...sent, recipient: 'AAA1' },
      { type: 'ReplyReceived', recipient: 'AAA1' },
    );
    window.reset();
    expect(window.signals()).toMatchObject({ sent: 0, recipients: 0, replies: 0 });
    window.add(factAt({ ...sent, recipient: 'AAA1' }, START_US + 9 * SECOND_US, 9));
    expect(window.signals()).toMatchObject({ sent: 1, neverRepliedShare: 0 });
  });

  it('agree with a plain count over all facts of the window', () => {
    const facts = fc.array(
      fc.record({
        type: fc.constantFrom('MessageReleased', 'ReplyReceived', 'Reported', 'OptedOut'),
        step: fc.integer({ min: 0, max: 8 }),
        who: fc.integer({ min: 0, max: 9 }),
        family: fc.integer({ min: 0, max: 2 }),
      }),
      // Long ones as well: a person has to be written to again before the window passes, and be forgotten after it.
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(facts, (steps) => {
        const window = new SenderWindow(WINDOW_MS);
        const all: SenderFact[] = [];
        let atUs = START_US;
        for (const { type, step, who, family } of steps) {
          atUs += step * SECOND_US;
          const recipient = pseudonymOf(who);
          const fact = factAt({ type, recipient, familyId: `fam-${family}` }, atUs, all.length + 1);
          all.push(fact);
          window.add(fact);
        }
        expect(window.signals()).toMatchObject(countPlainly(all));
      }),
      { seed: 20261123 },
    );
  });

  it('estimate recipients beyond the sample to a few per cent, and their replies with them', () => {
    const window = new SenderWindow(WINDOW_MS);
    const people = 10 * MAX_SAMPLED;
    for (let who = 0; who < people; who++) {
      window.add(factAt({ ...sent, recipient: pseudonymOf(who) }, START_US, who));
      if (who % 4 > 0) continue;
      const reply = { type: 'ReplyReceived', recipient: pseudonymOf(who) } as const;
      window.add(factAt(reply, START_US, who));
    }
    const { recipients, replyShare } = window.signals();
    expect(recipients / people).toBeGreaterThan(0.93);
    expect(recipients / people).toBeLessThan(1.07);
    expect(replyShare).toBeGreaterThan(0.2);
    expect(replyShare).toBeLessThan(0.3);
  });
});

/** The same by brute force: every fact is looked at again. */
function countPlainly(all: SenderFact[]): object {
  const bucketUs = (WINDOW_MS * 1000) / 32;
  const newest = Math.max(...all.map((fact) => Math.floor(fact.atUs / bucketUs)));
  const inWindow = all.filter((fact) => Math.floor(fact.atUs / bucketUs) > newest - 32);
  const messages = inWindow.filter((fact) => fact.type === 'MessageReleased');
  const recipients = new Set(messages.map((fact) => fact.recipient));
  const repliers = new Set(
    all.filter((fact) => fact.type === 'ReplyReceived').map((fact) => fact.recipient),
  );
  const replied = [...recipients].filter((recipient) => repliers.has(recipient)).length;
  const families = Map.groupBy(messages, (fact) => fact.familyId);
  const largest = Math.max(0, ...[...families.values()].map((family) => family.length));
  const count = (type: SenderFact['type']) => inWindow.filter((f) => f.type === type).length;
  return {
    sent: messages.length,
    recipients: recipients.size,
    replies: count('ReplyReceived'),
    replyShare: recipients.size === 0 ? 0 : replied / recipients.size,
    nearDuplicateShare: messages.length === 0 ? 0 : largest / messages.length,
    reports: count('Reported'),
    optOuts: count('OptedOut'),
  };
}
