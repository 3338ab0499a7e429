import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { GovernorPeerServiceDefinition } from '@hustings/contracts/governor';
import { connectEventLog } from '@hustings/event-log';
import { type Clock, type Ids, systemClock, systemIds } from '@hustings/kernel';
import {
  assertCarriedOver,
  ContentStore,
  createVault,
  RecipientKeys,
  type Vault,
} from '@hustings/privacy';
import {
  type GateScripts,
  gateScripts,
  type ListScripts,
  listScripts,
  loadGateScripts,
} from '@hustings/redis-scripts';
import {
  bindService,
  CredentialView,
  connectNats,
  createLogger,
  Metrics,
  type Running,
  type ServiceBinding,
  servedDirectly,
  startGrpcServer,
  throwLater,
} from '@hustings/service-kit';
import { connectRedis } from './adapters/connect-redis.ts';
import { connectClassifier } from './adapters/grpc-classifier.ts';
import { grpcPeers } from './adapters/grpc-peers.ts';
import { logLaneStores } from './adapters/log-lane-stores.ts';
import { natsOrderBarrier } from './adapters/nats-order-barrier.ts';
import { redisAnchorStore } from './adapters/redis-anchor-store.ts';
import { collectYoung } from './adapters/young-garbage.ts';
import type { CancellationParts } from './app/cancel-messages.ts';
import { furnishCaps } from './app/furnish-caps.ts';
import { Gates } from './app/gates.ts';
import { waitsOf } from './app/lane-waits.ts';
import { LogEnd } from './app/log-end.ts';
import type { RecipientCaps } from './app/recipient-caps.ts';
import { ROUTE_PATIENCE_MS, Router } from './app/route-messages.ts';
import type { GovernorConfig } from './config.ts';
import { limitNames } from './domain/limit-outcomes.ts';
import type { Classifier } from './ports/classifier.ts';
import type { Peers } from './ports/peers.ts';
import { type AskParts, getMessage, getPositions } from './rpc/ask.ts';
import { explainLimits } from './rpc/explain-limits.ts';
import { laneRpcs } from './rpc/lanes.ts';
import type { RefusalParts } from './rpc/own-names.ts';
import { decideForPeer, waitsForPeer } from './rpc/peer.ts';
import { estimate, planCampaign } from './rpc/plan-campaign.ts';
import { sendMethod, sendStreamMethod } from './rpc/send.ts';
import { SEND_API } from './rpc/send-api.ts';
import { simulate } from './rpc/simulate.ts';
import { watchCampaign } from './rpc/watch-campaign.ts';
import { governorTelemetry, type HandOffsWaiting, type Telemetry } from './telemetry.ts';

const LUA = fileURLToPath(new URL('../lua/', import.meta.url));

/** What a test may put in the place of the real thing. */
export interface GovernorOverrides {
  clock?: Clock;
  ids?: Ids;
  classifier?: Classifier;
  /** Parts of the Lua scripts by name: another clock. */
  luaIncludes?: Record<string, string>;
}

/** Starts the governor: rebuilds Redis from the log, then serves. */
export async function startGovernor(
  config: GovernorConfig,
  overrides: GovernorOverrides = {},
): Promise<Running> {
  const { clock = systemClock, ids = systemIds() } = overrides;
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
  await assertCarriedOver(log, vault);
  const keys = await RecipientKeys.open(nc, vault);
  const loaded = loadGateScripts(LUA, overrides.luaIncludes);
  const scripts = gateScripts(redis, loaded);
  const list = listScripts(redis, loaded);
  const shared = { ...{ log, keys, clock, ids }, ...{ logger, telemetry, signal, scripts } };
  const recipientCaps = furnishCaps({ ...shared, counts: { client: redis, loaded } });
  const gates = new Gates({
    ...shared,
    ...{ recipientCaps, nc, list, collectYoung },
    leaseMs: config.gateLeaseMs,
    anchors: redisAnchorStore(redis),
    content: await ContentStore.open(nc),
    onFailure,
  });
  telemetry.knowLimits(() => limitsInForce(gates));
  telemetry.knowHandOffs(() => handOffsWaiting(gates, clock));
  await gates.start();
  const { operatorToken, internalToken } = config;
  const authenticator = new CredentialView({ operatorToken, internalToken, onFailure });
  await authenticator.start(log, signal);
  const classifier = overrides.classifier ?? classifierOf(config, telemetry);
  const peers = grpcPeers(internalToken, ROUTE_PATIENCE_MS);
  const stores = logLaneStores(log, ids);
  const orders = { log, scripts, stores, passBarrier: natsOrderBarrier(nc) };
  const server = await startGrpcServer({
    address: config.listenAddress,
    front: config.front ?? 'inline',
    services: bindApis({
      ...{ gates, scripts, list, vault, classifier, peers, ids, clock, orders, recipientCaps },
    }),
    authenticator,
    logger,
    metrics,
  });
  if (config.metricsAddress) await metrics.listen(config.metricsAddress);
  await gates.serve(config.advertiseAddress ?? advertised(server.address));
  logger.info('the governor serves');
  const parts = { gates, server, stopping, peers, classifier, redis, nc, metrics };
  return { address: server.address, stop: () => stopGovernor(parts) };
}

