import { createServer } from 'node:net';
import {
  askNode,
  moveSlot,
  ownerOf,
  promote,
  type RedisCluster,
  type ServerProcess,
  startRedis,
  startRedisCluster,
} from '@hustings/dev-env/servers';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { keySlot } from '../src/cluster/key-slot.ts';
import { connectRedisClient, type RedisClient } from '../src/index.ts';

let cluster: RedisCluster;
let client: RedisClient;
beforeAll(async () => {
  cluster = await startRedisCluster();
  client = await connectRedisClient(cluster.url, () => undefined);
});
afterAll(async () => {
  client?.disconnect();
  await cluster?.stop();
});

/** Appends numbers to a list until told to stop; all are out together. */
function pushAlways(key: string): () => Promise<PromiseSettledResult<unknown>[]> {
  const pushes: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    for (let burst = 0; burst < 8; burst++) {
      const push = client.callBuffer('RPUSH', key, pushes.length);
      push.catch(() => undefined); // seen by allSettled
      pushes.push(push);
    }
  }, 1);
  return () => {
    clearInterval(timer);
    return Promise.allSettled(pushes);
  };
}

async function pushed(key: string): Promise<number[]> {
  const list = await client.callBuffer('LRANGE', key, 0, -1);
  return Array.isArray(list) ? list.map(Number) : [];
}

describe('a client of a cluster', () => {
  test('executes each command once and in order while its slot moves back and forth', async () => {
    const key = 'client:{moving}';
    const slot = keySlot(key);
    const masters = cluster.nodes.slice(0, 3);
    const stop = pushAlways(key);
    for (let move = 0; move < 6; move++) {
      const to = masters[move % masters.length];
      if (to) await moveSlot(cluster.nodes, { slot, to });
    }
    const answers = await stop();
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await pushed(key)).toEqual(answers.map((_, index) => index));
  });

  test('goes on with the replica of a master that died, and repeats nothing', async () => {
    const key = 'client:{dying}';
    const master = await ownerOf(cluster.nodes, keySlot(key));
    const replica = cluster.nodes[cluster.nodes.indexOf(master) + 3];
    if (!replica) throw new Error('every master has a replica');
    const stop = pushAlways(key);
    await vi.waitFor(async () => expect((await pushed(key)).length).toBeGreaterThan(50));
    await master.kill('SIGKILL');
    await promote(cluster.nodes, replica);
    await vi.waitFor(() => client.callBuffer('GET', key.replace('dying', 'dying}x')), 5_000);
    await stop();
    const numbers = await pushed(key);
    expect(numbers.length).toBeGreaterThan(50);
    expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  });
});

describe('a master that sleeps', () => {
  test('answers nothing that it was sent meanwhile', async () => {
    const alone = await startRedisCluster({ replicas: false });
    const ours = await connectRedisClient(alone.url, () => undefined);
    const set = (value: string) => ours.callBuffer('SET', 'client:{asleep}', value);
    const master = await ownerOf(alone.nodes, keySlot('client:{asleep}'));
    await set('before');
    await master.kill('SIGSTOP');
    await expect(set('during')).rejects.toThrow(/timed out|closed/);
    await vi.waitFor(() => expect(set('later')).rejects.toThrow(/no connection/), 10_000);
    await master.kill('SIGCONT');
    await vi.waitFor(() => set('after'), 5_000);
    ours.disconnect();
    await alone.stop();
  });
});

describe('the first connection', () => {
  const kinds: { what: string; start: () => Promise<Late> }[] = [
    {
      what: 'one server',
      start: async () => {
        const server = await startRedis();
        return { url: server.url, servers: [server], stop: () => server.stop() };
      },
    },
    {
      what: 'a cluster',
      start: async () => {
        const started = await startRedisCluster({ replicas: false });
        return { ...started, servers: started.nodes };
      },
    },
  ];

  test.each(kinds)('waits for $what that comes up later', async ({ start }) => {
    const { url, servers, ...late } = await start();
    await Promise.all(servers.map((server) => server.kill('SIGKILL')));
    const doors = await Promise.all(servers.map(({ port }) => slamDoor(port)));
    const connecting = connectRedisClient(url, () => undefined);
    connecting.catch(() => undefined); // awaited below
    // Longer than one attempt may take: a client that asks once has given up by then.
    await vi.waitFor(() => {
      for (const door of doors) expect(door.knocks()).toBeGreaterThan(6);
    }, 5_000);
    await Promise.all(doors.map((door) => door.close()));
    await Promise.all(servers.map((server) => server.restart()));
    const ours = await connecting;
    expect(String((await ours.everywhere('PING'))[0])).toBe('PONG');
    ours.disconnect();
    await late.stop();
  });

  test('fails after five seconds with the reason', async () => {
    const server = await startRedis();
    await server.stop();
    const told = vi.fn<(error: Error) => void>();
    await expect(connectRedisClient(server.url, told)).rejects.toThrow(
      `no connection to 127.0.0.1:${server.port}: connect ECONNREFUSED`,
    );
    expect(told).toHaveBeenCalledTimes(1);
  });

  test('fails at once with a wrong password', async () => {
    const server = await startRedis();
    await askNode(server.port, 'CONFIG', 'SET', 'requirepass', 'right');
    const { host } = new URL(server.url);
    const errors = vi.fn<(error: Error) => void>();
    await expect(connectRedisClient(`redis://:wrong@${host}`, errors)).rejects.toThrow('WRONGPASS');
    const right = await connectRedisClient(`redis://:right@${host}`, errors);
    right.disconnect();
    await server.stop();
  });
});

/** In the place of a server that is down: whoever comes is sent away and counted. */
async function slamDoor(port: number): Promise<{ knocks(): number; close(): Promise<void> }> {
  let knocks = 0;
  const server = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    knocks: () => knocks,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface Late {
  url: string;
  servers: readonly ServerProcess[];
  stop(): Promise<void>;
}

describe('an address', () => {
  test.each([
    {
      what: 'one node of a cluster',
      urls: () => cluster.nodes[5]?.url ?? '',
      fault: /two of its nodes/,
    },
    {
      what: 'several servers that are no cluster',
      urls: () => `${inject('redisUrl')},${inject('redisUrl')}`,
      fault: /cluster support disabled/,
    },
  ])('of $what is refused', async ({ urls, fault }) => {
    await expect(connectRedisClient(urls(), () => undefined)).rejects.toThrow(fault);
  });

  test('of one server is a server', async () => {
    const one = await connectRedisClient(inject('redisUrl'), () => undefined);
    expect(await one.everywhere('PING')).toEqual([Buffer.from('PONG')]);
    one.disconnect();
  });
});
