import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OrganisationKind } from '@hustings/contracts/registry';
import { enterParty, Office, type Party, ProviderClient, startStack } from '@hustings/dev-env';

const POLICY = fileURLToPath(new URL('../../examples/policies/default.json', import.meta.url));
const PROFILE = 'bench';

/** A governor with everything that it needs, and one sender whose limits never bind. */
export interface GovernedWorld {
  address: string;
  party: Party;
  stop(): Promise<void>;
}

/** The whole fleet on NATS with an fsync for each commit; nothing is handed off. */
export async function openGovernedWorld(profileDir?: string): Promise<GovernedWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-bench-'));
  const env = profileDir ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profileDir}` } : {};
  const stack = await startStack({ dir, policyJson: policyWithoutBinding(), env });
  const { fleet } = stack;
  const office = new Office(fleet);
  const party = await enterParty(office, new ProviderClient(fleet.addresses.provider), {
    name: 'Bench',
    kind: OrganisationKind.ORGANISATION_KIND_PARTY,
    number: '+34600900001',
    host: 'bench.example',
    campaign: 'Bench',
    limitProfile: PROFILE,
  });
  office.close();
  // Hand-offs would compete for the two cores: the benchmark is about decisions.
  await fleet.member('dispatcher').kill('SIGTERM');
  return {
    address: fleet.addresses.governor,
    party,
    async stop() {
      await stack.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The default policy with a profile that has one limit of each kind and is never exhausted. */
function policyWithoutBinding(): string {
  const policy = JSON.parse(readFileSync(POLICY, 'utf8')) as {
    limits: { profiles: Record<string, unknown> };
  };
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
