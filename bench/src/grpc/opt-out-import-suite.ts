import { ImportResult, ImportServiceDefinition, Scope } from '@hustings/contracts/optout';
import { createClient } from '@hustings/service-kit';
import { cpuSecondsOf } from '../process-cpu.ts';
import { medianOf, rounded } from '../statistics.ts';
import type { Suite } from '../suite.ts';
import type { GovernedWorld } from './governed-world.ts';

/** Rows of one call, and calls in flight, as the command line has them. */
const BATCH = 500;
const CALLS_AT_ONCE = 3;
/** Rows of a round: a requester may bring 100,000 a day unseen. */
const ROWS = 10_000;

interface Round {
  rowsPerSecond: number;
  /** Microseconds of CPU time a row, by process. */
  cpuUs: Record<string, number>;
}

/**
 * A list of opt-outs through the ledger into the log and from there into Redis: new rows, an organisation's own list, each call
 * answered when the governor has passed it.
 */
export const optOutImportSuite: Suite = {
  name: 'optout-import',
  about: 'a list of opt-outs through ledger, log and governor',
  async run(context) {
    const world = await context.governed();
    const rounds: Round[] = [];
    for (let round = 0; round < context.rounds; round++) {
      const found = await importRound(world, round);
      rounds.push(found);
      context.note(`${round + 1}/${context.rounds} ${describe(found)}`);
    }
    const cpu = (name: string): number =>
      medianOf(rounds, ({ cpuUs }) => cpuUs[name] ?? Number.NaN);
    return {
      ratios: {},
      absolute: {
        optOutImport: {
          rowsPerSecond: medianOf(rounds, ({ rowsPerSecond }) => rowsPerSecond),
          ledgerUs: cpu('ledger'),
          natsUs: cpu('nats'),
          governorUs: cpu('governor'),
          redisUs: cpu('redis'),
        },
      },
    };
  },
};

async function importRound(world: GovernedWorld, round: number): Promise<Round> {
  const { fleet, parties } = world;
  // Each round another requester: what one may bring is limited.
  const party = parties[round % parties.length];
  const client = createClient(ImportServiceDefinition, {
    address: fleet.addresses['optout-ledger'],
    token: party?.adminToken ?? '',
  });
  const pids = { ...world.pids, ledger: fleet.member('optout-ledger').pid };
  const before = cpuOf(pids);
  const started = performance.now();
  try {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < ROWS) {
        const from = next;
        next += BATCH;
        await importBatch(client, { from: round * ROWS + from, importId: `bench-${round}` });
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  } finally {
    client.close();
  }
  const seconds = (performance.now() - started) / 1_000;
  const after = cpuOf(pids);
  const cpuUs = Object.fromEntries(
    Object.entries(after).map(([name, spent]) => [
      name,
      ((spent - (before[name] ?? 0)) * 1e6) / ROWS,
    ]),
  );
  return { rowsPerSecond: ROWS / seconds, cpuUs };
}

async function importBatch(
  client: ReturnType<typeof createClient<typeof ImportServiceDefinition>>,
  { from, importId }: { from: number; importId: string },
): Promise<void> {
  const rows = Array.from({ length: BATCH }, (_, index) => ({
    line: BigInt(from + index + 2),
    address: `+346${String(20_000_000 + from + index)}`,
  }));
  const { outcomes } = await client.importOptOuts({
    importId,
    scope: Scope.SCOPE_ORGANISATION,
    rows,
  });
  const recorded = outcomes.filter(({ result }) => result === ImportResult.IMPORT_RESULT_RECORDED);
  if (recorded.length !== BATCH) throw new Error(`${BATCH - recorded.length} rows were not new`);
}

function cpuOf(pids: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuSecondsOf(pid)]));
}

function describe({ rowsPerSecond, cpuUs }: Round): string {
  const cpu = Object.entries(cpuUs).map(([name, us]) => `${name} ${rounded(us)} µs`);
  return `${Math.round(rowsPerSecond)} rows/s; ${cpu.join(', ')}`;
}
