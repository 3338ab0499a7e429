import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Anchor,
  connectEventLog,
  consume,
  installStreams,
  LogDiverged,
  LogFull,
  memoryWatermark,
  project,
} from '../src/index.ts';
import { HeadGuard } from '../src/jetstream/head-guard.ts';
import { StreamReader } from '../src/jetstream/messages.ts';
import { sender, someCommit } from './support/commits.ts';
import { LAYOUT, type NatsLog, startNatsLog } from './support/nats-log.ts';
import { readAll } from './support/reading.ts';
import { cutTail, flipBit, removeFirstBlock } from './support/stored-files.ts';
import { until } from './support/waiting.ts';

const COMMITS = 120;
/** More than a block of the server's file store, which has 8 MiB at most. */
const BIG_BYTES = 400_000;
const BIG_COMMITS = 45;
/** Some ten commits long. */
const CUT_BYTES = 5_000;

describe('a log that lost something', () => {
  let running: NatsLog;
  let anchor: Anchor;
  beforeEach(async () => {
    running = await startNatsLog();
    const { log } = running;
    for (let n = 1; n <= COMMITS; n++) await log.append(someCommit({ ref: sender(`s-${n}`) }), 0);
    anchor = await log.anchorAt('0', COMMITS);
  });
  afterEach(() => running.stop());

  it('stops every reader and every writer when its tail is gone', async () => {
    const { log, nc, server } = running;
    const signal = AbortSignal.timeout(15_000);
    const read = new Set<string>();
    const note = (reader: string, seq: number): void => {
      if (seq === COMMITS) read.add(reader);
    };
    const names = { log, service: 'tests', partition: '0', signal };
    const following = (async () => {
      for await (const { seq } of log.follow({ partition: '0', after: 0, signal }))
        note('follow', seq);
    })();
    const narrowed = (async () => {
      const subjects = ['hustings.evt.0.registry.>'];
      for await (const { seq } of log.follow({ partition: '0', after: 0, subjects, signal })) {
        note('narrowed', seq);
      }
    })();
    const projection = project({
      ...names,
      reader: 'projection',
      watermark: memoryWatermark(),
      apply: ({ seq }) => note('projection', seq),
    });
    const working = consume({
      ...names,
      nc,
      reader: 'worker',
      subjects: ['hustings.evt.0.registry.>'],
      watermark: memoryWatermark(),
      handle: async ({ seq }) => note('worker', seq),
    });
    const readers = [following, narrowed, projection.done, working];
    const stopped = Promise.allSettled(readers);
    await until(() => read.size === readers.length, 'all readers at the end');

    await server.kill('SIGKILL');
    cutTail(server, '0', CUT_BYTES);
    await server.restart();

    for (const result of await stopped) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(LogDiverged) });
    }
    const left = await log.lastSeq('0');
    expect(left).toBeLessThan(COMMITS);
    await expect(log.append(someCommit({ ref: sender('after') }), 0)).rejects.toThrow(LogDiverged);
    expect(await log.lastSeq('0')).toBe(left);
  });

  it('is compared with what was read after each reconnect, before anything more is read', async () => {
    const { log, nc } = running;
    const controller = new AbortController();
    const entries = log
      .follow({ partition: '0', after: 0, signal: controller.signal })
      [Symbol.asyncIterator]();
    for (let n = 0; n < COMMITS; n++) await entries.next();
    const next = entries.next();
    const other = await running.connect();
    const asked: unknown[] = [];
    other.subscribe('$JS.API.STREAM.MSG.GET.HUSTINGS_EVT_0', {
      callback: (_error, message) => void asked.push(message.json()),
    });
    await other.flush();
    await nc.reconnect();
    await until(() => asked.length > 0, 'the comparison');
    expect(asked).toEqual([{ seq: COMMITS }]);
    controller.abort();
    expect((await next).done).toBe(true);
  });

  it('takes no acknowledgement that lies before an earlier one, and lets nothing go after it', async () => {
    const { nc } = running;
    const heads = new HeadGuard(nc, new StreamReader(nc, await jetstreamManager(nc)));
    heads.accept('0', { floor: 0, seq: 8, raw: new Uint8Array() });
    // Two commits were on their way together: the later one was acknowledged first.
    heads.accept('0', { floor: 0, seq: 7, raw: new Uint8Array() });
    expect(heads.seqOf('0')).toBe(8);
    await heads.assertSafe('0');
    const late = { floor: 8, seq: 8, raw: new Uint8Array() };
    expect(() => heads.accept('0', late)).toThrow('gave sequence 8 after 8');
    await expect(heads.assertSafe('0')).rejects.toThrow(LogDiverged);
  });

  it('stops a reader that was away, also when new commits have taken the place of the lost ones', async () => {
    const { nc, server } = running;
    await server.kill('SIGKILL');
    cutTail(server, '0', CUT_BYTES);
    await server.restart();
    // A process that knows nothing of the past writes on.
    const other = await connectEventLog(await running.connect());
    while ((await other.lastSeq('0')) < COMMITS + 5) {
      await other.append(someCommit({ ref: sender(`new-${await other.lastSeq('0')}`) }), 0);
    }
    const log = await connectEventLog(nc);
    await expect(log.verifyAnchor('0', anchor)).rejects.toThrow('other bytes');
    const watermark = { load: async () => anchor };
    const signal = AbortSignal.timeout(5_000);
    const names = { log, service: 'tests', reader: 'late', partition: '0', watermark, signal };
    const { done } = project({ ...names, apply: () => undefined });
    await expect(done).rejects.toThrow(LogDiverged);
    const working = consume({
      ...names,
      nc,
      subjects: ['hustings.evt.0.>'],
      handle: async () => undefined,
    });
    await expect(working).rejects.toThrow(LogDiverged);
  });

  it('stops a reader at a flipped bit', async () => {
    const { log, server } = running;
    await server.kill('SIGKILL');
    flipBit(server, '0');
    await server.restart();
    await expect(log.verifyAnchor('0', anchor)).rejects.toThrow(LogDiverged);
    const reading = readAll(log, { after: COMMITS, until: COMMITS + 1 });
    await expect(reading).rejects.toThrow(LogDiverged);
  });

  it('stops every reader when a block is gone, though the end of the log is in place', async () => {
    const { log, server } = running;
    const events = [{ eventType: 'registry.SenderNoted.v1', data: new Uint8Array(BIG_BYTES) }];
    for (let n = 0; n < BIG_COMMITS; n++) {
      await log.append(someCommit({ ref: sender(`big-${n}`), events }), 0);
    }
    const last = await log.lastSeq('0');
    const end = await log.anchorAt('0', last);
    await server.kill('SIGKILL');
    removeFirstBlock(server, '0');
    await server.restart();
    await expect(log.verifyAnchor('0', end)).rejects.toThrow('has holes');
    await expect(readAll(log, { until: last })).rejects.toThrow('has holes');
    const subjects = ['hustings.evt.0.registry.sender.big-1'];
    await expect(readAll(log, { subjects, until: last })).rejects.toThrow('has holes');
  });

  it('stops a reader when the whole store was replaced by an empty one', async () => {
    const { log, nc, server } = running;
    await server.restart({ wipe: true });
    await expect.poll(() => installStreams(nc, { ...LAYOUT, replicas: 1 })).toBeUndefined();
    await expect(log.verifyAnchor('0', anchor)).rejects.toThrow('another stream');
    await expect(log.append(someCommit(), 0)).rejects.toThrow(LogDiverged);
  });
});

describe('a log without room', () => {
  it('refuses commits and batches clearly, loses nothing, and can be read', async () => {
    const running = await startNatsLog({ plan: { maxBytesPerPartition: 64 * 1024 } });
    try {
      const { log } = running;
      let stored = 0;
      const fill = async (): Promise<void> => {
        for (; stored < 1_000; stored++) {
          await log.append(someCommit({ ref: sender(`s-${stored}`) }), 0);
        }
      };
      await expect(fill()).rejects.toThrow(LogFull);
      const fact = someCommit({ ref: sender('fact') });
      await expect(log.appendWithMarkers(fact, 0, [1, 2, 3])).rejects.toThrow(LogFull);
      expect(await readAll(log)).toHaveLength(stored);
      expect(await log.lastSeq('0')).toBe(stored);
    } finally {
      await running.stop();
    }
  });
});
