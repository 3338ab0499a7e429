import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNats, startRedis } from '@hustings/dev-env';
import { assert } from '@hustings/kernel';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { cpuSecondsOf } from '../process-cpu.ts';
import { CONTENT, DECISIONS, type RawOrder, type RawReport } from './raw-order.ts';

/** Readers of every decision: the auditor and enforcement. */
const READERS = 2;

/** What one message took. */
export interface RawCost {
  /** Microseconds of processor time by part. */
  us: { sender: number; redis: number; nats: number; readers: number };
  decisionBytes: number;
  contentBytes: number;
}

/** Servers and processes of the raw parts. */
export interface RawFleet {
  measure(): Promise<RawCost>;
  stop(): Promise<void>;
}

/** Starts a log with an fsync for each message, a Redis, a sender and readers, and sends what is not measured. */
export async function startRawFleet(
  order: Pick<RawOrder, 'size' | 'groups' | 'warmUp'>,
): Promise<RawFleet> {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-raw-'));
  const nats = await startNats({ dir });
  const redis = await startRedis();
  await addStreams(nats.url);
  const readers = await Promise.all(
    Array.from({ length: READERS }, () => startChild('raw-reader.ts', nats.url)),
  );
  const sender = await startChild('raw-sender.ts', {
    ...order,
    natsUrl: nats.url,
    redisUrl: redis.url,
  });
  const children = [sender, ...readers];
  const pids = { redis: [redis.pid], nats: [nats.pid], readers: readers.map(({ pid }) => pid) };
  const messages = order.groups * order.size;
  return {
    async measure() {
      const before = usedBy(pids);
      sender.send('go');
      const done = (await nextWord(sender)) as RawReport;
      assert(done.state === 'DONE', 'a round ends with its figures');
      const after = usedBy(pids);
      await nextWord(sender);
      const us = (part: keyof typeof pids): number =>
        ((after[part] - before[part]) / messages) * 1e6;
      const { decisionBytes, contentBytes, cpuSeconds } = done;
      const own = (cpuSeconds / messages) * 1e6;
      return {
        us: { sender: own, redis: us('redis'), nats: us('nats'), readers: us('readers') },
        ...{ decisionBytes, contentBytes },
      };
    },
    async stop() {
      for (const child of children) child.disconnect();
      await Promise.all([nats.stop(), redis.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function addStreams(url: string): Promise<void> {
  const nc = await connect({ servers: url });
  const jsm = await jetstreamManager(nc);
  for (const name of [CONTENT, DECISIONS]) await jsm.streams.add({ name, subjects: [name] });
  await nc.close();
}

/** A process that has got its order and said that it is ready. */
async function startChild(file: string, order: RawOrder | string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)));
  child.send(order);
  await nextWord(child);
  return child;
}

/** The next that a process says; throws when it ends before. */
async function nextWord(child: ChildProcess): Promise<unknown> {
  const heard = new AbortController();
  const { signal } = heard;
  try {
    const gone = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${child.spawnargs.at(-1)} ended with ${code}`);
    });
    const [word] = await Promise.race([once(child, 'message', { signal }), gone]);
    return word;
  } finally {
    heard.abort();
  }
}

function usedBy<Part extends string>(
  pids: Record<Part, (number | undefined)[]>,
): Record<Part, number> {
  const entries = Object.entries(pids) as [Part, (number | undefined)[]][];
  return Object.fromEntries(
    entries.map(([part, own]) => [
      part,
      own.reduce((sum: number, pid) => sum + cpuSecondsOf(pid ?? -1), 0),
    ]),
  ) as Record<Part, number>;
}
