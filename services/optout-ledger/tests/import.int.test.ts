import { GateMarked } from '@hustings/contracts/log';
import { ImportHeld, ImportResult, Scope, Source } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { gateSubject } from '@hustings/event-log';
import { gateOf } from '@hustings/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrivacyPolicy } from '../src/privacy-policy.ts';
import { forgePolicy } from './support/forge.ts';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';

const ORGANISATION = 'org-import';
const LIMIT = 50;
const shipped = readPrivacyPolicy();
const rowsUnseen = { organisation: LIMIT, staff: LIMIT, service: LIMIT, allPolitical: 2 };
const privacyPolicy = { ...shipped, imports: { ...shipped.imports, rowsUnseen } };
let world: LedgerWorld;
let imports = 0;

beforeAll(async () => {
  world = await LedgerWorld.create();
  await world.restartLedger({ privacyPolicy });
});
afterAll(async () => {
  await world.close();
});

/** A new administrator each time: limits are counted for each requester. */
async function administrator(): Promise<string> {
  return world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
}

function rowsOf(addresses: string[]) {
  return addresses.map((address, index) => ({ line: BigInt(index + 2), address }));
}

function some(count: number): string[] {
  return Array.from({ length: count }, freshAddress);
}

interface Order {
  addresses: string[];
  importId?: string;
  dryRun?: boolean;
  scope?: Scope;
}

async function bring(token: string, order: Order) {
  imports += 1;
  const answer = await world.imports(token).importOptOuts({
    importId: order.importId ?? `imp-${imports}`,
    scope: order.scope ?? Scope.SCOPE_ORGANISATION,
    dryRun: order.dryRun ?? false,
    rows: rowsOf(order.addresses),
  });
  const results = answer.outcomes.map(({ result }) => result);
  return { ...answer, results };
}

const { IMPORT_RESULT_RECORDED, IMPORT_RESULT_ALREADY, IMPORT_RESULT_INVALID, IMPORT_RESULT_HELD } =
  ImportResult;

describe('a batch of an import', () => {
  it('is in the log with one marker for all its rows, and its people are suppressed', async () => {
    const token = await administrator();
    const before = await world.log.lastSeq('0');
    const addresses = some(20);
    const { outcomes, results } = await bring(token, { addresses });
    expect(new Set(results)).toEqual(new Set([IMPORT_RESULT_RECORDED]));
    const written = (await world.entries('0')).filter(({ seq }) => seq > before);
    const gate = gateSubject('0', gateOf(ORGANISATION, world.log.layout));
    const markers = written.filter(({ subject }) => subject === gate);
    expect(markers).toHaveLength(1);
    const marked = GateMarked.decode(markers[0]?.commit.events[0]?.data ?? new Uint8Array());
    const facts = written.filter(({ commit }) => commit.aggregate === 'recipient');
    expect([marked.commitId, ...marked.alsoCommitIds]).toEqual(
      facts.map(({ commit }) => commit.commitId),
    );
    expect(outcomes.map(({ seq }) => Number(seq))).toEqual(facts.map(({ seq }) => seq));
    const request = { address: addresses[7] ?? '', organisationId: ORGANISATION };
    const { suppressions } = await world.client().getSuppression(request);
    expect(suppressions).toMatchObject([{ source: Source.SOURCE_IMPORT, provisional: false }]);
  });

  it('says of each row by its line what it came to', async () => {
    const token = await administrator();
    const [twice, old, future] = [freshAddress(), freshAddress(), freshAddress()];
    await bring(token, { addresses: [old] });
    const tomorrow = timestampFromUs(BigInt(Date.now() + 86_400_000) * 1_000n);
    const { outcomes } = await world.imports(token).importOptOuts({
      importId: 'imp-lines',
      scope: Scope.SCOPE_ORGANISATION,
      rows: [
        ...rowsOf([twice, 'nobody', old, twice, '+341', '']),
        { line: 99n, address: future, requestedAt: tomorrow },
      ],
    });
    expect(outcomes.map(({ line, result, reason }) => [Number(line), result, reason])).toEqual([
      [2, IMPORT_RESULT_RECORDED, ''],
      [3, IMPORT_RESULT_INVALID, 'ADDRESS_NOT_A_NUMBER'],
      [4, IMPORT_RESULT_ALREADY, ''],
      [5, IMPORT_RESULT_ALREADY, ''],
      [6, IMPORT_RESULT_INVALID, 'ADDRESS_NOT_A_NUMBER'],
      [7, IMPORT_RESULT_INVALID, 'ADDRESS_EMPTY'],
      [99, IMPORT_RESULT_INVALID, 'DATE_IN_FUTURE'],
    ]);
  });

  it('changes nothing in a dry run, and says what it would', async () => {
    const token = await administrator();
    const before = await world.log.lastSeq('0');
    const addresses = some(LIMIT + 1);
    const { results, rowsLeft } = await bring(token, { addresses, dryRun: true });
    expect(results.filter((each) => each === IMPORT_RESULT_RECORDED)).toHaveLength(LIMIT);
    expect(results.at(-1)).toBe(IMPORT_RESULT_HELD);
    expect(rowsLeft).toBe(0n);
    expect(await world.log.lastSeq('0')).toBe(before);
  });

  it('can be repeated: what stands is not recorded again and costs nothing of the limit', async () => {
    const token = await administrator();
    const addresses = some(LIMIT);
    await bring(token, { addresses, importId: 'imp-again' });
    const before = await world.log.lastSeq('0');
    const { results } = await bring(token, { addresses, importId: 'imp-again' });
    expect(new Set(results)).toEqual(new Set([IMPORT_RESULT_ALREADY]));
    expect(await world.log.lastSeq('0')).toBe(before);
  });

  it('waits for every dispatcher', async () => {
    const token = await administrator();
    const member = await world.join('dispatcher', () => 0);
    try {
      await expect(bring(token, { addresses: some(1) })).rejects.toMatchObject({
        reason: 'BARRIER_TIMEOUT',
      });
    } finally {
      await member.leave();
    }
  });

  it('brought by two at the same time records each person once', async () => {
    const tokens = [await administrator(), await administrator()];
    const addresses = some(30);
    const answers = await Promise.all(tokens.map((token) => bring(token, { addresses })));
    for (const index of addresses.keys()) {
      const [left, right] = answers.map(({ outcomes }) => outcomes[index]);
      expect(left?.seq).toBe(right?.seq);
    }
  });
});

