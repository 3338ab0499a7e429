import { DecisionKind, Outcome } from '@hustings/contracts/governor';
import { MAX_ITEMS } from '@hustings/redis-scripts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Classifier } from '../src/ports/classifier.ts';
import { decisions, framesOf, IMMEDIATE, recordedGroups, waitFor } from './support/ask.ts';
import { optOut, type SeededSender, seedSender } from './support/facts.ts';
import { messageOf, numberOf, PLAIN_CLASSIFIER, type Rig, startRig } from './support/rig.ts';

const FRAME = 256;
/** What one group takes of messages with ordinary keys. */
const GROUP = 512;
const PERSON = numberOf(1);
/** More than one call of the script takes. */
const QUEUED = MAX_ITEMS + 276;

let rig: Rig;
let slow: SeededSender;
let fast: SeededSender;
/** Verdicts come when all of them have been asked for, while there is somebody to wait for. */
let awaited = 0;
let asked = 0;
const all = Promise.withResolvers<void>();
const heldTogether: Classifier = {
  ...PLAIN_CLASSIFIER,
  async classify(text) {
    if (awaited > 0) {
      asked += 1;
      if (asked === awaited) all.resolve();
      await all.promise;
    }
    return PLAIN_CLASSIFIER.classify(text);
  },
};
beforeAll(async () => {
  rig = await startRig({ classifier: heldTogether });
  slow = await seedSender(rig.log, 'slow');
  fast = await seedSender(rig.log, 'fast');
  await waitFor(() => rig.client(fast).estimateCompletion({ ...fast, messages: 0n }));
});
afterAll(() => rig.stop());

/** Sends with keys and seats as long as they may be, and counts what became of it. */
async function sendAll(sender: SeededSender, recipients: readonly string[], mode = {}) {
  const counts = new Map<Outcome, number>();
  const messages = recipients.map((to, index) => ({
    ...messageOf(sender, to, mode),
    idempotencyKey: `${index}`.padStart(128, 'k'),
    seatId: 's'.repeat(100),
  }));
  const frames = Array.from({ length: Math.ceil(messages.length / FRAME) }, (_, at) =>
    messages.slice(at * FRAME, (at + 1) * FRAME),
  );
  for await (const { results } of rig.client(sender).sendStream(framesOf(frames))) {
    for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return counts;
}

async function rebuilds(): Promise<bigint | undefined> {
  const { partitions } = await rig.client(slow).getPositions({});
  return partitions.find(({ partition }) => partition === '0')?.rebuilds;
}

it('a person who is owed more messages than one group holds is written to no more', async () => {
  const queued = await sendAll(
    slow,
    Array.from({ length: QUEUED }, () => PERSON),
  );
  expect(queued.get(Outcome.OUTCOME_QUEUED)).toBe(QUEUED);
  const before = await rebuilds();
  const pseudonym = rig.vault.organisationPseudonym(slow.organisationId, PERSON);
  await optOut(rig.log, slow, pseudonym);
  const ended = await waitFor(async () => {
    const ofPerson = (await decisions(rig)).filter(({ recipient }) => recipient === pseudonym);
    const ends = ofPerson.filter(({ kind }) => kind === DecisionKind.DECISION_KIND_RELEASE);
    expect(ends).toHaveLength(QUEUED);
    return ends;
  });
  const cancelled = ended.filter(({ outcome }) => outcome === Outcome.OUTCOME_CANCELLED);
  // Five a second went out until the opt-out came.
  expect(cancelled.length).toBeGreaterThan(MAX_ITEMS);
  expect(await rebuilds()).toBe(before);
});

it('a governor that starts anew reads all of it into Redis again', async () => {
  await rig.restart();
  await waitFor(async () => {
    const { partitions } = await rig.client(slow).getPositions({});
    expect(partitions.find(({ partition }) => partition === '0')).toMatchObject({ rebuilds: 1n });
  });
});

it('messages with the longest keys and seats are decided in groups that the log takes', async () => {
  const people = Array.from({ length: 8 * FRAME }, (_, index) => numberOf(100 + (index % 50)));
  const before = await rig.log.lastSeq('0');
  awaited = people.length;
  const sent = await sendAll(fast, people, IMMEDIATE);
  expect(sent.get(Outcome.OUTCOME_RELEASED)).toBe(people.length);
  const sizes = (await recordedGroups(rig, before)).map(
    ({ recorded }) => recorded.decisions.length,
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(people.length);
  // All of them waited at once while the first group was decided: as many as there are bytes for, fewer than were counted.
  expect(Math.max(...sizes)).toBeGreaterThan(FRAME);
  expect(Math.max(...sizes)).toBeLessThan(GROUP);
});
