import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { AppendUnknown, type CorruptEntry, type LogEntry, LogUnavailable } from '../src/index.ts';
import { linkOf } from '../src/jetstream/link.ts';
import { commitIdsOf, decisionCommit, sender, someCommit } from './support/commits.ts';
import { type NatsLog, startNatsLog } from './support/nats-log.ts';
import { readAll } from './support/reading.ts';
import { until } from './support/waiting.ts';

/** Answers are waited for so briefly here that a stopped server runs into it. */
const SHORT = { ackMs: 200, resolveMs: 5_000 };
const WRITERS = 8;
const KILLS = 4;

describe('a server that dies or hangs', () => {
  let running: NatsLog;
  afterEach(() => running.stop());

  it('loses nothing that it acknowledged and stores nothing twice, and readers see neither gap nor repetition', async () => {
    running = await startNatsLog({ patience: { ackMs: 500, resolveMs: 8_000 } });
    const { log, server } = running;
    const controller = new AbortController();
    const seen: (LogEntry | CorruptEntry)[] = [];
    const reading = (async () => {
      for await (const entry of log.follow({
        partition: '0',
        after: 0,
        signal: controller.signal,
      })) {
        seen.push(entry);
      }
    })();

    const acknowledged: string[] = [];
    let writing = true;
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; writing; n++) {
        const commit = someCommit({ ref: sender(`w${writer}-${n}`) });
        const stored = await log
          .appendWithMarkers(commit, 0, n % 3 === 0 ? [writer] : [])
          .then(({ outcome }) => outcome === 'appended', isOutage);
        if (stored) acknowledged.push(commit.commitId);
      }
    });
    for (let kill = 0; kill < KILLS; kill++) {
      const enough = acknowledged.length + 60;
      await until(() => acknowledged.length >= enough, 'appends between two kills', 20_000);
      await server.kill('SIGKILL');
      await server.restart();
    }
    writing = false;
    await Promise.all(writers);

    const last = await log.lastSeq('0');
    await until(() => (seen.at(-1)?.seq ?? 0) === last, 'the reader at the end of the log');
    controller.abort();
    await reading;
    expect(seen.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
    const stored = commitIdsOf(seen);
    expect(new Set(stored).size).toBe(stored.length);
    expect(acknowledged.filter((id) => !stored.includes(id))).toEqual([]);
  }, 60_000);

  it('stores a commit once whose answer did not come in time', async () => {
    running = await startNatsLog({ patience: SHORT });
    const { log, server } = running;
    for (const append of [
      () => log.append(decisionCommit(1), 0),
      () => log.appendWithMarkers(someCommit({ ref: sender('stopped') }), 0, [2]),
    ]) {
      const before = await log.lastSeq('0');
      await server.kill('SIGSTOP');
      const appending = append();
      await sleep(4 * SHORT.ackMs);
      await server.kill('SIGCONT');
      expect(await appending).toEqual({ outcome: 'appended', seq: before + 1 });
    }
    expect(await log.lastSeq('0')).toBe(3);
  });

  it('leaves an append unknown whose answer never comes, and known when it is repeated', async () => {
    running = await startNatsLog({ patience: { ackMs: 100, resolveMs: 300 } });
    const { log, server } = running;
    const commit = someCommit({ ref: sender('unknown') });
    await log.append(someCommit({ ref: sender('before') }), 0);
    await server.kill('SIGSTOP');
    await expect(log.append(commit, 0)).rejects.toThrow(AppendUnknown);
    await server.kill('SIGCONT');
    expect(await log.append(commit, 0)).toEqual({ outcome: 'appended', seq: 2 });
    expect(commitIdsOf(await readAll(log))).toHaveLength(2);
  });

  it('says that nothing was stored when it was not even asked', async () => {
    running = await startNatsLog({ patience: { ackMs: 100, resolveMs: 300 } });
    const { log, nc, server } = running;
    await server.kill('SIGKILL');
    await until(() => !linkOf(nc).connected, 'the lost connection');
    await expect(log.append(someCommit(), 0)).rejects.toThrow(LogUnavailable);
    await server.restart();
    await until(() => linkOf(nc).connected, 'the connection');
    expect(await log.lastSeq('0')).toBe(0);
  });

  it('does not keep a live reader from what comes after a long silence', async () => {
    running = await startNatsLog();
    const { log, server } = running;
    const iterator = log
      .follow({ partition: '0', after: 0, signal: AbortSignal.timeout(15_000) })
      [Symbol.asyncIterator]();
    const first = iterator.next();
    await log.append(someCommit({ ref: sender('first') }), 0);
    expect((await first).value).toMatchObject({ seq: 1 });
    const second = iterator.next();
    await server.kill('SIGSTOP');
    // Longer than two heartbeats, so that the reader gives its consumer up.
    await sleep(5_000);
    await server.kill('SIGCONT');
    await log.append(someCommit({ ref: sender('second') }), 0);
    expect((await second).value).toMatchObject({ seq: 2 });
  });
});

/** An append that failed because the server was away; anything else is a fault of the log. */
function isOutage(error: unknown): false {
  if (error instanceof LogUnavailable || error instanceof AppendUnknown) return false;
  throw error;
}
