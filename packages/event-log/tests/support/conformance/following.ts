import { expect, it } from 'vitest';
import { type EventLog, gateSubject, LogDiverged } from '../../../src/index.ts';
import { commitIdsOf, sender, someCommit } from '../commits.ts';
import { readAll, take } from '../reading.ts';

/** Reading the past, and what comes. */
export function describeFollowing(log: () => EventLog): void {
  it('reads from anywhere to anywhere, in order and without gaps', async () => {
    const all = await readAll(log());
    const last = await log().lastSeq('0');
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
    for (const [after, until] of [
      [0, 1],
      [1, 2],
      [5, 40],
      [last - 1, last],
    ] as const) {
      const span = await readAll(log(), { after, until });
      expect(commitIdsOf(span)).toEqual(commitIdsOf(all.slice(after, until)));
    }
  });

  it('ends at once when nothing stands after the sequence that was asked for', async () => {
    const last = await log().lastSeq('0');
    expect(await readAll(log(), { after: last, until: last })).toEqual([]);
  });

  it('narrows by literal subjects and wildcards, and ends though its last match lies before the end', async () => {
    const all = await readAll(log());
    const gates = await readAll(log(), { subjects: ['hustings.evt.0.gate.*'] });
    expect(gates).toEqual(all.filter(({ subject }) => subject.startsWith('hustings.evt.0.gate.')));
    const subjects = [gateSubject('0', 3), 'hustings.evt.0.registry.sender.load-1'];
    const some = await readAll(log(), { subjects });
    expect(some.length).toBeGreaterThan(1);
    expect(some).toEqual(all.filter(({ subject }) => subjects.includes(subject)));
    expect(await readAll(log(), { subjects: ['hustings.evt.0.nothing.>'] })).toEqual([]);
  });

  it('goes on live where the past ends', async () => {
    const controller = new AbortController();
    const last = await log().lastSeq('0');
    const span = { partition: '0', after: last - 2, signal: controller.signal };
    const reading = take(log().follow(span), 5);
    const commits = [1, 2, 3].map((n) => someCommit({ ref: sender(`live-${n}`) }));
    for (const commit of commits) await log().append(commit, 0);
    const entries = await reading;
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5].map((n) => last - 2 + n));
    expect(commitIdsOf(entries).slice(2)).toEqual(commits.map(({ commitId }) => commitId));
  });

  it('waits for an end that is not there yet', async () => {
    const last = await log().lastSeq('0');
    const reading = readAll(log(), { after: last, until: last + 2 });
    await log().append(someCommit({ ref: sender('end-1') }), 0);
    await log().append(someCommit({ ref: sender('end-2') }), 0);
    expect((await reading).map(({ seq }) => seq)).toEqual([last + 1, last + 2]);
  });

  it('ends when its signal aborts', async () => {
    const after = await log().lastSeq('0');
    const controller = new AbortController();
    const reading = Array.fromAsync(
      log().follow({ partition: '0', after, signal: controller.signal }),
    );
    controller.abort();
    expect(await reading).toEqual([]);
  });

  it('stops a reader that stands after the end of the log', async () => {
    const after = (await log().lastSeq('0')) + 1;
    const signal = AbortSignal.timeout(5_000);
    const reading = take(log().follow({ partition: '0', after, signal }), 1);
    await expect(reading).rejects.toThrow(LogDiverged);
  });
}
