import { randomBytes } from 'node:crypto';
import {
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  StorageType,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { requireVersion } from '../servers/binaries.ts';
import { ServerFault } from '../servers/server-fault.ts';

/** JetStream's error code for a publish whose expectation does not hold: "wrong last sequence". */
const WRONG_LAST_SEQUENCE = 10071;

const ANSWER_TIMEOUT_MS = 2_000;

/** Tries what the event log rests on: version, atomic batches, refusal of a stale expectation. Throws a `ServerFault`. */
export async function checkNats(url: string): Promise<{ version: string }> {
  const connection = await reach(url);
  try {
    const version = connection.info?.version ?? '0.0.0';
    requireVersion('nats-server', version, url);
    const client = jetstream(connection);
    await withTrialStream(await client.jetstreamManager(), (subject) =>
      refuseStale(client, subject),
    );
    return { version };
  } finally {
    await connection.close();
  }
}

async function reach(url: string): Promise<NatsConnection> {
  try {
    return await connect({ servers: url, reconnect: false, timeout: ANSWER_TIMEOUT_MS });
  } catch (cause) {
    const { host } = new URL(url); // without a password that the address may hold
    throw new Error(`cannot reach NATS at ${host}. Is it running, and is NATS_URL right?`, {
      cause,
    });
  }
}

async function withTrialStream(
  manager: JetStreamManager,
  attempt: (subject: string) => Promise<void>,
): Promise<void> {
  const id = randomBytes(6).toString('hex');
  const name = `HUSTINGS_SELF_TEST_${id}`;
  const subject = `hustings.self-test.${id}`;
  const { config } = await manager.streams.add({
    name,
    subjects: [subject],
    storage: StorageType.File,
    allow_atomic: true,
  });
  try {
    // A server that does not know a setting drops it without a word.
    if (config.allow_atomic !== true) throw misbehaves('it does not offer atomic batches');
    await attempt(subject);
  } finally {
    await manager.streams.delete(name);
  }
}

async function refuseStale(client: JetStreamClient, subject: string): Promise<void> {
  const expectNone = { expect: { lastSubjectSequence: 0 } };
  await client.publish(subject, 'first', expectNone);
  try {
    await client.publish(subject, 'second', expectNone);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === WRONG_LAST_SEQUENCE) return;
    throw error;
  }
  throw misbehaves('it stores a message whose expected sequence is stale');
}

function misbehaves(what: string): ServerFault {
  return new ServerFault('SERVER_MISCONFIGURED', `NATS failed the self-test: ${what}`);
}
