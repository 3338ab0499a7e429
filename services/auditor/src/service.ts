import { connectEventLog } from '@hustings/event-log';
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
import { noLinks, openSealedLinks } from './adapters/sealed-links.ts';
import { openSealedTexts } from './adapters/sealed-texts.ts';
import type { AuditorConfig } from './config.ts';
import type { Links } from './ports/links.ts';
import { bindHistoryService } from './rpc/history.ts';
import { bindAuditorService } from './rpc/replay.ts';
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
  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [
      bindAuditorService({ log, openLinks, clock }, telemetry),
      bindHistoryService(history),
    ],
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
  logger.info({ grpc: server.address, joinsLinks: masterKey !== undefined }, 'auditing');

  return {
    address: server.address,
    async stop() {
      await server.stop();
      stopping.abort();
      await metrics.stop();
      await nc.close();
    },
  };
}

/** Ends the process through its last handler: a view that stopped must not look alive. */
function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
