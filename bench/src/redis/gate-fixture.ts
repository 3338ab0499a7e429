import { fileURLToPath } from 'node:url';
import { startRedis } from '@hustings/dev-env';
import { assert } from '@hustings/kernel';
import { type Fact, type FactEntry, parsePolicy, type SendContext } from '@hustings/policy';
import {
  type GateRef,
  type GateScripts,
  gateScripts,
  loadGateScripts,
  metaKey,
  redisOptions,
} from '@hustings/redis-scripts';
import { Redis } from 'ioredis';

export const SCRIPT_FOLDER = fileURLToPath(
  new URL('../../../services/governor/lua', import.meta.url),
);
/** Most facts of one entry, so that a call stays far below the client's time-out. */
const FACTS_PER_ENTRY = 2_000;

/** An open gate on a Redis of its own. */
export interface GateFixture {
  redis: Redis;
  port: number;
  gate: GateRef;
  epoch: string;
  scripts: GateScripts;
  /** Instant of the following calls; only with a test clock. */
  setClock(nowUs: number): Promise<void>;
  /** Applies facts of the log, in order. */
  apply(facts: Fact[]): Promise<void>;
  /** Sequence for the next log entry. */
  nextSeq(): number;
  stop(): Promise<void>;
}

/** Opens a gate. With a test clock the instant comes from a key, so that the speed of a run changes no decision. */
export async function openGate(options: { testClock: boolean }): Promise<GateFixture> {
  const server = await startRedis();
  const redis = new Redis(server.url, {
    ...redisOptions,
    lazyConnect: true,
    commandTimeout: 60_000,
  });
  await redis.connect();
  const clock =
    "local function clock_us() return tonumber(redis.call('GET', KEYS[1] .. ':clock')) end";
  const loaded = loadGateScripts(SCRIPT_FOLDER, options.testClock ? { now: clock } : {});
  const scripts = gateScripts(redis, loaded);
  await scripts.load();
  const gate = { partition: '0', gate: 0 };
  const epoch = crypto.randomUUID();
  let seq = 0;
  await scripts.beginRebuild(gate, { observed: '', next: epoch });
  await scripts.finishRebuild(gate, { epoch, call: 0 });
  return {
    redis,
    port: server.port,
    gate,
    epoch,
    scripts,
    nextSeq: () => ++seq,
    async setClock(nowUs) {
      await redis.set(`${metaKey(gate)}:clock`, nowUs);
    },
    async apply(facts) {
      for (let at = 0; at < facts.length; at += FACTS_PER_ENTRY) {
        const entry: FactEntry = {
          seq: ++seq,
          marker: false,
          facts: facts.slice(at, at + FACTS_PER_ENTRY),
        };
        const { outcome } = await scripts.applyFacts(gate, { epoch, factSeq: 0, gateSeq: 0 }, [
          entry,
        ]);
        assert(outcome === 'APPLIED', 'facts are applied once');
      }
    },
    async stop() {
      redis.disconnect();
      await server.stop();
    },
  };
}

/** Who sends in a benchmark: one sender and campaign an organisation. */
export function contextOf(organisation: number): SendContext {
  return {
    organisationId: `org-${organisation}`,
    credentialId: `crd-${organisation}`,
    intermediaryId: `int-${organisation % 7}`,
    senderId: `snd-${organisation}`,
    campaignId: `cmp-${organisation}`,
    seatId: '',
    place: ';;ES',
  };
}

/** Everything that the messages of an organisation need, apart from the policy. */
export function registered(context: SendContext): Fact[] {
  const { organisationId, senderId, intermediaryId, credentialId, campaignId } = context;
  return [
    { type: 'OrganisationVerified', organisationId },
    { type: 'SenderDeclared', organisationId, senderId, limitProfile: 'p' },
    { type: 'SenderVerified', organisationId, senderId },
    { type: 'ToolGranted', organisationId, senderId, intermediaryId },
    { type: 'CredentialIssued', organisationId, credentialId, intermediaryId },
    { type: 'CampaignCreated', organisationId, campaignId },
  ];
}

const COMMON = { onUnknownPast: 'empty', meaning: 'of a benchmark', source: 'none', shadow: false };
const SENDER_LIMITS = {
  window: { id: 'second', shape: 'window', max: 1_000, perMs: 1_000, guardMs: 0 },
  bucket: { id: 'second', shape: 'bucket', burst: 1_000_000, everyMs: 1 },
};

/** A policy whose limits are all asked and let everything pass: the path that writes most. */
export function policyFact(kind: keyof typeof SENDER_LIMITS): Fact {
  const limits = {
    sender: [
      { ...COMMON, ...SENDER_LIMITS[kind], cost: 'messages' },
      { ...COMMON, id: 'pair', shape: 'pair', burst: 45, everyMs: 6_000, cost: 'messages' },
    ],
    organisation: [
      {
        ...COMMON,
        id: 'uniques',
        shape: 'uniques',
        max: 10_000_000,
        perMs: 86_400_000,
        cost: 'messages',
      },
    ],
  };
  const parsed = parsePolicy({
    schema: 1,
    name: 'benchmark',
    note: '',
    limits: { profiles: { p: { meaning: 'of a benchmark', ...limits } } },
    content: {
      maxCharacters: { WHATSAPP: 4096, SMS: 1600, TELEGRAM: 4096 },
      classifierDeadlineMs: 100,
      retryHeldAfterMs: 2_000,
    },
    dispatch: { releaseMaxAgeMs: 5_000 },
    enforcement: {
      signals: { windowMs: 60_000 },
      rules: [],
      ladder: {
        warning: { minGapAfterDeliveryMs: 1, lapsesAfterMs: 1 },
        restriction: { durationMs: 1 },
        noticeDeemedDeliveredAfterMs: 1,
        appeal: { openMs: 1, decideWithinMs: 1 },
      },
    },
  });
  assert(parsed.ok, 'the policy of the benchmark is valid');
  return {
    type: 'PolicyActivated',
    organisationId: '',
    hash: 'benchmark',
    policy: parsed.value,
    effectiveAtUs: 0,
  };
}