describe('rows over what one requester may bring unseen', () => {
  it('are held until somebody else approves, and the same command then brings the rest', async () => {
    const token = await administrator();
    const addresses = some(LIMIT + 10);
    const first = await bring(token, { addresses, importId: 'imp-held' });
    expect(first.results.filter((each) => each === IMPORT_RESULT_HELD)).toHaveLength(10);
    expect(first.outcomes.at(-1)).toMatchObject({ reason: 'REVIEW_NEEDED', seq: 0n });
    const { imports: open } = await world.imports().listHeldImports({});
    expect(open).toMatchObject([{ importId: 'imp-held', rowsTaken: BigInt(LIMIT) }]);

    await world
      .imports()
      .reviewImport({ importId: 'imp-held', approve: true, reason: 'their own list' });
    const again = await bring(token, { addresses, importId: 'imp-held' });
    expect(again.results.filter((each) => each === IMPORT_RESULT_RECORDED)).toHaveLength(10);
    expect(again.rowsLeft).toBeUndefined();
    expect((await world.imports().listHeldImports({})).imports).toEqual([]);
  });

  it('stay out when the import is refused', async () => {
    const token = await administrator();
    const addresses = some(LIMIT + 1);
    await bring(token, { addresses, importId: 'imp-refused' });
    const order = { importId: 'imp-refused', approve: false, reason: 'numbers of a rival' };
    await world.imports().reviewImport(order);
    const again = await bring(token, { addresses, importId: 'imp-refused' });
    expect(again.results.at(-1)).toBe(IMPORT_RESULT_HELD);
  });

  it('have a narrower limit where everybody is concerned', async () => {
    const order = { addresses: some(3), scope: Scope.SCOPE_ALL_POLITICAL };
    const { results } = await bring(world.operatorToken, order);
    expect(results).toEqual([IMPORT_RESULT_RECORDED, IMPORT_RESULT_RECORDED, IMPORT_RESULT_HELD]);
  });
});

describe('an import is refused', () => {
  it.each([
    ['to a tool', Role.ROLE_TOOL, {}, 'ROLE_MISSING'],
    [
      'to an organisation, for all political senders',
      Role.ROLE_ORGANISATION_ADMIN,
      { scope: Scope.SCOPE_ALL_POLITICAL },
      'SCOPE_NOT_ALLOWED',
    ],
    [
      'for another organisation',
      Role.ROLE_ORGANISATION_ADMIN,
      { organisationId: 'org-rival' },
      'OTHER_ORGANISATION',
    ],
    [
      'without a scope',
      Role.ROLE_ORGANISATION_ADMIN,
      { scope: Scope.SCOPE_UNSPECIFIED },
      'SCOPE_MISSING',
    ],
    ['without its id', Role.ROLE_ORGANISATION_ADMIN, { importId: '' }, 'ID_INVALID'],
    [
      'of too many rows at once',
      Role.ROLE_ORGANISATION_ADMIN,
      { rows: rowsOf(Array.from({ length: 1_001 }, () => '+34600000000')) },
      'TOO_MANY_ROWS',
    ],
  ])('%s', async (...[, role, fields, reason]) => {
    const token = await world.tokenAs(role, ORGANISATION);
    const request = { importId: 'imp-x', scope: Scope.SCOPE_ORGANISATION, rows: [], ...fields };
    await expect(world.imports(token).importOptOuts(request)).rejects.toMatchObject({ reason });
  });

  it('to be reviewed by an organisation', async () => {
    const order = { importId: 'imp-held', approve: true, reason: 'x' };
    await expect(world.imports(await administrator()).reviewImport(order)).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
  });
});

describe('a policy document that is put into force', () => {
  it('sets from then on how many rows come unseen, without a restart', async () => {
    const token = await administrator();
    const first = await bring(token, { addresses: some(3) });
    expect(first.policyVersion).toBe(shipped.version);
    const fewer = { organisation: 5, staff: 5, service: 5, allPolitical: 0 };
    const hash = await forgePolicy(world.log, {
      imports: { windowMs: 86_400_000, rowsUnseen: fewer },
    });
    const version = async () => (await bring(token, { addresses: [], dryRun: true })).policyVersion;
    await expect.poll(version).toBe(hash);
    const { results } = await bring(token, { addresses: some(3) });
    expect(results).toEqual([IMPORT_RESULT_RECORDED, IMPORT_RESULT_RECORDED, IMPORT_RESULT_HELD]);
    const [held] = await world
      .events('0', 'optout.ImportHeld.v1', ImportHeld)
      .then((all) => all.slice(-1));
    expect(held).toMatchObject({ policyVersion: hash, rowsAllowed: 5n });
  });
});
