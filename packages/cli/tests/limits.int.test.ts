import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeSpan, drawBar } from '../src/limits/bar.ts';
import { type Served, serve, TestGovernor } from './support/governor.ts';
import { run } from './support/run.ts';

const DEFAULT = new URL('../../../examples/policies/default.json', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'limits-'));
afterAll(() => rmSync(folder, { recursive: true }));
const people = join(folder, 'people.csv');
const many = join(folder, 'many.csv');
writeFileSync(people, 'to,name\n+34600000001,Ana\n"broken\n+34600000002,Íñigo\n+34600000007,Eva\n');
const numbers = Array.from({ length: 30_000 }, (_, index) => `+346${10_000_000 + index}`);
writeFileSync(many, `to\n${numbers.join('\n')}\n`);

let served: Served;
let env: Record<string, string>;
beforeAll(async () => {
  served = await serve(new TestGovernor());
  env = { HUSTINGS_TOKEN: 'crd-1.secret', HUSTINGS_GOVERNOR_ADDRESS: served.address };
});
afterAll(() => served.stop());

/** A copy of the default policy with one profile of these limits. */
function policyFile(name: string, limits: { sender?: object[]; organisation?: object[] }): string {
  const policy = JSON.parse(readFileSync(DEFAULT, 'utf8'));
  policy.limits.profiles = { p: { meaning: 'of a test', sender: [], organisation: [], ...limits } };
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(policy));
  return file;
}

const COMMON = { onUnknownPast: 'empty', shadow: false, meaning: 'a', source: 'b' };
const window = (id: string, max: number, extra: object = {}) => ({
  ...COMMON,
  id,
  shape: 'window',
  max,
  perMs: 1_000,
  guardMs: 0,
  cost: 'messages',
  ...extra,
});
const PACED = window('paced', 30);

describe('limits explain', () => {
  test('draws what is taken and says when it is free again', async () => {
    const { exitCode, out } = await run(['limits', 'explain', 'org-1'], { env });
    expect(exitCode).toBe(0);
    expect(out).toContain('snd-1  whatsapp-20, 4 queued\nof org-1\n');
    expect(out).toContain(
      '████████████████████  20 of 20 messages taken, next at 2027-01-15T08:00:01.000Z',
    );
    expect(out).toContain('███████████████░░░░░  1500 of 2000 recipients taken, all free at');
    expect(out).toContain('At most 20 messages in any second.');
    expect(out).not.toContain('\u001b[');
  });

  test('with --json tells all fields', async () => {
    const { out } = await run(['limits', 'explain', '--json'], { env });
    expect(JSON.parse(out)).toMatchObject({
      senders: [{ senderId: 'snd-1', queued: '4' }],
      levels: [
        { limitId: 'sender-per-second', freeAt: '2027-01-15T08:00:01.000Z' },
        { left: '500' },
      ],
    });
  });
});

describe('limits check', () => {
  test('of the policy that is shipped finds no fault', async () => {
    const { exitCode, out } = await run(['limits', 'check', DEFAULT, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, faults: [] });
  });

  test('with faults ends with 1 and one line for each', async () => {
    const file = policyFile('faults', { sender: [window('a', 0), window('B', 1)] });
    const { exitCode, out } = await run(['limits', 'check', file]);
    expect(exitCode).toBe(1);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^fault: limits.profiles.p.sender\[0\].max: /);
  });

  test('of a file that is not there ends with 2', async () => {
    const ran = await run(['limits', 'check', join(folder, 'none.json')]);
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining('cannot read') });
  });

  const doubts: [string, { sender?: object[]; organisation?: object[] }, RegExp][] = [
    ['a profile that cannot be paced', {}, /^doubt: limits.profiles.p: .*one a second/],
    [
      'a limit in shadow',
      { sender: [PACED, window('a', 5, { shadow: true })] },
      /sender\[1\]: a: counts and refuses nothing/,
    ],
    [
      'an unconfirmed source',
      { sender: [window('a', 5, { confidence: 'unconfirmed' })] },
      /a: its source is not confirmed/,
    ],
    [
      'a limit too small for a long text',
      { sender: [window('a', 5, { cost: 'segments' })] },
      /more than 5 segments can never be sent/,
    ],
    ['a guard that costs much', { sender: [window('a', 5, { guardMs: 250 })] }, /guard takes 20 %/],
    [
      'a burst above a window',
      {
        sender: [
          window('narrow', 4),
          { ...COMMON, id: 'b', shape: 'bucket', everyMs: 500, burst: 9, cost: 'messages' },
        ],
      },
      /b: its burst of 9 is above what "narrow" lets through at once/,
    ],
    [
      'a limit that never binds',
      { sender: [PACED, window('idle', 400, { perMs: 10_000 })] },
      /idle: never binds, because "paced" always does first/,
    ],
  ];
  test.each(doubts)('names %s and ends with 0', async (name, limits, line) => {
    const { exitCode, out } = await run(['limits', 'check', policyFile(name, limits)]);
    expect(exitCode).toBe(0);
    const found = out.split('\n').filter((one) => one.startsWith('doubt: '));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(line);
  });
});