/** Hands the gates to other governors, then ends what serves before what it stands on. */
async function stopGovernor(running: {
  gates: Gates;
  server: Running;
  stopping: AbortController;
  peers: Peers;
  classifier: Classifier;
  redis: Pick<Awaited<ReturnType<typeof connectRedis>>, 'disconnect'>;
  nc: Pick<Awaited<ReturnType<typeof connectNats>>, 'drain'>;
  metrics: Metrics;
}): Promise<void> {
  const { gates, server, stopping, peers, classifier, redis, nc, metrics } = running;
  await gates.shares?.handOver();
  await server.stop();
  stopping.abort();
  await gates.stopped();
  await gates.leave();
  peers.stop();
  classifier.stop();
  redis.disconnect();
  await nc.drain();
  await metrics.stop();
}

function classifierOf(config: GovernorConfig, telemetry: Telemetry): Classifier {
  return connectClassifier({
    address: config.classifierAddress,
    token: config.internalToken,
    onFailure: telemetry.classifierFailed,
  });
}

/** Names of the limits of the policy in force, whichever partition knows it. */
function limitsInForce({ views }: Gates): ReadonlySet<string> {
  const policies = [...views.values()].map((one) => one.activePolicy()?.policy);
  const policy = policies.find((one) => one !== undefined);
  return policy === undefined ? new Set() : limitNames(policy);
}

/** Releases of all partitions that no dispatcher has taken up. */
function handOffsWaiting({ views }: Gates, clock: Clock): HandOffsWaiting {
  const waiting = [...views.values()].map(({ handOffs }) => handOffs.waiting());
  const oldest = waiting.flatMap(({ oldestAtUs }) => oldestAtUs ?? []);
  const ageUs = oldest.length === 0 ? 0 : Number(clock.nowUs()) - Math.min(...oldest);
  return {
    releases: waiting.reduce((sum, { releases }) => sum + releases, 0),
    oldestSeconds: Math.max(0, ageUs / 1_000_000),
  };
}

/** What others reach when the listener takes calls on every interface: this machine by its name. */
function advertised(listening: string): string {
  return listening.replace(/^(0\.0\.0\.0|\[::\]):/, `${hostname()}:`);
}

function bindApis(parts: {
  gates: Gates;
  scripts: GateScripts;
  list: ListScripts;
  vault: Vault;
  classifier: Classifier;
  peers: Peers;
  recipientCaps: RecipientCaps;
  ids: Ids;
  clock: Clock;
  orders: Pick<CancellationParts, 'log' | 'scripts' | 'stores' | 'passBarrier'>;
}): ServiceBinding[] {
  const { gates, clock } = parts;
  const viewsOf = (organisationId: string) => gates.viewsOf(organisationId);
  const logEnd = new LogEnd(parts.orders.log, gates.positions);
  const readLogEnd = (organisationId: string) => logEnd.read(organisationId);
  const serving = {
    peers: parts.peers,
    workerOf: (organisationId: string) => gates.workerOf(organisationId),
    addressOf: (organisationId: string) => gates.addressOf(organisationId),
  };
  const router = new Router({
    ...{ ...parts, ...serving, viewsOf, readLogEnd },
    readTo: (organisationId) => gates.readTo(organisationId),
  });
  const { layout, positions } = gates;
  const gateRefOf = (organisationId: string) => gates.workerOf(organisationId).ref;
  const { ids, orders } = parts;
  const cancellation = { ...orders, layout, positions, clock, ids, viewsOf, gateRefOf, readLogEnd };
  const ask: AskParts & RefusalParts = {
    views: gates.views,
    positions: gates.positions,
    rebuildsOf: (partition) => gates.rebuildsOf(partition),
    ...{ viewsOf, readLogEnd },
    waitsOf: (organisationId, lanes) => waitsOf(serving, organisationId, lanes),
    clock,
  };
  const view = { ...parts, viewsOf, readLogEnd, layout: gates.layout };
  const sendApi = bindService(
    SEND_API,
    {
      send: servedDirectly,
      sendStream: servedDirectly,
      getMessage: async (request, context) => getMessage(ask, request, context),
      estimateCompletion: (request, context) => estimate(view, request, context),
      simulate: (request, context) => simulate(view, request, context),
      planCampaign: (request, context) => planCampaign(view, request, context),
      explainLimits: (request, context) => explainLimits(view, request, context),
      watchCampaign: (request, context) => watchCampaign(ask, request, context),
      getPositions: async () => getPositions(ask),
      ...laneRpcs(cancellation),
    },
    { direct: { Send: sendMethod(router), SendStream: sendStreamMethod(router) } },
  );
  const peerApi = bindService(GovernorPeerServiceDefinition, {
    decide: (request, context) => decideForPeer(router, request, context),
    askWaits: async (request, context) => waitsForPeer(serving, request, context),
  });
  return [sendApi, peerApi];
}
