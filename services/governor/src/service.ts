import { fileURLToPath } from 'node:url';
import { GovernorServiceDefinition } from '@hustings/contracts/governor';
import { connectEventLog } from '@hustings/event-log';
import { type Clock, type Ids, systemClock, systemIds } from '@hustings/kernel';
import { ContentStore, createVault, RecipientKeys, type Vault } from '@hustings/privacy';
import { gateScripts, loadGateScripts } from '@hustings/redis-scripts';
import {
  bindService,
  CredentialView,
  connectNats,
  createLogger,
  Metrics,
  type Running,
  type ServiceBinding,
  startGrpcServer,
  throwLater,
} from '@hustings/service-kit';
import { connectRedis } from './adapters/connect-redis.ts';
import { connectClassifier } from './adapters/grpc-classifier.ts';
import { redisAllPoliticalList } from './adapters/redis-all-political-list.ts';
import { redisAnchorStore } from './adapters/redis-anchor-store.ts';
import { Gates } from './app/gates.ts';
import type { SubmissionParts } from './app/submit-messages.ts';
import type { GovernorConfig } from './config.ts';
import type { Classifier } from './ports/classifier.ts';
import { type AskParts, estimate, getMessage, getPositions } from './rpc/ask.ts';
import { send, sendStream } from './rpc/send.ts';
import { watchCampaign } from './rpc/watch-campaign.ts';
import { governorTelemetry, type Telemetry } from './telemetry.ts';

const LUA = fileURLToPath(new URL('../lua/', import.meta.url));

/** What a test may put in the place of the real thing. */
export interface GovernorOverrides {
  clock?: Clock;
  ids?: Ids;
  classifier?: Classifier;
}

/** Starts the governor: rebuilds Redis from the log, then serves. */
export async function startGovernor(
  config: GovernorConfig,
  overrides: GovernorOverrides = {},
): Promise<Running> {
  const clock = overrides.clock ?? systemClock;
  const ids = overrides.ids ?? systemIds();
  const logger = createLogger('governor', config.logLevel);
  const metrics = new Metrics('governor');
  const telemetry = governorTelemetry(metrics, logger);
  const stopping = new AbortController();
  const { signal } = stopping;
  // Fail closed: a process that no longer follows the log must not decide.
  const onFailure = (error: unknown): void => {
    if (!signal.aborted) throwLater(error);
  };
  const nc = await connectNats(config.natsUrl, 'governor');
  const redis = await connectRedis(config.redisUrl, logger);
  const log = await connectEventLog(nc);
  const vault = createVault(config.masterKey);
  const gates = new Gates({
    nc,
    log,
    scripts: gateScripts(redis, loadGateScripts(LUA)),
    allPolitical: redisAllPoliticalList(redis),
    anchors: redisAnchorStore(redis),
    keys: await RecipientKeys.open(nc, vault),
    content: await ContentStore.open(nc),
    clock,
    ids,
    logger,
    telemetry,
    signal,
    onFailure,
  });
  await gates.start();
  const { operatorToken, internalToken } = config;
  const authenticator = new CredentialView({ operatorToken, internalToken, onFailure });
  await authenticator.start(log, signal);
  const classifier = overrides.classifier ?? classifierOf(config, telemetry);
  const server = await startGrpcServer({
    address: config.listenAddress,
    services: [bindSendApi({ gates, vault, classifier, ids, clock })],
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress) await metrics.listen(config.metricsAddress);
  logger.info('the governor serves');
  return {
    address: server.address,
    async stop() {
      await server.stop();
      stopping.abort();
      await gates.stopped();
      await gates.membership.leave();
      classifier.stop();
      redis.disconnect();
      await nc.drain();
      await metrics.stop();
    },
  };
}

function classifierOf(config: GovernorConfig, telemetry: Telemetry): Classifier {
  return connectClassifier({
    address: config.classifierAddress,
    token: config.internalToken,
    onFailure: telemetry.classifierFailed,
  });
}

function bindSendApi(parts: {
  gates: Gates;
  vault: Vault;
  classifier: Classifier;
  ids: Ids;
  clock: Clock;
}): ServiceBinding {
  const { gates, clock } = parts;
  const submission: SubmissionParts = {
    ...parts,
    workerOf: (organisationId) => gates.workerOf(organisationId),
    viewsOf: (organisationId) => gates.viewsOf(organisationId),
  };
  const ask: AskParts = {
    views: gates.views,
    positions: gates.positions,
    rebuilder: gates.rebuilder,
    viewsOf: submission.viewsOf,
    clock,
  };
  return bindService(GovernorServiceDefinition, {
    send: (request, context) => send(submission, request, context),
    sendStream: (requests, context) => sendStream(submission, requests, context),
    getMessage: async (request, context) => getMessage(ask, request, context),
    estimateCompletion: async (request, context) => estimate(ask, request, context),
    watchCampaign: (request, context) => watchCampaign(ask, request, context),
    getPositions: async () => getPositions(ask),
  });
}
