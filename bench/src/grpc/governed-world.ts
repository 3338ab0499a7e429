import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OrganisationKind } from '@hustings/contracts/registry';
import {
  enterParty,
  type Fleet,
  Office,
  type Party,
  ProviderClient,
  startStack,
} from '@hustings/dev-env';

const EXAMPLES = new URL('../../../examples/policies/', import.meta.url);
const POLICY = fileURLToPath(new URL('default.json', EXAMPLES));
/** Its windows are checked and always open. */
const OPEN_POLICY = fileURLToPath(new URL('demo.json', EXAMPLES));
const PROFILE = 'bench';
/** The most that the simulated provider grants a number. */
const PROVIDER_PER_SECOND = 1_000;
/** Who works on a hand-off, or records opt-outs beside it. */
const HANDING_OFF = ['dispatcher', 'optout-ledger', 'provider'] as const;
/** As many as the mixed load sends for. */
export const ORGANISATIONS = 20;

/** A governor with everything that it needs, and senders whose limits never bind. */
export interface GovernedWorld {
  fleet: Fleet;
  address: string;
  /** Processes by name: governor, redis, nats, and with hand-offs those that take part in them. */
  pids: Record<string, number>;
  /** Organisations, each with a sender, a campaign and a tool. */
  parties: readonly Party[];
  stop(): Promise<void>;
}

/** The whole fleet on NATS with an fsync for each commit; nothing is handed off unless `handsOff` says so. */
export async function openGovernedWorld(
  profileDir?: string,
  { handsOff = false }: { handsOff?: boolean } = {},
): Promise<GovernedWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
  const env = profileDir ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileDir}` } : {};
  const stack = await startStack({ dir, policyJson: policyWithoutBinding(), env });
  const { fleet, redis, nats } = stack;
  const parties: Party[] = [];
  for (let index = 0; index < ORGANISATIONS; index++) parties.push(await enter(fleet, index));
  // Hand-offs would compete for the two cores where the benchmark is about decisions.
  if (handsOff) await registerAccounts(fleet, parties);
  else await fleet.member('dispatcher').kill('SIGTERM');
  return {
    fleet,
    address: fleet.addresses.governor,
    pids: {
      governor: fleet.member('governor').pid,
      redis: redis?.pid ?? -1,
      nats: nats?.pid ?? -1,
      ...(handsOff &&
        Object.fromEntries(HANDING_OFF.map((name) => [name, fleet.member(name).pid]))),
    },
    parties,
    async stop() {
      await stack.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The simulated provider takes whatever comes. */
async function registerAccounts(fleet: Fleet, parties: readonly Party[]): Promise<void> {
  const provider = new ProviderClient(fleet.addresses.provider);
  for (const { organisationId, number } of parties) {
    await provider.registerAccount(organisationId, [number], PROVIDER_PER_SECOND);
  }
}

async function enter(fleet: Fleet, index: number): Promise<Party> {
  const office = new Office(fleet);
  try {
    return await enterParty(office, new ProviderClient(fleet.addresses.provider), {
      name: `Bench ${index}`,
      kind: OrganisationKind.ORGANISATION_KIND_PARTY,
      number: `+34600${900_001 + index}`,
      host: `bench-${index}.example`,
      campaign: 'Bench',
      limitProfile: PROFILE,
    });
  } finally {
    office.close();
  }
}

/** The default policy with a profile that has one limit of each kind and is never exhausted. */
function policyWithoutBinding(): string {
  const policy = JSON.parse(readFileSync(POLICY, 'utf8')) as {
    limits: { profiles: Record<string, unknown> };
    windows: unknown;
  };
  const open = JSON.parse(readFileSync(OPEN_POLICY, 'utf8')) as { windows: unknown };
  policy.windows = open.windows;
  const common = {
    cost: 'messages',
    onUnknownPast: 'empty',
    shadow: false,
    meaning: 'never binds in the benchmark',
    source: 'benchmark',
  };
  policy.limits.profiles[PROFILE] = {
    meaning: 'for the benchmark only',
    sender: [
      { ...common, id: 'bench-bucket', shape: 'bucket', everyMs: 1, burst: 1_000_000 },
      { ...common, id: 'bench-pair', shape: 'pair', everyMs: 1, burst: 500_000 },
    ],
    organisation: [
      { ...common, id: 'bench-uniques', shape: 'uniques', max: 10_000_000, perMs: 86_400_000 },
    ],
  };
  return JSON.stringify(policy);
}
