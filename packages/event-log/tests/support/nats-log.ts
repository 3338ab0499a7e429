import { type ServerProcess, startNats } from '@hustings/dev-env/servers';
import type { LogLayout } from '@hustings/kernel';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import type { StreamPlan } from '../../src/index.ts';
import {
  type ConnectOptions,
  connectEventLog,
  type EventLog,
  installStreams,
} from '../../src/index.ts';

export const LAYOUT: LogLayout = { partitions: 1, gates: 16 };

/** A server of a test's own, with the streams installed. */
export interface NatsLog {
  server: ServerProcess;
  nc: NatsConnection;
  log: EventLog;
  /** Another connection, as of another process. */
  connect: () => Promise<NatsConnection>;
  stop: () => Promise<void>;
}

export async function startNatsLog(
  options: ConnectOptions & { plan?: Partial<StreamPlan> } = {},
): Promise<NatsLog> {
  const server = await startNats();
  const connections: NatsConnection[] = [];
  const open = async (): Promise<NatsConnection> => {
    const nc = await connectTo(server);
    connections.push(nc);
    return nc;
  };
  const nc = await open();
  await installStreams(nc, { ...LAYOUT, replicas: 1, ...options.plan });
  return {
    server,
    nc,
    log: await connectEventLog(nc, options),
    connect: open,
    stop: async () => {
      await Promise.all(connections.map((each) => each.close()));
      await server.stop();
    },
  };
}

/** A connection that comes back quickly after a restart of the server. */
export function connectTo(server: ServerProcess): Promise<NatsConnection> {
  return connect({
    servers: server.url,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
    reconnectJitter: 10,
  });
}
