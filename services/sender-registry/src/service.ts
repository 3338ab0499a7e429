import { RegistryServiceDefinition } from '@hustings/contracts/registry';
import { connectEventLog } from '@hustings/event-log';
import { type Clock, type Ids, systemClock, systemIds } from '@hustings/kernel';
import { createVault } from '@hustings/privacy';
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
import { dispatcherCodeDelivery } from './adapters/dispatcher-code-delivery.ts';
import { systemSecrets } from './adapters/system-secrets.ts';
import { Directory } from './app/directory.ts';
import type { Registry } from './app/order.ts';
import { openStores } from './app/stores.ts';
import type { SenderRegistryConfig } from './config.ts';
import type { CodeDelivery } from './ports/code-delivery.ts';
import type { Secrets } from './ports/secrets.ts';
import { campaignRpcs } from './rpc/campaigns.ts';
import { credentialRpcs } from './rpc/credentials.ts';
import { describeRpcs } from './rpc/describe-sender.ts';
import { organisationRpcs } from './rpc/organisations.ts';
import { senderRpcs } from './rpc/senders.ts';

const SERVICE = 'sender-registry';

/** The only seam for tests: what a deployment takes from the platform. */
export interface SenderRegistryOverrides {
  clock?: Clock;
  ids?: Ids;
  secrets?: Secrets;
  codeDelivery?: CodeDelivery;
}

/** Starts the registry; resolves when it has read the log and listens. */
export async function startSenderRegistry(
  config: SenderRegistryConfig,
  overrides: SenderRegistryOverrides = {},
): Promise<Running> {
  const logger = createLogger(SERVICE, config.logLevel);
  const metrics = new Metrics(SERVICE);
  const abort = new AbortController();
  const nc = await connectNats(config.natsUrl, SERVICE);
  const dispatcher = dispatcherCodeDelivery(config.dispatcherAddress, config.internalToken);
  try {
    const log = await connectEventLog(nc);
    const credentials = new CredentialView({ ...config, onFailure: throwLater });
    const directory = new Directory();
    await Promise.all([
      credentials.start(log, abort.signal),
      directory.start(log, { signal: abort.signal, onFailure: throwLater }),
    ]);
    const registry: Registry = {
      stores: openStores(log),
      directory,
      layout: log.layout,
      clock: overrides.clock ?? systemClock,
      ids: overrides.ids ?? systemIds(),
      secrets: overrides.secrets ?? systemSecrets,
      vault: createVault(config.masterKey),
      codeDelivery: overrides.codeDelivery ?? dispatcher,
      holdOn: (organisationId) => credentials.holdOn(organisationId),
    };
    const server = await startGrpcServer({
      address: config.listenAddress,
      services: [bindService(RegistryServiceDefinition, implementationOf(registry))],
      authenticator: credentials,
      logger,
      metrics,
    });
    if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
    logger.info({ listen: server.address }, 'listening');
    const stop = async (): Promise<void> => {
      await server.stop();
      abort.abort();
      dispatcher.close();
      await metrics.stop();
      await nc.drain();
    };
    return { address: server.address, stop };
  } catch (error) {
    abort.abort();
    dispatcher.close();
    await nc.close();
    throw error;
  }
}

function implementationOf(registry: Registry) {
  return {
    ...organisationRpcs(registry),
    ...campaignRpcs(registry),
    ...senderRpcs(registry),
    ...describeRpcs(registry),
    ...credentialRpcs(registry),
  };
}
