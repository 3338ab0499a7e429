import {
  CaseServiceDefinition,
  EnforcementServiceDefinition,
  PolicyReviewServiceDefinition,
  PolicyServiceDefinition,
  RemedyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { connectEventLog, type EventLog, organisationPartitions } from '@hustings/event-log';
import { type Clock, systemClock, systemIds } from '@hustings/kernel';
import {
  bindService,
  CredentialView,
  connectNats,
  createLogger,
  Metrics,
  type Running,
  startGrpcServer,
  throwLater,
} from '@hustings/service-kit';
import { logStores } from './adapters/log-stores.ts';
import { openSealedContents } from './adapters/sealed-contents.ts';
import type { Means } from './app/orders.ts';
import { PartitionWatch } from './app/partition-watch.ts';
import { Steward } from './app/steward.ts';
import { Views } from './app/views.ts';
import type { EnforcementConfig } from './config.ts';
import { caseRpc } from './rpc/case-service.ts';
import { enforcementRpc } from './rpc/enforcement.ts';
import { policyRpc } from './rpc/policy.ts';
import { policyReviewRpc } from './rpc/policy-review.ts';
import { remedyRpc } from './rpc/remedies.ts';
import { Telemetry } from './telemetry.ts';

const SERVICE = 'enforcement';

/** What a test may put in the place of the real thing. */
export interface EnforcementOverrides {
  clock?: Clock;
}

/** Starts the service; resolves once it has read the log and answers. */
export async function startEnforcement(
  config: EnforcementConfig,
  overrides: EnforcementOverrides = {},
): Promise<Running> {
  const logger = createLogger(SERVICE, config.logLevel);
  const metrics = new Metrics(SERVICE);
  const ending = new AbortController();
  const nats = await connectNats(config.natsUrl, SERVICE);
  try {
    const log = await connectEventLog(nats);
    const { masterKey } = config;
    const contents =
      masterKey === undefined ? null : await openSealedContents(nats, masterKey, log.layout);
    const credentials = new CredentialView({ ...config, onFailure: throwLater });
    const { means, watches, stewards } = assemble(log, new Telemetry(logger, metrics), overrides);
    const onChange = (): void => {
      for (const steward of stewards) steward.wake();
    };
    const { signal } = ending;
    await Promise.all([
      credentials.start(log, signal),
      ...watches.map((watch) => watch.start({ signal, onChange, onFailure: throwLater })),
    ]);
    const server = await startGrpcServer({
      address: config.listenAddress,
      services: [
        bindService(EnforcementServiceDefinition, enforcementRpc(means)),
        bindService(PolicyServiceDefinition, policyRpc(means)),
        bindService(PolicyReviewServiceDefinition, policyReviewRpc(means, log)),
        bindService(RemedyServiceDefinition, remedyRpc(means, contents)),
        bindService(CaseServiceDefinition, caseRpc(means)),
      ],
      authenticator: credentials,
      logger,
      metrics,
    });
    if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
    for (const steward of stewards) steward.start();
    logger.info({ listen: server.address }, 'listening');
    const stop = async (): Promise<void> => {
      await server.stop();
      await Promise.all(stewards.map((steward) => steward.stop()));
      ending.abort();
      await metrics.stop();
      await nats.drain();
    };
    return { address: server.address, stop };
  } catch (error) {
    ending.abort();
    await nats.close();
    throw error;
  }
}

function assemble(log: EventLog, telemetry: Telemetry, { clock }: EnforcementOverrides) {
  const watches = organisationPartitions(log.layout).map(
    (partition) => new PartitionWatch(log, partition, telemetry),
  );
  const means: Means = {
    stores: logStores(log),
    views: new Views(watches),
    layout: log.layout,
    clock: clock ?? systemClock,
    ids: systemIds(),
  };
  const stewards = watches.map((watch) => new Steward(means, watch, telemetry));
  return { means, watches, stewards };
}