describe('plan', () => {
  const offline = ['plan', many, '--policy', DEFAULT, '--start', '2027-05-01T09:00:00Z'];

  test('of 30,000 people at 20 a second says 25 minutes and names the limit', async () => {
    const { exitCode, out } = await run([...offline, '--profile', 'whatsapp-20']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/out by +2027-05-01T09:25:13\.\d+Z \(25 min 14 s\)/);
    expect(out).toMatch(/decided by +sender-per-second/);
    expect(out).toMatch(/day 1 +2027-05-01T09:00:00.000Z +█{20} +30000 +sender-per-second/);
    expect(out).toMatch(/profile "whatsapp-80".*: 6 min/);
    expect(out).toMatch(/slowed down:\n {2}A slow start may begin.*then out by 2027-05-04T09:/);
  });

  test('under 2,000 people a day says 15 days, one line each', async () => {
    const ran = await run([...offline, '--limit-profile', 'whatsapp-80-tier-2000', '--json']);
    const plan = JSON.parse(ran.out);
    expect(plan).toMatchObject({ bindingLimit: 'portfolio-recipients', brokenRows: 0 });
    expect(plan.days.map(({ messages }: { messages: string }) => messages)).toEqual(
      Array(15).fill('2000'),
    );
  });

  test('asks the governor when a sender is named, and reports broken rows', async () => {
    const ran = await run(['plan', people, '--sender', 'snd-1', '--start', '2027-05-01'], { env });
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('rows that are broken and left out: 1');
    expect(ran.out).toMatch(/messages +3, 3 of them queued before/);
    expect(ran.out).toContain('begins       2027-05-01T00:00:00.000Z');
    expect(ran.out).toContain('not sent:\n  3 OPTED_OUT');
    expect(ran.out).toMatch(/slowed down:\n {2}A warning is new\. \(until \S+Z at the latest\)\n/);
    expect(ran.out).toMatch(/A slow start may begin\. \(then out by \S+Z\)/);
  });

  const wrong: [string, string[], string][] = [
    ['without a sender or a policy', ['plan', many], 'say --sender'],
    ['with an unknown profile', [...offline, '--profile', 'fax'], 'no profile "fax"; it has'],
    ['with a time that is none', ['plan', many, '--start', 'soon'], 'must be a time'],
    ['of a file that is not there', ['plan', 'none.csv', '--sender', 's'], 'ENOENT'],
  ];
  test.each(wrong)('%s ends with 2', async (_, args, text) => {
    expect(await run(args, { env })).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(text),
    });
  });
});

describe('in words', () => {
  const spans: [number, string][] = [
    [0, 'at once'],
    [1_000, '1 s'],
    [1_514_000, '25 min 14 s'],
    [3_600_000, '1 h 0 min'],
    [14 * 86_400_000 + 125_000, '14 d 0 h'],
  ];
  test.each(spans)('%i ms are %s', (ms, text) => {
    expect(describeSpan(ms)).toBe(text);
  });

  const bars: [number, number][] = [
    [0, 0],
    [0.001, 1],
    [0.5, 10],
    [1, 20],
    [7, 20],
  ];
  test.each(bars)('a share of %d fills %i places', (share, filled) => {
    expect(drawBar(share)).toBe('█'.repeat(filled) + '░'.repeat(20 - filled));
  });
});
