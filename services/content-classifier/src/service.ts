import { connectEventLog } from '@hustings/event-log';
import { type Clock, type Ids, systemClock, systemIds } from '@hustings/kernel';
import {
  CredentialView,
  connectNats,
  createLogger,
  type Logger,
  Metrics,
  type Running,
  startGrpcServer,
} from '@hustings/service-kit';
import { readClassifierData } from './adapters/classifier-data.ts';
import { LogFamilyBook } from './adapters/log-family-book.ts';
import type { ContentClassifierConfig } from './config.ts';
import { FamilyIndex } from './domain/family-index.ts';
import { bindClassifierService } from './rpc/classifier-service.ts';
import { ClassifierTelemetry } from './telemetry.ts';

const NAME = 'content-classifier';

/** What tests may replace. */
export interface ContentClassifierOverrides {
  clock?: Clock;
  ids?: Ids;
  logger?: Logger;
  /** Families that are remembered. */
  maxFamilies?: number;
  /** Called when the log cannot be followed any more; by default the process ends. */
  onFailure?: (error: unknown) => void;
}

/** Starts the content classifier; resolves when it knows the families of the log and listens. */
export async function startContentClassifier(
  config: ContentClassifierConfig,
  overrides: ContentClassifierOverrides = {},
): Promise<Running> {
  const { clock = systemClock, ids = systemIds(), onFailure = throwLater } = overrides;
  const logger = overrides.logger ?? createLogger(NAME, config.logLevel);
  const stopping = new AbortController();
  const { signal } = stopping;
  const { tools, sketchVersion } = readClassifierData();
  const index = new FamilyIndex(overrides.maxFamilies);
  const metrics = new Metrics(NAME);
  const telemetry = new ClassifierTelemetry(metrics, index);

  const nc = await connectNats(config.natsUrl, NAME);
  const log = await connectEventLog(nc);
  const authenticator = new CredentialView({ ...config, onFailure });
  await authenticator.start(log, signal);
  const book = new LogFamilyBook({ log, index, sketchVersion, clock, ids, signal });
  await book.caughtUp;
  book.done.catch(onFailure);

  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [bindClassifierService({ tools, book, sketchVersion }, telemetry)],
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
  const { version } = tools;
  logger.info({ grpc: server.address, version, families: index.size }, 'judging texts');

  return {
    address: server.address,
    async stop() {
      await server.stop();
      stopping.abort();
      await book.done;
      await metrics.stop();
      await nc.close();
    },
  };
}

/** Ends the process through its last handler: an index that stopped must not look alive. */
function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
