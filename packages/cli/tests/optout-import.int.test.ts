import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ImportOptOutsRequest,
  ImportResult,
  ImportServiceDefinition,
} from '@hustings/contracts/optout';
import { bindService, createLogger, RpcFailure, startGrpcServer } from '@hustings/service-kit';
import { afterAll, afterEach, expect, it } from 'vitest';
import { run } from './support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const servers: { stop(): Promise<void> }[] = [];
let files = 0;

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A ledger over real gRPC that remembers who stands; it fails the calls whose numbers are given. */
async function ledger(failing: number[] = []) {
  const requests: ImportOptOutsRequest[] = [];
  const standing = new Set<string>();
  const service = bindService(
    ImportServiceDefinition,
    {
      async importOptOuts(request) {
        requests.push(request);
        if (failing.includes(requests.length)) {
          throw RpcFailure.unavailable('BARRIER_TIMEOUT', 'repeat the call');
        }
        const outcomes = request.rows.map(({ line, address }) => {
          if (address === 'x') {
            return { line, result: ImportResult.IMPORT_RESULT_INVALID, reason: 'BAD', seq: 0n };
          }
          const stood = standing.has(address);
          standing.add(address);
          const result = stood
            ? ImportResult.IMPORT_RESULT_ALREADY
            : ImportResult.IMPORT_RESULT_RECORDED;
          return { line, result, reason: '', seq: line };
        });
        return { outcomes, policyVersion: 'v1' };
      },
      listHeldImports: async () => ({ imports: [] }),
      reviewImport: async () => ({ seq: 1n }),
    },
    { public: true },
  );
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [service],
    logger: createLogger('test', 'silent'),
  });
  servers.push(server);
  const env = { HUSTINGS_TOKEN: 'crd-1.x', HUSTINGS_OPTOUT_ADDRESS: server.address };
  return { requests, standing, env };
}

function csv(text: string): string {
  files += 1;
  const path = join(folder, `${files}.csv`);
  writeFileSync(path, text);
  return path;
}

function numbers(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => `+346${String(n).padStart(8, '0')}`);
  return `phone\n${rows.join('\n')}\n`;
}

it('records a list in batches and sums up what became of it', async () => {
  const { env, requests, standing } = await ledger();
  const ran = await run(['optout', 'import', csv(numbers(1_234)), '--quiet', '--json'], { env });
  expect(ran.exitCode).toBe(0);
  expect(JSON.parse(ran.out)).toMatchObject({ rows: 1_234, recorded: 1_234, throughLine: 1_235 });
  expect(requests.map(({ rows }) => rows.length)).toEqual([500, 500, 234]);
  expect(new Set(requests.map(({ importId }) => importId)).size).toBe(1);
  expect(standing.size).toBe(1_234);
});

it('names the rows that cannot be used by line, with a reason, and records the others', async () => {
  const { env, standing } = await ledger();
  const file = csv(
    'to;requested_at\n+34600000001;\n"open\nx;\n+34600000002;tomorrow\n+34600000003;2026-01-31\n',
  );
  const report = join(folder, 'report.jsonl');
  const ran = await run(['optout', 'import', file, '--quiet', '--json', '--report', report], {
    env,
  });
  expect(ran.exitCode).toBe(1);
  const lines = ran.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(
    lines
      .slice(0, -1)
      .map(({ line, reason }) => [line, reason])
      .toSorted(([left], [right]) => left - right),
  ).toEqual([
    [3, 'BROKEN_ROW'],
    [4, 'BAD'],
    [5, 'DATE_INVALID'],
  ]);
  expect(lines.at(-1)).toMatchObject({ rows: 5, recorded: 2, invalid: 3 });
  expect(standing).toEqual(new Set(['+34600000001', '+34600000003']));
  expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(5);
  expect(readFileSync(report, 'utf8')).not.toContain('+346');
});

it('goes on where it was cut off, and nobody is recorded twice', async () => {
  const { env, requests, standing } = await ledger([2]);
  const file = csv(numbers(1_500));
  const first = await run(['optout', 'import', file], { env });
  expect(first.exitCode).toBe(3);
  expect(first.err).toContain('--after-line 501');
  requests.length = 0;
  const second = await run(['optout', 'import', file, '--after-line', '501', '--json'], { env });
  expect(second.exitCode).toBe(3);
  const third = await run(['optout', 'import', file, '--json'], { env });
  expect(third.exitCode).toBe(0);
  const { recorded, already } = JSON.parse(third.out);
  expect(recorded + already).toBe(1_500);
  expect(standing.size).toBe(1_500);
});

it('says what a dry run would do', async () => {
  const { env, requests } = await ledger();
  const ran = await run(['optout', 'import', csv(numbers(3)), '--dry-run', '--quiet'], { env });
  expect(ran.out).toContain('3 would be recorded');
  expect(requests[0]?.dryRun).toBe(true);
});

it.each([
  ['a file that is not there', 'none.csv', 'ENOENT'],
  ['a file without a column of numbers', csv('name\nAna\n'), 'no column "to", or "address"'],
  ['a file without rows', csv('to\n'), 'names nobody'],
])('refuses %s', async (_, file, text) => {
  const { env } = await ledger();
  const ran = await run(['optout', 'import', file], { env });
  expect(ran.exitCode).toBe(2);
  expect(ran.err).toContain(text);
});
