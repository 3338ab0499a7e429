import { jetstreamManager } from '@nats-io/jetstream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectEventLog, installStreams, LogMisconfigured, LogUnavailable } from '../src/index.ts';
import { assertServerVersion } from '../src/jetstream/server-version.ts';
import { sender, someCommit } from './support/commits.ts';
import { LAYOUT, type NatsLog, startNatsLog } from './support/nats-log.ts';
import { until } from './support/waiting.ts';

const PLAN = { ...LAYOUT, replicas: 1 };

describe('installing the streams', () => {
  let running: NatsLog;
  beforeEach(async () => {
    running = await startNatsLog();
  });
  afterEach(() => running.stop());

  it('makes every stream of the layout, with nothing deleted, purged or aged out', async () => {
    const jsm = await jetstreamManager(running.nc);
    const names = (await jsm.streams.names().next()).toSorted();
    expect(names).toEqual([
      'HUSTINGS_CONTENT_0',
      'HUSTINGS_EVT_0',
      'HUSTINGS_EVT_all',
      'HUSTINGS_KEYS_0',
      'HUSTINGS_QUARANTINE',
      'KV_HUSTINGS_INSTALLED',
      'KV_HUSTINGS_MEMBERS',
      'KV_HUSTINGS_SHARES',
    ]);
    const { config } = await jsm.streams.info('HUSTINGS_EVT_0');
    expect(config).toMatchObject({
      storage: 'file',
      retention: 'limits',
      discard: 'new',
      deny_delete: true,
      deny_purge: true,
      allow_atomic: true,
      allow_direct: true,
      max_age: 0,
      metadata: { 'hustings-partitions': '1', 'hustings-gates': '16' },
    });
    expect((await jsm.streams.info('HUSTINGS_KEYS_0')).config).toMatchObject({
      deny_delete: false,
      deny_purge: true,
    });
  });

  it('may run again, also from several places at once, and changes nothing', async () => {
    await running.log.append(someCommit(), 0);
    const others = await Promise.all([running.connect(), running.connect()]);
    await Promise.all([running.nc, ...others].map((nc) => installStreams(nc, PLAN)));
    expect(await running.log.lastSeq('0')).toBe(1);
  });

  it('makes all streams of a larger layout, which connecting reads back', async () => {
    const other = await startNatsLog({ plan: { partitions: 3, gates: 4 } });
    try {
      expect(other.log.layout).toEqual({ partitions: 3, gates: 4 });
      const stored = await other.log.append(someCommit({ ref: sender('s', '2') }), 0);
      expect(stored).toEqual({ outcome: 'appended', seq: 1 });
    } finally {
      await other.stop();
    }
  });

  it.each([{ partitions: 2 }, { gates: 32 }])(
    'refuses to change the layout to %o',
    async (change) => {
      const installing = installStreams(running.nc, { ...PLAN, ...change });
      await expect(installing).rejects.toThrow(LogMisconfigured);
      await expect(installing).rejects.toThrow('organisations would change places');
    },
  );

  it('does not make a stream anew that is gone', async () => {
    const jsm = await jetstreamManager(running.nc);
    await jsm.streams.delete('HUSTINGS_EVT_all');
    await expect(installStreams(running.nc, PLAN)).rejects.toThrow('HUSTINGS_EVT_all (created');
    await expect(connectEventLog(running.nc)).rejects.toThrow('HUSTINGS_EVT_all is missing');
  });

  it('finds a stream that somebody else has put in the place of one that is gone', async () => {
    const jsm = await jetstreamManager(running.nc);
    const { config } = await jsm.streams.info('HUSTINGS_EVT_all');
    await jsm.streams.delete('HUSTINGS_EVT_all');
    await jsm.streams.add(config);
    await expect(installStreams(running.nc, PLAN)).rejects.toThrow(
      'but the one that was installed',
    );
  });
});

describe('connecting to the log', () => {
  let running: NatsLog;
  beforeEach(async () => {
    running = await startNatsLog();
  });
  afterEach(() => running.stop());

  it.each([
    [{ max_age: 3_600_000_000_000 }, 'max_age is 3600000000000, must be 0'],
    [{ discard: 'old' as const }, 'discard is "old", must be "new"'],
    [{ allow_atomic: false }, 'allow_atomic is false, must be true'],
    [{ max_msgs: 10 }, 'max_msgs is 10, must be -1'],
    [{ allow_direct: false }, 'allow_direct is false, must be true'],
    [{ subjects: ['hustings.evt.0.>', 'other.>'] }, 'subjects is'],
  ])(
    'refuses a stream that was changed by %o, in one line that says what',
    async (change, fault) => {
      const jsm = await jetstreamManager(running.nc);
      await jsm.streams.update('HUSTINGS_EVT_0', change);
      const connecting = connectEventLog(running.nc);
      await expect(connecting).rejects.toThrow(LogMisconfigured);
      await expect(connecting).rejects.toThrow(
        `stream HUSTINGS_EVT_0 is not set up as it must be: ${fault}`,
      );
    },
  );

  it('leaves the number of copies and the room to the operator', async () => {
    const jsm = await jetstreamManager(running.nc);
    await jsm.streams.update('HUSTINGS_EVT_0', { max_bytes: 1_000_000_000 });
    await expect(connectEventLog(running.nc)).resolves.toMatchObject({ layout: LAYOUT });
  });

  it('waits for a server that restarts instead of taking it for an old one', async () => {
    const { nc, server } = running;
    await server.kill('SIGKILL');
    await until(() => nc.info === undefined, 'the loss of the connection');
    const connecting = connectEventLog(nc);
    await server.restart();
    await expect(connecting).resolves.toBeDefined();
  });

  it('says what to do when nothing is installed', async () => {
    const jsm = await jetstreamManager(running.nc);
    await jsm.streams.delete('HUSTINGS_EVT_0');
    await expect(connectEventLog(running.nc)).rejects.toThrow(
      'stream HUSTINGS_EVT_0 is missing: run the installer once',
    );
  });
});

describe('server version', () => {
  it.each(['2.9.10', '2.10.27', '2.12.15', '2.13.99', '1.99.0', 'unknown', ''])(
    'refuses nats-server %s',
    async (version) => {
      const asked = assertServerVersion(serverOf(version));
      await expect(asked).rejects.toThrow(LogMisconfigured);
      await expect(asked).rejects.toThrow('2.14 or newer is needed');
    },
  );

  it.each(['2.14.0', '2.15.1', '2.14.0-beta.1', '3.0.0'])(
    'accepts nats-server %s',
    async (version) => {
      await expect(assertServerVersion(serverOf(version))).resolves.toBeUndefined();
    },
  );

  it('refuses a server that does not say its version', async () => {
    await expect(assertServerVersion(serverOf(undefined))).rejects.toThrow(
      'nats-server unknown is too old',
    );
  });

  it('does not take a connection that is closed for an old server', async () => {
    const closed = { info: undefined, isClosed: () => true };
    await expect(assertServerVersion(closed)).rejects.toThrow(LogUnavailable);
  });

  function serverOf(version: string | undefined): Parameters<typeof assertServerVersion>[0] {
    const info = { version } as Parameters<typeof assertServerVersion>[0]['info'];
    return { info, isClosed: () => false };
  }
});
