import type { LogLayout } from '@hustings/kernel';
import { type JetStreamManager, jetstreamManager, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { eventStream, partitionsOf } from '../subjects.ts';
import { type EventLog, LogMisconfigured } from '../types.ts';
import { API_CODE, apiCode } from './faults.ts';
import { JetStreamEventLog } from './jetstream-event-log.ts';
import type { Patience } from './publisher.ts';
import { assertServerVersion } from './server-version.ts';
import { assertSettings, layoutOf, planStreams } from './stream-settings.ts';

/** Longer than any sound server needs; a caller who waits for less gives up by itself. */
const PATIENCE: Patience = { ackMs: 2_000, resolveMs: 10_000 };

export interface ConnectOptions {
  /** For tests; milliseconds. */
  patience?: Patience;
}

/**
 * The event log on JetStream. Reads the layout from the streams. Throws `LogMisconfigured` when the server is too old, or
 * when a stream is missing or set up otherwise than the installer does it; `LogUnavailable` without a connection.
 */
export async function connectEventLog(
  nc: NatsConnection,
  options: ConnectOptions = {},
): Promise<EventLog> {
  await assertServerVersion(nc);
  const jsm = await jetstreamManager(nc);
  const layout = await readLayout(jsm);
  await assertStreams(jsm, layout);
  return new JetStreamEventLog({ nc, jsm, layout, patience: options.patience ?? PATIENCE });
}

async function readLayout(jsm: JetStreamManager): Promise<LogLayout> {
  const first = eventStream('0');
  const layout = layoutOf(await findStream(jsm, first));
  if (layout !== null) return layout;
  throw new LogMisconfigured(
    `stream ${first} does not state its layout: it was not installed by Hustings`,
  );
}

async function assertStreams(jsm: JetStreamManager, layout: LogLayout): Promise<void> {
  const expected = new Set(partitionsOf(layout).map(eventStream));
  // How many copies there are is the operator's choice and is not compared.
  const plan = planStreams({ ...layout, replicas: 1 });
  for (const settings of plan.filter(({ name }) => expected.has(name))) {
    assertSettings(settings, await findStream(jsm, settings.name));
  }
}

async function findStream(jsm: JetStreamManager, name: string): Promise<StreamInfo> {
  try {
    return await jsm.streams.info(name);
  } catch (error) {
    if (apiCode(error) !== API_CODE.streamNotFound) throw error;
    throw new LogMisconfigured(`stream ${name} is missing: run the installer once`, {
      cause: error,
    });
  }
}
