import { connectEventLog, type EventLog } from '@hustings/event-log';
import { type Clock, systemClock } from '@hustings/kernel';
import {
  CredentialView,
  connectNats,
  createLogger,
  type Logger,
  Metrics,
  type Running,
  startGrpcServer,
} from '@hustings/service-kit';
import { createHistorySigner } from './adapters/history-signer.ts';
import { createLogKeys } from './adapters/log-keys.ts';
import { openSealFiles } from './adapters/seal-files.ts';
import { noLinks, openSealedLinks } from './adapters/sealed-links.ts';
import { openSealedTexts } from './adapters/sealed-texts.ts';
import { type Sealing, startSealing } from './app/sealing/seal-log.ts';
import type { AuditorConfig, SealConfig } from './config.ts';
import type { Links } from './ports/links.ts';
import { bindHistoryService } from './rpc/history.ts';
import { bindAuditorService } from './rpc/replay.ts';
import { bindTransparencyService } from './rpc/transparency.ts';
import { AuditorTelemetry } from './telemetry.ts';

const NAME = 'auditor';

/** What tests may replace. */
export interface AuditorOverrides {
  clock?: Clock;
  logger?: Logger;
  /** Called when the log cannot be followed any more; by default the process ends. */
  onFailure?: (error: unknown) => void;
}

/** Starts the auditor; resolves when it has read the credentials and listens. */
export async function startAuditor(
  config: AuditorConfig,
  overrides: AuditorOverrides = {},
): Promise<Running> {
  const { clock = systemClock, onFailure = throwLater } = overrides;
  const logger = overrides.logger ?? createLogger(NAME, config.logLevel);
  const stopping = new AbortController();
  const metrics = new Metrics(NAME);
  const telemetry = new AuditorTelemetry(metrics);

  const nc = await connectNats(config.natsUrl, NAME);
  const log = await connectEventLog(nc);
  const authenticator = new CredentialView({ ...config, onFailure });
  await authenticator.start(log, stopping.signal);

  const { masterKey } = config;
  const openLinks = async (): Promise<Links> =>
    masterKey === undefined ? noLinks : openSealedLinks(nc, masterKey);
  const history =
    masterKey === undefined
      ? null
      : {
          ...{ log, clock, texts: await openSealedTexts(nc, masterKey) },
          signer: createHistorySigner(masterKey),
        };
  const sealing = config.seal && {
    ...{ log, clock, intervalMs: config.seal.intervalMs },
    ...(await seal(config.seal, { log, clock, logger, telemetry, onFailure, stopping })),
  };
  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [
      bindAuditorService({ log, openLinks, clock }, telemetry),
      bindHistoryService(history),
      bindTransparencyService(sealing ?? null),
    ],
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
  logger.info(
    { grpc: server.address, joinsLinks: masterKey !== undefined, seals: sealing !== undefined },
    'auditing',
  );

  return {
    address: server.address,
    async stop() {
      await server.stop();
      stopping.abort();
      await sealing?.done;
      await metrics.stop();
      await nc.close();
    },
  };
}

interface SealingMeans {
  log: EventLog;
  clock: Clock;
  logger: Logger;
  telemetry: AuditorTelemetry;
  onFailure: (error: unknown) => void;
  stopping: AbortController;
}

/** Compares what was sealed with the log, then seals on in the background. */
async function seal(config: SealConfig, means: SealingMeans): Promise<Sealing> {
  const { log, clock, logger, telemetry, onFailure, stopping } = means;
  const store = await openSealFiles(config.dir);
  return startSealing(
    { log, store, clock },
    {
      keyOf: createLogKeys(config.key, config.origin),
      intervalMs: config.intervalMs,
      signal: stopping.signal,
      onRound: (sealers) => {
        for (const { partition, sealed, lag } of sealers) {
          telemetry.noteSealed(partition, { sealed: sealed?.sealedSize ?? 0, lag });
        }
      },
      onTrouble: (partition, error) => {
        telemetry.noteTrouble(partition);
        logger.warn({ partition, err: error }, 'sealing failed; it is tried again');
      },
      onFault: onFailure,
    },
  );
}

/** Ends the process through its last handler: a view that stopped must not look alive. */
function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
