import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ConsumeOptions,
  consume,
  type LogEntry,
  memoryWatermark,
  PoisonEntry,
} from '../src/index.ts';
import { sender, someCommit } from './support/commits.ts';
import { type NatsLog, startNatsLog } from './support/nats-log.ts';
import { until } from './support/waiting.ts';

describe('durable consumer', () => {
  let running: NatsLog;
  let controller: AbortController;
  let working: Promise<void>[];
  beforeEach(async () => {
    running = await startNatsLog();
    controller = new AbortController();
    working = [];
  });
  afterEach(async () => {
    controller.abort();
    await Promise.all(working);
    await running.stop();
  });

  function start(options: Partial<ConsumeOptions> & Pick<ConsumeOptions, 'handle'>): Promise<void> {
    const worker = consume({
      nc: running.nc,
      log: running.log,
      partition: '0',
      subjects: ['hustings.evt.0.registry.>'],
      service: 'tests',
      reader: 'worker',
      watermark: memoryWatermark(),
      signal: controller.signal,
      ...options,
      limits: { firstPauseMs: 5, ...options.limits },
    });
    working.push(worker);
    return worker;
  }

  async function appendSome(count: number, name = 's'): Promise<void> {
    for (let n = 0; n < count; n++) {
      await running.log.append(someCommit({ ref: sender(`${name}-${n}`) }), 0);
    }
  }

  it('works off what stands and what comes, each entry once, and only what it asked for', async () => {
    const handled: string[] = [];
    const ref = { partition: '0', context: 'optout', aggregate: 'scope', id: 'x' };
    await appendSome(3);
    await running.log.append(someCommit({ ref }), 0);
    void start({ handle: async ({ subject }) => void handled.push(subject) });
    await until(() => handled.length === 3, 'what stands');
    await appendSome(2, 'live');
    await until(() => handled.length === 5, 'what comes');
    expect(new Set(handled).size).toBe(5);
    expect(handled.every((subject) => subject.includes('.registry.sender.'))).toBe(true);
  });

  it('gives an entry again after an error, and others meanwhile', async () => {
    await appendSome(3);
    const handled: number[] = [];
    let failures = 3;
    void start({
      handle: async ({ seq }) => {
        if (seq === 1 && failures-- > 0) throw new Error('not now');
        handled.push(seq);
      },
    });
    await until(() => handled.length === 3, 'all entries');
    expect(handled).toHaveLength(3);
    expect(new Set(handled)).toEqual(new Set([1, 2, 3]));
    expect(failures).toBe(-1);
  });

  it('gives an entry again when its acknowledgement is lost', async () => {
    await appendSome(1);
    const handled: number[] = [];
    const died = Promise.withResolvers<void>();
    void start({
      handle: async ({ seq }) => {
        handled.push(seq);
        // The server dies while the work is done: the acknowledgement has no way.
        if (handled.length === 1) await running.server.kill('SIGKILL');
        died.resolve();
      },
      limits: { ackWaitMs: 300 },
    });
    await died.promise;
    await running.server.restart();
    await until(() => handled.length === 2, 'the repetition');
    expect(handled).toEqual([1, 1]);
  });

  it('keeps an entry while it works on it, however long that takes', async () => {
    await appendSome(1);
    let begun = 0;
    const release = Promise.withResolvers<void>();
    const handle = async (): Promise<void> => {
      begun += 1;
      await release.promise;
    };
    const limits = { ackWaitMs: 300 };
    void start({ handle, limits });
    void start({ handle, limits });
    await until(() => begun === 1, 'the entry');
    await new Promise((resolve) => setTimeout(resolve, 3 * limits.ackWaitMs));
    release.resolve();
    expect(begun).toBe(1);
  });

  it('goes on where it was after a restart of the service, and of the server', async () => {
    const handled: number[] = [];
    const handle = async ({ seq }: LogEntry): Promise<void> => void handled.push(seq);
    const watermark = memoryWatermark();
    const first = new AbortController();
    await appendSome(2);
    const worker = start({ watermark, handle, signal: first.signal });
    await until(() => handled.length === 2, 'the first entries');
    first.abort();
    await worker;
    expect(watermark.saved()).toMatchObject({ seq: 2 });

    await appendSome(2, 'away');
    void start({ watermark, handle });
    await until(() => handled.length === 4, 'what came meanwhile');
    await running.server.kill('SIGKILL');
    await running.server.restart();
    await running.log.append(someCommit({ ref: sender('back') }), 0);
    await until(() => handled.includes(5), 'what came after the restart');
    // An acknowledgement that died with the server brings its entry again; nothing may be missing.
    expect(new Set(handled)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it('sets an entry aside after its last attempt, with position and reason, and goes on', async () => {
    await appendSome(2);
    const attempts: number[] = [];
    const told: number[] = [];
    void start({
      limits: { maxAttempts: 3 },
      handle: async ({ seq }) => {
        attempts.push(seq);
        if (seq === 1) throw new Error('never');
      },
      onQuarantine: ({ seq }) => void told.push(seq),
    });
    await until(() => told.length === 1 && attempts.includes(2), 'the quarantine');
    expect(attempts.filter((seq) => seq === 1)).toHaveLength(3);
    const report = await reportOf(1);
    expect(report).toEqual({
      subject: 'hustings.adv.tests.quarantine.0',
      reader: 'tests/worker',
      of: 'hustings.evt.0.registry.sender.s-0',
      position: '0/1',
      fault: 'failed 3 times: Error: never',
      raw: Buffer.from((await running.log.load(sender('s-0')))?.raw ?? []),
    });
    const jsm = await jetstreamManager(running.nc);
    await expect
      .poll(
        async () => (await jsm.consumers.info('HUSTINGS_EVT_0', 'tests__worker')).num_ack_pending,
      )
      .toBe(0);
  });

  it('sets poison aside at once', async () => {
    const raw = Uint8Array.of(0xff, 0x00, 0x13);
    await jetstream(running.nc).publish('hustings.evt.0.registry.sender.x', raw);
    await appendSome(2);
    const handled: number[] = [];
    const told: string[] = [];
    void start({
      handle: async ({ seq }) => {
        handled.push(seq);
        if (seq === 2) throw new PoisonEntry('of no use');
      },
      onQuarantine: ({ fault }) => void told.push(fault),
    });
    await until(() => handled.length === 2 && told.length === 2, 'all entries');
    expect(handled).toEqual([2, 3]);
    expect(told[0]).toContain('not a commit');
    expect(told[1]).toBe('of no use');
    expect(await reportOf(1)).toMatchObject({ position: '0/1', raw: Buffer.from(raw) });
  });

  async function reportOf(seq: number) {
    const jsm = await jetstreamManager(running.nc);
    const message = await jsm.streams.getMessage('HUSTINGS_QUARANTINE', { seq });
    return {
      subject: message?.subject,
      reader: message?.header.get('Hustings-Reader'),
      of: message?.header.get('Hustings-Subject'),
      position: message?.header.get('Hustings-Sequence'),
      fault: message?.header.get('Hustings-Fault'),
      raw: Buffer.from(message?.data ?? []),
    };
  }
});
