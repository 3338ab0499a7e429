import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connectNats } from '@hustings/service-kit';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ServerProcess, startNats, startRedis } from '../src/index.ts';
import { findFreePort, isPortFree, LOOPBACK } from '../src/servers/loopback.ts';
import { STOP_PATIENCE_MS } from '../src/servers/server-process.ts';

const running: { stop(): Promise<unknown> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
});

async function keep(server: Promise<ServerProcess>): Promise<ServerProcess> {
  const started = await server;
  running.push(started);
  return started;
}

describe.each([
  { name: 'NATS', start: startNats },
  { name: 'Redis', start: startRedis },
])('$name as a child process', ({ start }) => {
  it('listens on loopback and ends with its temporary folder when stopped', async () => {
    const server = await keep(start());
    expect(await isPortFree(server.port)).toBe(false);
    await server.stop();
    expect(await isPortFree(server.port)).toBe(true);
    expect(existsSync(server.dir)).toBe(false);
    expect(isAlive(server.pid)).toBe(false);
  });

  it('names a port that is in use and the way around it', async () => {
    const port = await findFreePort();
    running.push(await occupy(port));
    await expect(start({ port })).rejects.toMatchObject({
      reason: 'PORT_IN_USE',
      message: expect.stringMatching(new RegExp(`^port ${port} is in use.*_URL`)),
    });
  });

  it('refuses to start where there is no room', async () => {
    await expect(start({ minimumFreeBytes: Number.MAX_SAFE_INTEGER })).rejects.toMatchObject({
      reason: 'NO_DISK_SPACE',
      message: expect.stringMatching(/^no disk space: .* MiB free/),
    });
  });

  it('is gone once killed and comes back on the same port', async () => {
    const server = await keep(start());
    const { pid } = server;
    await server.kill('SIGKILL');
    expect(isAlive(pid)).toBe(false);
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await isPortFree(server.port)).toBe(false);
  });

  it.runIf(existsSync('/proc/self/task'))(
    'stands still with all its threads once suspended',
    async () => {
      const server = await keep(start());
      for (let times = 0; times < 20; times++) {
        await server.kill('SIGSTOP');
        const tasks = readdirSync(`/proc/${server.pid}/task`);
        const states = tasks.map((task) =>
          /\) (\w)/.exec(readFileSync(`/proc/${server.pid}/task/${task}/stat`, 'utf8'))?.at(1),
        );
        expect(states).toEqual(tasks.map(() => 'T'));
        await server.kill('SIGCONT');
      }
    },
  );

  it('stops in order, without being killed, although it is suspended', async () => {
    const server = await keep(start());
    await server.kill('SIGSTOP');
    const started = performance.now();
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    expect(performance.now() - started).toBeLessThan(STOP_PATIENCE_MS);
  });
});

describe('A parent that is killed', () => {
  it('takes its servers with it', async () => {
    const parent = spawnFixture();
    const servers = await firstLine<{ pid: number; dir: string }[]>(parent);
    expect(servers.map(({ pid }) => isAlive(pid))).toEqual([true, true]);
    parent.kill('SIGKILL');
    await vi.waitFor(
      () => expect(servers.map(({ pid }) => isAlive(pid))).toEqual([false, false]),
      5_000,
    );
    for (const { dir } of servers) rmSync(dir, { recursive: true, force: true });
  });
});

describe('NATS', () => {
  it('fsyncs every message before it acknowledges it', async () => {
    const server = await keep(startNats());
    const log = readFileSync(join(server.dir, 'nats.log'), 'utf8');
    const [, monitoring] = /http monitor on (\S+)/.exec(log) ?? [];
    const answer = await fetch(`http://${monitoring}/jsz?config=1`);
    expect(await answer.json()).toMatchObject({ config: { sync_always: true } });
  });

  it.each([
    { wipe: false, messages: 1 },
    { wipe: true, messages: null },
  ])('restarted with wipe $wipe holds $messages messages', async ({ wipe, messages }) => {
    const server = await keep(startNats());
    await publishOne(server.url);
    await server.kill('SIGKILL');
    await server.restart({ wipe });
    expect(await countMessages(server.url)).toBe(messages);
  });

  it('keeps a folder that it was given', async () => {
    const first = await startNats();
    const dir = `${first.dir}-kept`;
    await first.stop();
    const server = await keep(startNats({ dir }));
    await publishOne(server.url);
    await server.stop();
    const again = await keep(startNats({ dir }));
    expect(await countMessages(again.url)).toBe(1);
    await again.stop();
    rmSync(dir, { recursive: true });
  });
});

describe('Redis', () => {
  it('comes back empty and never evicts', async () => {
    const server = await keep(startRedis());
    const redis = new Redis(server.url);
    await redis.set('a', '1');
    expect(await redis.info('memory')).toContain('maxmemory_policy:noeviction');
    await server.restart();
    await vi.waitFor(async () => expect(await redis.dbsize()).toBe(0), 5_000);
    redis.disconnect();
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function occupy(port: number): Promise<{ stop(): Promise<unknown> }> {
  const server = createServer();
  const stop = (): Promise<unknown> => new Promise((resolve) => server.close(resolve));
  return new Promise((resolve) => server.listen(port, LOOPBACK, () => resolve({ stop })));
}

function spawnFixture(): ChildProcess {
  const file = fileURLToPath(new URL('./fixtures/start-and-wait.ts', import.meta.url));
  return spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine<T>(child: ChildProcess): Promise<T> {
  if (child.stdout === null) throw new Error('the child has no output');
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as T;
  throw new Error('the child ended without a word');
}

async function publishOne(url: string): Promise<void> {
  const nc = await connectNats(url, 'test');
  await (await jetstreamManager(nc)).streams.add({ name: 'KEPT', subjects: ['kept'] });
  await jetstream(nc).publish('kept', 'text');
  await nc.close();
}

/** Null when the stream is not there. */
async function countMessages(url: string): Promise<number | null> {
  const nc = await connectNats(url, 'test');
  try {
    const { state } = await (await jetstreamManager(nc)).streams.info('KEPT');
    return state.messages;
  } catch {
    return null;
  } finally {
    await nc.close();
  }
}
