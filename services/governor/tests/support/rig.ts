import {
  GovernorServiceDefinition,
  type OutboundMessage,
  OutboundMessage as OutboundMessageCodec,
} from '@hustings/contracts/governor';
import { type ServerProcess, startNats, startRedis } from '@hustings/dev-env';
import { connectEventLog, type EventLog, installStreams } from '@hustings/event-log';
import { type PolicyDocument, parsePolicy } from '@hustings/policy';
import { createVault, type Vault } from '@hustings/privacy';
import { connectNats, createClient, type RpcClient, type Running } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import { type GovernorOverrides, startGovernor } from '../../src/index.ts';
import type { Classifier } from '../../src/ports/classifier.ts';
import { activatePolicy, type SeededSender } from './facts.ts';
import { startRelay } from './relay.ts';

const MASTER_KEY = '5a'.repeat(32);
const OPERATOR_TOKEN = 'operator-token-for-tests-only';
const INTERNAL_TOKEN = 'internal-token-for-tests-only';

/** Limits of the tests: few a second, so that queues stand and refusals come. */
export const POLICY: PolicyDocument = readPolicy();

/** A governor on a NATS and a Redis of its own. */
export interface Rig {
  nats: ServerProcess;
  redis: ServerProcess;
  nc: NatsConnection;
  log: EventLog;
  vault: Vault;
  governor: Running;
  /** A client of that governor, or of the rig's first. */
  client(sender: SeededSender, governor?: Running): RpcClient<typeof GovernorServiceDefinition>;
  /** Starts one more governor on the same servers; `stop` of the rig stops it as well. */
  another(): Promise<Running>;
  /** Stops the governor; `restart` starts another one. */
  halt(): Promise<void>;
  /** Stops the governor and starts another one. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Says ALLOW to all but texts that hold "forbidden"; has no verdict on texts that hold "undecided". */
export const PLAIN_CLASSIFIER: Classifier = {
  async classify({ template }) {
    if (template.includes('undecided')) return null;
    const isForbidden = template.includes('forbidden');
    return {
      verdictId: 'v-test',
      templateFingerprint: 'f-test',
      familyId: 'fam-test',
      disposition: isForbidden ? 'BLOCK' : 'ALLOW',
      findingCodes: [],
      classifierVersion: 'v-test',
      explanation: isForbidden ? 'the text says forbidden' : '',
    };
  },
  stop: () => undefined,
};

/** The token of calls between services in every rig. */
export const SERVICE_TOKEN = INTERNAL_TOKEN;

export async function startRig(
  overrides: GovernorOverrides = {},
  place: {
    snapshots?: boolean;
    redisUrl?: string;
    metricsAddress?: string;
    /** The governors hear of everything in NATS so much later, ms. */
    hearsLateMs?: number;
  } = {},
): Promise<Rig> {
  const [nats, redis] = await Promise.all([
    startNats({}),
    startRedis({ snapshots: place.snapshots ?? false }),
  ]);
  const nc = await connectNats(nats.url, 'test');
  await installStreams(nc, { partitions: 1, gates: 4, replicas: 1 });
  const log = await connectEventLog(nc);
  await activatePolicy(log, POLICY);
  const way =
    place.hearsLateMs === undefined ? null : await startRelay(() => nats.port, place.hearsLateMs);
  const config = {
    natsUrl: way === null ? nats.url : `nats://${way.address}`,
    redisUrl: place.redisUrl ?? redis.url,
    metricsAddress: place.metricsAddress,
    listenAddress: '127.0.0.1:0',
    logLevel: 'error',
    classifierAddress: '127.0.0.1:1',
    masterKey: MASTER_KEY,
    operatorToken: OPERATOR_TOKEN,
    internalToken: INTERNAL_TOKEN,
    gateLeaseMs: 2_000,
  } as const;
  const parts = { classifier: PLAIN_CLASSIFIER, ...overrides };
  const clients: { close(): void }[] = [];
  const others: Running[] = [];
  const rig: Rig = {
    nats,
    redis,
    nc,
    log,
    vault: createVault(MASTER_KEY),
    governor: await startGovernor(config, parts),
    client({ token }, { address } = rig.governor) {
      const client = createClient(GovernorServiceDefinition, { address, token });
      clients.push(client);
      return client;
    },
    async another() {
      const started = await startGovernor(config, parts);
      let stopped: Promise<void> | null = null;
      const once = {
        address: started.address,
        async stop() {
          stopped ??= started.stop();
          await stopped;
        },
      };
      others.push(once);
      return once;
    },
    async halt() {
      await rig.governor.stop();
      rig.governor = STOPPED;
    },
    async restart() {
      await rig.halt();
      rig.governor = await startGovernor(config, parts);
    },
    async stop() {
      for (const client of clients) client.close();
      await Promise.all([rig.governor, ...others].map((governor) => governor.stop()));
      way?.stop();
      await nc.close();
      await Promise.all([nats.stop(), redis.stop()]);
    },
  };
  return rig;
}

const STOPPED: Running = { address: '', stop: async () => undefined };

let nextKey = 1;

/** A message of a sender; every call makes another key. */
export function messageOf(
  sender: SeededSender,
  to: string,
  changes: Partial<OutboundMessage> = {},
): OutboundMessage {
  return OutboundMessageCodec.fromPartial({
    idempotencyKey: `k-${nextKey++}`,
    senderId: sender.senderId,
    campaignId: sender.campaignId,
    to,
    text: 'Hola, vota el domingo.',
    ...changes,
  });
}

/** A Spanish mobile number; every index another one. */
export function numberOf(index: number): string {
  return `+346${String(10_000_000 + index)}`;
}

function readPolicy(): PolicyDocument {
  const common = { onUnknownPast: 'empty', shadow: false, meaning: 'test', source: 'test' };
  const parsed = parsePolicy({
    schema: 1,
    name: 'governor tests',
    note: '',
    limits: {
      profiles: {
        slow: {
          meaning: 'five a second',
          sender: [
            {
              ...common,
              id: 'per-second',
              shape: 'window',
              max: 5,
              perMs: 1000,
              guardMs: 0,
              cost: 'messages',
            },
          ],
          organisation: [],
        },
        fast: { meaning: 'without limits', sender: [], organisation: [] },
      },
    },
    content: {
      maxCharacters: { WHATSAPP: 4096, SMS: 1600, TELEGRAM: 4096 },
      classifierDeadlineMs: 100,
      retryHeldAfterMs: 1000,
    },
    dispatch: { releaseMaxAgeMs: 5000 },
    enforcement: {
      signals: { windowMs: 60_000 },
      rules: [],
      ladder: {
        warning: { minGapAfterDeliveryMs: 1000, lapsesAfterMs: 1000 },
        restriction: { durationMs: 1000 },
        noticeDeemedDeliveredAfterMs: 1000,
        appeal: { openMs: 1000, decideWithinMs: 1000 },
      },
    },
  });
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('; '));
  return parsed.value;
}
