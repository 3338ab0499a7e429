import { createServer, type Server, type Socket } from 'node:net';
import { connectNats } from '@hustings/service-kit';
import { jetstreamManager } from '@nats-io/jetstream';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServerProcess, startNats, startRedis } from '../src/index.ts';
import { checkNats } from '../src/self-test/check-nats.ts';
import { checkRedis } from '../src/self-test/check-redis.ts';
import { LOOPBACK } from '../src/servers/loopback.ts';

let nats: ServerProcess;
let redis: ServerProcess;

beforeAll(async () => {
  [nats, redis] = await Promise.all([startNats(), startRedis()]);
});

afterAll(async () => {
  await Promise.all([nats.stop(), redis.stop()]);
});

describe('The self-test of NATS', () => {
  it('passes on a fit server and leaves nothing behind', async () => {
    expect(await checkNats(nats.url)).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    const nc = await connectNats(nats.url, 'test');
    const names = await (await jetstreamManager(nc)).streams.names().next();
    await nc.close();
    expect(names).toEqual([]);
  });

  it('refuses an old server by the version that it greets with', async () => {
    const old = await speak((socket) => {
      socket.write(
        'INFO {"server_id":"x","version":"2.9.10","proto":1,"headers":true,"max_payload":1048576}\r\n',
      );
      socket.on('data', (sent) => {
        if (sent.includes('PING')) socket.write('PONG\r\n');
      });
    });
    await expect(checkNats(`nats://${LOOPBACK}:${old.port}`)).rejects.toMatchObject({
      reason: 'SERVER_TOO_OLD',
      message: expect.stringContaining('nats-server 2.9.10'),
    });
    await old.stop();
  });

  it('says in one line that nobody answers', async () => {
    await expect(checkNats(`nats://${LOOPBACK}:1`)).rejects.toThrow(
      /^cannot reach NATS at .*NATS_URL/,
    );
  });
});

describe('The self-test of Redis', () => {
  it('passes on a fit server', async () => {
    expect(await checkRedis(redis.url)).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
  });

  it('refuses a server that may evict keys', async () => {
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(checkRedis(redis.url)).rejects.toMatchObject({
      reason: 'SERVER_MISCONFIGURED',
      message: expect.stringContaining('noeviction'),
    });
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
  });

  it('refuses an old server', async () => {
    const info = 'redis_version:6.2.14\r\nmaxmemory_policy:noeviction\r\n';
    const old = await speak((socket) => {
      socket.on('data', (sent) => {
        for (const command of sent.toString().split(/(?=\*\d+\r\n)/)) {
          const known = /\binfo\b/i.test(command);
          socket.write(known ? `$${info.length}\r\n${info}\r\n` : '-ERR unknown command\r\n');
        }
      });
    });
    await expect(checkRedis(`redis://${LOOPBACK}:${old.port}`)).rejects.toMatchObject({
      reason: 'SERVER_TOO_OLD',
      message: expect.stringContaining('redis-server 6.2.14'),
    });
    await old.stop();
  });

  it('gives up on a server that does not answer', async () => {
    const mute = await speak(() => undefined);
    await expect(checkRedis(`redis://${LOOPBACK}:${mute.port}`)).rejects.toThrow(
      /^cannot reach Redis/,
    );
    await mute.stop();
  });

  it('says in one line that nobody answers', async () => {
    await expect(checkRedis(`redis://${LOOPBACK}:1`)).rejects.toThrow(
      /^cannot reach Redis at .*REDIS_URL/,
    );
  });
});

/** A server on loopback that says what it is told to, for versions that are not at hand. */
async function speak(
  greet: (socket: Socket) => void,
): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
