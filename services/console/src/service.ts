import { LedgerServiceDefinition } from '@hustings/contracts/optout';
import { RegistryServiceDefinition } from '@hustings/contracts/registry';
import { Clients, createLogger, type Logger, Metrics, type Running } from '@hustings/service-kit';
import { grpcCorrespondents } from './adapters/grpc-correspondents.ts';
import { grpcLinkDesk } from './adapters/grpc-link-desk.ts';
import { readPageTexts } from './adapters/read-page-texts.ts';
import type { ConsoleConfig } from './config.ts';
import { startPageServer } from './http/page-server.ts';
import { ConsoleTelemetry } from './telemetry.ts';

const NAME = 'console';

/** What tests may replace. */
export interface ConsoleOverrides {
  logger?: Logger;
}

/** Starts the console; resolves when it listens. It holds nothing: what it shows, it asks for. */
export async function startConsole(
  config: ConsoleConfig,
  overrides: ConsoleOverrides = {},
): Promise<Running> {
  const logger = overrides.logger ?? createLogger(NAME, config.logLevel);
  const metrics = new Metrics(NAME);
  const languages = readPageTexts();
  const clients = new Clients();
  const token = config.internalToken;
  const ledger = clients.create(LedgerServiceDefinition, { address: config.optoutAddress, token });
  const registry = clients.create(RegistryServiceDefinition, {
    address: config.registryAddress,
    token,
  });
  const server = await startPageServer({
    address: config.listenAddress,
    desk: grpcLinkDesk(ledger, logger),
    correspondents: grpcCorrespondents(registry, logger),
    languages,
    operatorContact: config.operatorContact,
    trustedProxies: config.trustedProxies,
    telemetry: new ConsoleTelemetry(metrics),
    logger,
  });
  if (config.metricsAddress !== undefined) await metrics.listen(config.metricsAddress);
  logger.info({ http: server.address, languages: languages.size }, 'serving recipient pages');
  return {
    address: server.address,
    async stop() {
      await server.stop();
      clients.close();
      await metrics.stop();
    },
  };
}
