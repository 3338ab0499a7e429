import { AssertionFailed } from '@hustings/kernel';
import { expect, it } from 'vitest';
import type { EventLog, NewCommit } from '../../../src/index.ts';
import { sender, someCommit } from '../commits.ts';
import { readAll } from '../reading.ts';

/** Rounds of the race; with fewer than some dozens a broken comparison can slip through. */
const RACE_ROUNDS = 40;
const RACERS = 50;

/** Loading, appending, the expected sequence, repetitions, races. */
export function describeAppending(log: () => EventLog): void {
  it('gives null for an aggregate that has no commits', async () => {
    expect(await log().load(sender('nobody'))).toBeNull();
  });

  it('gives back the last commit of an aggregate as it was appended', async () => {
    const commit = someCommit({ ref: sender('load-1') });
    const appended = await log().append(commit, 0);
    const entry = await log().load(commit.ref);
    expect(appended).toEqual({ outcome: 'appended', seq: entry?.seq });
    expect(entry).toMatchObject({
      partition: '0',
      subject: 'hustings.evt.0.registry.sender.load-1',
      commit: {
        commitId: commit.commitId,
        version: 1n,
        occurredAtUs: commit.occurredAtUs,
        organisationId: 'org-1',
        events: [{ eventType: 'registry.SenderNoted.v1' }],
      },
    });
    expect(Buffer.from(entry?.commit.snapshot?.data ?? []).toString()).toBe('{"notes":1}');
  });

  it('gives every event of a commit an id of its own, the same one whenever the commit is sent', async () => {
    const event = { eventType: 'registry.SenderNoted.v1', data: new Uint8Array() };
    const commit = someCommit({ ref: sender('ids-1'), events: [event, event] });
    await log().append(commit, 0);
    await log().append(commit, 0);
    const entry = await log().load(commit.ref);
    const eventIds = entry?.commit.events.map(({ eventId }) => eventId) ?? [];
    expect(new Set([commit.commitId, ...eventIds]).size).toBe(3);
  });

  it('refuses a commit that expects another end of its subject, and stores nothing', async () => {
    const ref = sender('expect-1');
    const first = await log().append(someCommit({ ref }), 0);
    const before = await log().lastSeq('0');
    const seq = first.outcome === 'appended' ? first.seq : 0;
    for (const wrong of [0, seq - 1, seq + 1, seq + 1000]) {
      expect(await log().append(someCommit({ ref }), wrong)).toEqual({ outcome: 'conflict' });
    }
    expect(await log().lastSeq('0')).toBe(before);
  });

  it('takes the same commit again for the same one, and stores it once', async () => {
    const commit = someCommit({ ref: sender('again-1') });
    const first = await log().append(commit, 0);
    const before = await log().lastSeq('0');
    expect(await log().append(commit, 0)).toEqual(first);
    expect(await log().lastSeq('0')).toBe(before);
  });

  it('takes the same commit again for the same one after others have followed it', async () => {
    const ref = sender('again-2');
    const commit = someCommit({ ref });
    const first = await log().append(commit, 0);
    const seq = first.outcome === 'appended' ? first.seq : 0;
    await log().append(someCommit({ ref, version: 2 }), seq);
    expect(await log().append(commit, 0)).toEqual(first);
  });

  it(`lets exactly one of ${RACERS} concurrent commits with the same expectation in, in ${RACE_ROUNDS} rounds`, async () => {
    const ref = sender('race-1');
    let seq = 0;
    for (let round = 0; round < RACE_ROUNDS; round++) {
      const expected = seq;
      const racers = Array.from({ length: RACERS }, () => someCommit({ ref, version: round + 1 }));
      const results = await Promise.all(racers.map((commit) => log().append(commit, expected)));
      const winners = results.filter((result) => result.outcome === 'appended');
      expect(winners).toHaveLength(1);
      seq = winners[0]?.seq ?? 0;
    }
    expect(
      await readAll(log(), { subjects: ['hustings.evt.0.registry.sender.race-1'] }),
    ).toHaveLength(RACE_ROUNDS);
  });

  it('keeps partitions apart', async () => {
    const ref = sender('apart', 'all');
    const appended = await log().append(someCommit({ ref }), 0);
    expect(appended).toEqual({ outcome: 'appended', seq: 1 });
    expect(await log().load(sender('apart', '0'))).toBeNull();
    expect(await log().lastSeq('all')).toBe(1);
  });

  it.each<[string, Partial<NewCommit>, string]>([
    ['no events', { events: [] }, 'without events'],
    ['an id that is no UUIDv7', { commitId: 'c-1' }, 'no UUIDv7'],
    ['version 0', { version: 0 }, 'not a version'],
    ['an id with a dot', { ref: sender('a.b') }, 'not fit for a subject'],
    ['a partition that is not there', { ref: sender('s-1', '7') }, 'no partition "7"'],
    ['an event without a version', { events: [event('registry.Noted')] }, 'not an event type'],
    ['too many bytes', { events: [event('registry.Noted.v1', 600_000)] }, 'make smaller groups'],
    ['no kind of actor', { actor: { kind: 0, id: 'x' } }, 'without an actor'],
    ['a state that is no plain data', { snapshot: { schema: 'x', state: new Date() } }, 'no plain'],
  ])('takes a commit with %s for a mistake of the caller', async (_name, fault, message) => {
    const appending = log().append(someCommit(fault), 0);
    await expect(appending).rejects.toThrow(AssertionFailed);
    await expect(appending).rejects.toThrow(message);
  });
}

function event(eventType: string, bytes = 0): NewCommit['events'][number] {
  return { eventType, data: new Uint8Array(bytes) };
}
