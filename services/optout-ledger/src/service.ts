import { connectEventLog } from '@hustings/event-log';
import { type Clock, type Ids, systemClock, systemIds } from '@hustings/kernel';
import { createVault } from '@hustings/privacy';
import { compileRules, readKeywordFile } from '@hustings/recognition';
import {
  CredentialView,
  connectNats,
  createLogger,
  type Logger,
  Metrics,
  type Running,
  startGrpcServer,
} from '@hustings/service-kit';
import { natsBarrier } from './adapters/nats-barrier.ts';
import { logRecipientStore } from './adapters/recipient-store.ts';
import type { OptoutLedgerConfig } from './config.ts';
import { bindOptOutService } from './rpc/opt-out-service.ts';
import { OptoutTelemetry } from './telemetry.ts';

const NAME = 'optout-ledger';

/** What tests may replace. */
export interface OptoutLedgerOverrides {
  clock?: Clock;
  ids?: Ids;
  logger?: Logger;
  /** Longest wait for governors and dispatchers to confirm, milliseconds. */
  barrierTimeoutMs?: number;
  /** Called when the log cannot be followed any more; by default the process ends. */
  onFailure?: (error: unknown) => void;
}

/** Starts the opt-out ledger; resolves when it has read the credentials and listens. */
export async function startOptoutLedger(
  config: OptoutLedgerConfig,
  overrides: OptoutLedgerOverrides = {},
): Promise<Running> {
  const { clock = systemClock, ids = systemIds(), onFailure = throwLater } = overrides;
  const logger = overrides.logger ?? createLogger(NAME, config.logLevel);
  const stopping = new AbortController();
  const metrics = new Metrics(NAME);
  const telemetry = new OptoutTelemetry(metrics);
  const rules = compileRules(readKeywordFile());
  const vault = createVault(config.masterKey);

  const nc = await connectNats(config.natsUrl, NAME);
  const log = await connectEventLog(nc);
  const authenticator = new CredentialView({ ...config, onFailure });
  await authenticator.start(log, stopping.signal);

  const store = logRecipientStore(log, ids);
  const barrier = natsBarrier(nc, overrides.barrierTimeoutMs);
  const ledger = { store, barrier, vault, layout: log.layout, rules, clock, ids };
  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [bindOptOutService(ledger, { telemetry, logger })],
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
  logger.info({ grpc: server.address, keywords: rules.version }, 'recording opt-outs');

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
