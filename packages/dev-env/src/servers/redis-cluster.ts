import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findServer } from './binaries.ts';
import { findFreePort, LOOPBACK } from './loopback.ts';
import { redisKind } from './redis.ts';
import { ServerFault } from './server-fault.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** One `redis-server` of a cluster. */
export interface ClusterNode extends ServerProcess {
  /** Its id in the cluster. */
  readonly id: string;
}

/** Three masters with a replica each, unless asked otherwise. */
export interface RedisCluster {
  /** Addresses of all nodes, separated by commas: what REDIS_URL takes. */
  readonly url: string;
  /** Masters of the start first, then their replicas in the same order. */
  readonly nodes: readonly ClusterNode[];
  stop(): Promise<void>;
}

export interface RedisClusterOptions {
  masters?: number;
  /** False saves processes where no test needs a fail-over. */
  replicas?: boolean;
  /** After so long without a word a node counts as failing, ms. */
  nodeTimeoutMs?: number;
}

const SLOTS = 16_384;
const START_TIMEOUT_MS = 20_000;
const ASK_AGAIN_MS = 20;

/** Starts a cluster on loopback, without persistence, and waits until every node knows every slot. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicas = true, nodeTimeoutMs = 1_000 } = options;
  const count = replicas ? 2 * masters : masters;
  const servers: ServerProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const starts = Array.from({ length: count }, () => startNode(nodeTimeoutMs));
    for (const started of await Promise.allSettled(starts)) {
      if (started.status === 'rejected') throw started.reason;
      servers.push(started.value);
    }
    const nodes = await join(servers, masters);
    return { url: servers.map(({ url }) => url).join(','), nodes, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Runs one command on one node through a connection of its own. */
export async function askNode(port: number, ...command: (string | number)[]): Promise<unknown> {
  const options = { host: LOOPBACK, port, lazyConnect: true, retryStrategy: () => null };
  const redis = new Redis({ ...options, connectTimeout: 2_000, commandTimeout: 5_000 });
  redis.on('error', () => undefined); // the awaited call below reports it
  try {
    await redis.connect();
    const [name = '', ...args] = command;
    return await redis.call(String(name), ...args);
  } finally {
    redis.disconnect();
  }
}

async function startNode(nodeTimeoutMs: number): Promise<ServerProcess> {
  const busPort = await findFreePort();
  const kind = redisKind('');
  return startServer(
    {
      ...kind,
      name: 'redis-node',
      command: ({ port, dir }) => ({
        command: findServer('redis-server'),
        args: [
          ...kind.command({ port, dir }).args,
          ...['--cluster-enabled', 'yes', '--cluster-port', String(busPort)],
          ...[
            '--cluster-node-timeout',
            String(nodeTimeoutMs),
            '--cluster-config-file',
            'nodes.conf',
          ],
          // What one dead master holds is closed; the others' slots stay open.
          ...['--cluster-require-full-coverage', 'no', '--cluster-allow-replica-migration', 'no'],
          // A replica may take over however old it is: lost writes are what the tests are about.
          ...['--cluster-replica-validity-factor', '0', '--repl-diskless-sync-delay', '0'],
        ],
      }),
    },
    {},
  );
}

async function join(servers: ServerProcess[], masters: number): Promise<ClusterNode[]> {
  const [first] = servers;
  if (first === undefined) throw new ServerFault('START_FAILED', 'a cluster has a node');
  const busOf = async ({ port }: ServerProcess): Promise<string> => {
    const reply = await askNode(port, 'CONFIG', 'GET', 'cluster-port');
    return Array.isArray(reply) ? String(reply[1]) : '';
  };
  const nodes = await Promise.all(
    servers.map(async (server) =>
      withId(server, String(await askNode(server.port, 'CLUSTER', 'MYID'))),
    ),
  );
  for (const [index, { port }] of nodes.entries()) {
    await askNode(port, 'CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    if (index < masters) {
      const from = Math.ceil((SLOTS * index) / masters);
      const to = Math.ceil((SLOTS * (index + 1)) / masters) - 1;
      await askNode(port, 'CLUSTER', 'ADDSLOTSRANGE', from, to);
    }
    if (index > 0) {
      await askNode(
        first.port,
        'CLUSTER',
        'MEET',
        LOOPBACK,
        port,
        await busOf(nodes[index] ?? first),
      );
    }
  }
  for (const [index, { port }] of nodes.entries()) {
    const master = nodes[index - masters];
    if (index < masters || master === undefined) continue;
    await untilTrue(`${port} knows ${master.id}`, async () => {
      return String(await askNode(port, 'CLUSTER', 'NODES')).includes(master.id);
    });
    await askNode(port, 'CLUSTER', 'REPLICATE', master.id);
  }
  await Promise.all(
    nodes.map((node) => untilTrue(`${node.port} is ready`, () => isReady(node, nodes))),
  );
  return nodes;
}

/** A node is ready when it sees all slots served by all masters, and when its replication stands. */
async function isReady({ port }: ClusterNode, nodes: readonly ClusterNode[]): Promise<boolean> {
  const info = String(await askNode(port, 'CLUSTER', 'INFO'));
  const replication = String(await askNode(port, 'INFO', 'replication'));
  const known = String(await askNode(port, 'CLUSTER', 'NODES'));
  return (
    info.includes('cluster_state:ok') &&
    info.includes(`cluster_slots_ok:${SLOTS}`) &&
    nodes.every(({ id }) => known.includes(id)) &&
    (replication.includes('role:master') || replication.includes('master_link_status:up'))
  );
}

/** Keeps the getters of the server: its pid changes with each restart. */
function withId(server: ServerProcess, id: string): ClusterNode {
  return Object.create(server, { id: { value: id, enumerable: true } }) as ClusterNode;
}

/** Asks again until it is so, for at most 20 s; an error counts as no. */
export async function untilTrue(what: string, ask: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await ask().catch(() => false))) {
    if (performance.now() > deadline) {
      throw new ServerFault('START_FAILED', `the cluster was not ready in time: ${what}`);
    }
    await delay(ASK_AGAIN_MS);
  }
}
