import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findServer, requireVersion, versionOf } from './binaries.ts';
import { askLine, LOOPBACK } from './loopback.ts';
import {
  type ServerKind,
  type ServerOptions,
  type ServerProcess,
  startServer,
} from './server-process.ts';

const ANSWER_TIMEOUT_MS = 1_000;

/**
 * Starts a `nats-server` with JetStream that fsyncs every message before it acknowledges it. Monitoring listens on a
 * port of the server's choice. Throws a `ServerFault`.
 */
export function startNats(options: ServerOptions = {}): Promise<ServerProcess> {
  return startServer(NATS, options);
}

const NATS: ServerKind = {
  name: 'nats',
  urlVariable: 'NATS_URL',
  url: (port) => `nats://${LOOPBACK}:${port}`,
  command: ({ port, dir }) => {
    const file = join(dir, 'nats.conf');
    writeFileSync(file, natsConfig(port, dir));
    return { command: findServer('nats-server'), args: ['--config', file] };
  },
  check: async (port) => {
    const info = parseInfo(await askLine(port, '', ANSWER_TIMEOUT_MS));
    requireVersion('nats-server', info.version, `port ${port}`);
  },
  explain: () => {
    // Versions that lack a setting refuse the whole file, before they could be asked for their version.
    const path = findServer('nats-server');
    requireVersion('nats-server', versionOf(path), path);
    return null;
  },
};

/** Loopback only; a data folder of its own; fsync before every acknowledgement. */
function natsConfig(port: number, dir: string): string {
  return `listen: "${LOOPBACK}:${port}"
http: "${LOOPBACK}:-1"
jetstream {
  store_dir: ${JSON.stringify(join(dir, 'jetstream'))}
  sync_interval: always
}
`;
}

/** The greeting of the NATS client protocol: `INFO {json}`, sent by the server on connect. */
function parseInfo(line: string): { version: string } {
  if (!line.startsWith('INFO ')) throw new Error('no NATS greeting');
  const { version } = JSON.parse(line.slice('INFO '.length)) as { version?: unknown };
  return { version: String(version) };
}
