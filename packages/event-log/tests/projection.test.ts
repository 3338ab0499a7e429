import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Anchor,
  decodeEvents,
  fileWatermark,
  LogDiverged,
  memoryEventLog,
  memoryWatermark,
  type Projection,
  type ProjectOptions,
  project,
} from '../src/index.ts';
import { sender, someCommit } from './support/commits.ts';
import { META, petitionCodec, petitions } from './support/petition.ts';
import { until } from './support/waiting.ts';

describe('projection', () => {
  let log: ReturnType<typeof memoryEventLog>;
  let controller: AbortController;
  let running: Projection[];
  beforeEach(() => {
    log = memoryEventLog();
    controller = new AbortController();
    running = [];
  });
  afterEach(async () => {
    controller.abort();
    await Promise.allSettled(running.map(({ done }) => done));
  });

  function start(options: Partial<ProjectOptions> & Pick<ProjectOptions, 'apply'>): Projection {
    const projection = project({
      log,
      partition: '0',
      service: 'tests',
      reader: 'names',
      watermark: memoryWatermark(),
      signal: controller.signal,
      ...options,
    });
    running.push(projection);
    return projection;
  }

  async function appendSome(count: number, name = 's'): Promise<void> {
    for (let n = 0; n < count; n++)
      await log.append(someCommit({ ref: sender(`${name}-${n}`) }), 0);
  }

  it('applies what stands, says that it has caught up, and goes on live', async () => {
    await appendSome(3);
    const applied: number[] = [];
    const projection = start({ apply: ({ seq }) => void applied.push(seq) });
    await projection.caughtUp;
    expect(applied).toEqual([1, 2, 3]);
    await appendSome(2, 'live');
    await until(() => projection.position === 5, 'the live entries');
    expect(applied).toEqual([1, 2, 3, 4, 5]);
  });

  it('has caught up with a log that is empty, or in which nothing concerns it', async () => {
    const empty = start({ apply: () => undefined });
    await empty.caughtUp;
    expect(empty.position).toBe(0);
    await appendSome(4);
    const narrow = start({ subjects: ['hustings.evt.0.gate.*'], apply: () => undefined });
    await narrow.caughtUp;
    expect(narrow.position).toBe(4);
  });

  it('waits for one entry before it takes the next', async () => {
    await appendSome(5);
    let busy = 0;
    let most = 0;
    const projection = start({
      apply: async () => {
        most = Math.max(most, ++busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy -= 1;
      },
    });
    await projection.caughtUp;
    expect(most).toBe(1);
  });

  it('goes on after the last entry that was saved', async () => {
    await appendSome(3);
    const watermark = memoryWatermark();
    const first = start({ watermark, apply: () => undefined });
    await first.caughtUp;
    controller.abort();
    await first.done;
    expect(watermark.saved()).toEqual(await log.anchorAt('0', 3));

    await appendSome(2, 'later');
    const applied: number[] = [];
    controller = new AbortController();
    await start({ watermark, apply: ({ seq }) => void applied.push(seq) }).caughtUp;
    expect(applied).toEqual([4, 5]);
  });

  it('gives the anchor of each entry to a projection that stores it with its data', async () => {
    await appendSome(2);
    const anchors: Anchor[] = [];
    await start({ apply: (_entry, anchor) => void anchors.push(anchor()) }).caughtUp;
    expect(anchors).toEqual([await log.anchorAt('0', 1), await log.anchorAt('0', 2)]);
  });

  it('stops before it applies anything when the log is not the one it has read', async () => {
    await appendSome(3);
    const anchor = { ...(await log.anchorAt('0', 2)), leafHash: '11'.repeat(32) };
    const applied: number[] = [];
    const watermark = { load: async () => anchor };
    const projection = start({ watermark, apply: ({ seq }) => void applied.push(seq) });
    await expect(projection.done).rejects.toThrow(LogDiverged);
    await expect(projection.caughtUp).rejects.toThrow(LogDiverged);
    expect(applied).toEqual([]);
  });

  it('stops at an error of its own, and begins with that entry the next time', async () => {
    await appendSome(3);
    const watermark = memoryWatermark();
    const failing = start({
      watermark,
      apply: ({ seq }) => {
        if (seq === 2) throw new Error('no database');
      },
    });
    await expect(failing.done).rejects.toThrow('no database');
    const applied: number[] = [];
    await start({ watermark, apply: ({ seq }) => void applied.push(seq) }).caughtUp;
    expect(applied).toEqual([2, 3]);
  });

  it('sets poison aside with its position and the reason, and goes on', async () => {
    const target = { id: 'p-1', partition: '0', organisationId: 'org-1' };
    const ref = { partition: '0', context: 'tests', aggregate: 'petition', id: 'p-9' };
    const store = petitions(log);
    await store.execute(target, { type: 'Sign', name: 'Ana' }, META);
    const subject = 'hustings.evt.0.tests.petition.p-1';
    log.appendRaw(
      '0',
      subject,
      Uint8Array.from({ length: 40 }, (_, n) => (n * 89 + 7) & 0xff),
    );
    log.appendRaw('0', subject, new Uint8Array());
    const typed = (eventType: string, data: Uint8Array) =>
      log.append(
        someCommit({
          ref: { ...ref, id: eventType.replaceAll('.', '-') },
          events: [{ eventType, data }],
        }),
        0,
      );
    await typed('tests.Shredded.v1', new Uint8Array());
    await typed('tests.Signed.v2', new Uint8Array());
    await typed('tests.Signed.v1', Uint8Array.of(0xff, 0xfe));
    await store.execute({ ...target, id: 'p-2' }, { type: 'Sign', name: 'Bea' }, META);

    const names: string[] = [];
    const told: number[] = [];
    await start({
      apply: (entry) => {
        for (const event of decodeEvents(petitionCodec, entry)) {
          if (event.type === 'Signed') names.push(event.name);
        }
      },
      onQuarantine: ({ seq }) => void told.push(seq),
    }).caughtUp;
    expect(names).toEqual(['Ana', 'Bea']);
    expect(told).toEqual([2, 3, 4, 5, 6]);
    expect(log.quarantined).toMatchObject([
      { service: 'tests', reader: 'names', partition: '0', seq: 2, subject },
      { seq: 3, fault: 'no commit id' },
      { seq: 4, fault: 'unknown event type tests.Shredded.v1' },
      { seq: 5, fault: 'unknown event type tests.Signed.v2' },
      { seq: 6, fault: 'cannot read tests.Signed.v1' },
    ]);
  });
});

describe('a watermark in a file', () => {
  const anchor: Anchor = {
    streamCreated: '2026-01-01T00:00:00Z',
    seq: 7,
    leafHash: 'ab'.repeat(32),
  };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hustings-watermark-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is nothing at first, then what was saved last, and leaves no drafts behind', async () => {
    const path = join(folder, 'deep', 'reader.json');
    const watermark = fileWatermark(path);
    expect(await watermark.load()).toBeNull();
    await watermark.save?.({ ...anchor, seq: 6 });
    await watermark.save?.(anchor);
    expect(await fileWatermark(path).load()).toEqual(anchor);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['reader.json']);
  });

  it.each(['', '{"seq":7', '{}', 'null', '{"streamCreated":"x","seq":-1,"leafHash":""}'])(
    'is refused when it holds %j',
    async (text) => {
      const path = join(folder, 'reader.json');
      writeFileSync(path, text);
      await expect(fileWatermark(path).load()).rejects.toThrow('remove it to read the log');
    },
  );
});
