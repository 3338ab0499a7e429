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
import { logRequesterStore } from './adapters/import/requester-store.ts';
import { natsBarrier } from './adapters/nats-barrier.ts';
import { followErasures } from './adapters/privacy/follow-erasures.ts';
import { followPolicies } from './adapters/privacy/follow-policies.ts';
import { grpcWithProvider } from './adapters/with-provider.ts';
import { OpenWork } from './app/open-work.ts';
import { Resumer } from './app/resume.ts';
import type { OptoutLedgerConfig } from './config.ts';
import { PrivacyPolicies } from './domain/privacy/privacy-policies.ts';
import type { PrivacyPolicy } from './domain/privacy/privacy-policy.ts';
import { type Base, openLedger, openPrivacy } from './open-parts.ts';
import { readPrivacyPolicy } from './privacy-policy.ts';
import { bindImportService } from './rpc/import/import-service.ts';
import { bindLedgerService } from './rpc/ledger-service.ts';
import { bindOptOutService } from './rpc/opt-out-service.ts';
import { bindPrivacyService } from './rpc/privacy/privacy-service.ts';
import { OptoutTelemetry } from './telemetry.ts';

const NAME = 'optout-ledger';

/** What tests may replace. */
export interface OptoutLedgerOverrides {
  clock?: Clock;
  ids?: Ids;
  logger?: Logger;
  /** Longest wait for governors and dispatchers to confirm, milliseconds. */
  barrierTimeoutMs?: number;
  /** When an act that somebody has begun counts as left, milliseconds. */
  leftAfterMs?: number;
  /** Limits of imports and the retention schedule where the policy in force says nothing; those that come with this version. */
  privacyPolicy?: PrivacyPolicy;
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
  const policies = new PrivacyPolicies(overrides.privacyPolicy ?? readPrivacyPolicy());

  const nc = await connectNats(config.natsUrl, NAME);
  const log = await connectEventLog(nc);
  const authenticator = new CredentialView({ ...config, onFailure });
  await authenticator.start(log, stopping.signal);

  const withProvider = grpcWithProvider({
    address: config.dispatcherAddress,
    token: config.internalToken,
    logger,
  });
  const base: Base = { nc, log, vault, ids };
  const { ledger, stores, keys } = await openLedger(base, {
    barrier: natsBarrier(nc, overrides.barrierTimeoutMs),
    withProvider,
    rules,
    clock,
    pagesUrl: config.pagesUrl ?? '',
  });
  await followErasures(log, keys, { signal: stopping.signal, onFailure });
  await followPolicies(log, policies, { signal: stopping.signal, logger, onFailure });
  const work = new OpenWork();
  const resumer = new Resumer(ledger, work, { ...overrides, logger });
  await resumer.start(log, { signal: stopping.signal, onFailure });
  const privacy = openPrivacy(base, { ledger, stores, keys, policies });
  const tools = { telemetry, logger };
  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [
      bindOptOutService(ledger, tools),
      bindLedgerService(ledger, { ...tools, work }),
      bindImportService({ ledger, requesters: logRequesterStore(log, ids), policies }),
      bindPrivacyService(privacy),
    ],
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
      await resumer.stop();
      stopping.abort();
      withProvider.close();
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
