import { setTimeout as pause } from 'node:timers/promises';
import { connectEventLog, type EventLog, joinBarrier } from '@hustings/event-log';
import { type Clock, type Ids, systemClock, systemIds } from '@hustings/kernel';
import {
  assertCarriedOver,
  ContentStore,
  createVault,
  forgetErased,
  RecipientKeys,
  type Vault,
} from '@hustings/privacy';
import {
  CredentialView,
  connectNats,
  createLogger,
  type Logger,
  Metrics,
  startGrpcServer,
} from '@hustings/service-kit';
import { GrpcOptOutLedger } from './adapters/ledger-grpc.ts';
import { logRecords } from './adapters/log-records.ts';
import { HttpProvider } from './adapters/provider-http.ts';
import { SealedContent } from './adapters/sealed-content.ts';
import { startWebhookServer } from './adapters/webhook-server.ts';
import { Dispatch } from './app/dispatch.ts';
import { HandOffPermit } from './app/hand-off-permit.ts';
import { LogReader } from './app/read-log.ts';
import { webhookReceiver } from './app/receive-webhook.ts';
import { AbandonedSweep, SWEEP_EVERY_MS } from './app/sweep-abandoned.ts';
import type { DispatcherConfig } from './config.ts';
import type { DispatchRecords } from './ports/dispatch-records.ts';
import { dispatcherRpc } from './rpc/dispatcher-rpc.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

const NAME = 'dispatcher';
/** Calls under way get this long at a stop; with the server's own grace it stays below the 10 s of a drain. */
const DRAIN_MS = 4_000;

/** What tests may replace. */
export interface DispatcherOverrides {
  clock?: Clock;
  ids?: Ids;
  logger?: Logger;
  /** Called when the log cannot be followed any more; by default the process ends. */
  onFailure?: (error: unknown) => void;
}

/** A dispatcher that has read the log and hands off. */
export interface RunningDispatcher {
  /** host:port of its gRPC server. */
  address: string;
  /** host:port on which webhooks arrive. */
  webhookAddress: string;
  stop(): Promise<void>;
}

/** Everything that outlives a call: connections, stores, adapters. */
interface Surroundings {
  config: DispatcherConfig;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  metrics: Metrics;
  telemetry: Telemetry;
  nc: Awaited<ReturnType<typeof connectNats>>;
  log: EventLog;
  vault: Vault;
  keys: RecipientKeys;
  contents: ContentStore;
  records: DispatchRecords;
  provider: HttpProvider;
  ledger: GrpcOptOutLedger;
  stopping: AbortController;
  onFailure: (error: unknown) => void;
}

/** The work itself: what was read, what is done about it, and whether it may be done. */
interface Work {
  dispatch: Dispatch;
  reader: LogReader;
  permit: HandOffPermit;
}

/**
 * Starts a dispatcher; resolves when it has read the log, joined the barrier and listens. Rejects with `NotCarriedOver` while
 * opt-outs do not stand under the pseudonym key that it is to use.
 */
export async function startDispatcher(
  config: DispatcherConfig,
  overrides: DispatcherOverrides = {},
): Promise<RunningDispatcher> {
  // Before anything else: what an earlier process called may arrive until now, and pacing counts from here.
  const startedMs = (overrides.clock ?? systemClock).monotonicMs();
  const around = await connect(config, overrides);
  const work = prepareWork(around, startedMs);
  const { dispatch, reader, permit } = work;
  const { signal } = around.stopping;
  reader.follow(signal).catch((error: unknown) => {
    if (!signal.aborted) around.onFailure(error);
  });
  await reader.catchUp();
  await permit.obtain();
  const sweep = new AbandonedSweep(config.providerTimeoutMs);
  const sweeping = setInterval(() => {
    void sweep.sweep(dispatch.lanes, around.clock.monotonicMs());
    dispatch.serviceTexts.wake();
  }, SWEEP_EVERY_MS);
  const fronts = await openFronts(around, work);
  around.logger.info({ grpc: fronts.address, webhooks: fronts.webhookAddress }, 'handing off');
  return {
    address: fronts.address,
    webhookAddress: fronts.webhookAddress,
    async stop() {
      permit.revoke();
      clearInterval(sweeping);
      await fronts.close();
      await Promise.race([dispatch.drain(), pause(DRAIN_MS)]);
      around.stopping.abort();
      await permit.leave();
      around.ledger.close();
      around.provider.close();
      await around.metrics.stop();
      await around.nc.close();
    },
  };
}

async function connect(
  config: DispatcherConfig,
  overrides: DispatcherOverrides,
): Promise<Surroundings> {
  const { clock = systemClock, ids = systemIds(), onFailure = throwLater } = overrides;
  const logger = overrides.logger ?? createLogger(NAME, config.logLevel);
  const metrics = new Metrics(NAME);
  const stopping = new AbortController();
  const nc = await connectNats(config.natsUrl, NAME);
  const log = await connectEventLog(nc);
  const vault = createVault(config.masterKey);
  try {
    await assertCarriedOver(log, vault);
  } catch (error) {
    await nc.close();
    throw error;
  }
  return {
    config,
    clock,
    ids,
    logger,
    metrics,
    telemetry: createTelemetry(metrics),
    nc,
    log,
    vault,
    keys: await RecipientKeys.open(nc, vault),
    contents: await ContentStore.open(nc),
    records: logRecords({ log, clock, ids, signal: stopping.signal }),
    provider: new HttpProvider({ url: config.providerUrl, timeoutMs: config.providerTimeoutMs }),
    ledger: new GrpcOptOutLedger({ address: config.optoutAddress, token: config.internalToken }),
    stopping,
    onFailure,
  };
}

function prepareWork(around: Surroundings, startedMs: number): Work {
  const { signal } = around.stopping;
  const dispatch = new Dispatch({
    ...around,
    startedMs,
    contents: new SealedContent(around),
    mayHandOff: () => permit.given,
    signal,
  });
  const reader = new LogReader(around.log, {
    apply(entry) {
      forgetErased(entry, around.keys);
      dispatch.apply(entry);
    },
    setAside: (entry) => dispatch.setAside(entry),
  });
  const permit = new HandOffPermit({
    join: (onFenced) =>
      joinBarrier(around.nc, {
        service: NAME,
        id: around.ids.uuid(),
        positionOf: (partition) =>
          dispatch.inFlight.passedSeq(partition, reader.positionOf(partition)),
        onFenced,
      }),
    catchUp: () => reader.catchUp(),
    onGiven: () => dispatch.wakeAll(),
    logger: around.logger,
    signal,
  });
  return { dispatch, reader, permit };
}

/** Opens the doors: webhooks, gRPC, metrics. */
async function openFronts(around: Surroundings, work: Work) {
  const { config, log, logger, metrics, provider, telemetry } = around;
  const authenticator = new CredentialView({ ...config, onFailure: around.onFailure });
  await authenticator.start(log, around.stopping.signal);
  const webhooks = await startWebhookServer({
    address: config.webhookListen,
    secret: config.webhookSecret,
    receive: webhookReceiver({ ...around, dispatch: work.dispatch, layout: log.layout }),
  });
  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [dispatcherRpc({ ...work, provider, telemetry })],
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
  return {
    address: server.address,
    webhookAddress: webhooks.address,
    close: () => Promise.all([webhooks.stop(), server.stop()]),
  };
}

/** Ends the process through its last handler: a reader that stopped must not look alive. */
function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
