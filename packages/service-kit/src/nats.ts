import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';

/** Long enough for a server under load, short enough for a person who waits for the start. */
const FIRST_CONNECTION_TIMEOUT_MS = 5_000;

/** With the jitter below, a fleet that lost its server comes back within a second and not all at once. */
const RECONNECT_WAIT_MS = 500;
const RECONNECT_JITTER_MS = 250;

/** A connection that no longer answers is dropped after two of these. */
const PING_INTERVAL_MS = 10_000;

/**
 * Connects to NATS and, once connected, reconnects for ever. `name` shows in the server's connection list and makes the
 * inbox prefix, so that permissions can be given per service. Throws one clear line when the first connection fails.
 */
export async function connectNats(url: string, name: string): Promise<NatsConnection> {
  try {
    return await connect({
      servers: url.split(','),
      name,
      inboxPrefix: `_INBOX_${name.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`,
      timeout: FIRST_CONNECTION_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      reconnectJitter: RECONNECT_JITTER_MS,
      pingInterval: PING_INTERVAL_MS,
      maxPingOut: 2,
      // Otherwise every request makes an error in advance, stack and all, for the case that it fails.
      noAsyncTraces: true,
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `cannot reach NATS at ${withoutPassword(url)}: ${why}. Is it running, and is NATS_URL right?`,
      {
        cause,
      },
    );
  }
}

function withoutPassword(url: string): string {
  return url.replaceAll(/\/\/[^@/,]*@/g, '//');
}
