import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusal, type Served, serve, TestGovernor } from './support/governor.ts';
import { run } from './support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const people = join(folder, 'people.csv');
writeFileSync(people, 'to,name\n+34600000001,Ana\n+34600000002,Íñigo\n+34600000007,Eva\n');
const TO = ['--sender', 'snd-1', '--campaign', 'cmp-1'];
const NOBODY = { HUSTINGS_TOKEN: 'crd-1.secret', HUSTINGS_REGISTRY_ADDRESS: '127.0.0.1:1' };

let served: Served;
let env: Record<string, string>;

beforeAll(async () => {
  const decide = ({ to }: { to: string }) =>
    to.endsWith('7') ? refusal(Reason.REASON_OPTED_OUT_ORGANISATION) : {};
  served = await serve(new TestGovernor({ decide }));
  env = { HUSTINGS_TOKEN: 'crd-1.secret', HUSTINGS_GOVERNOR_ADDRESS: served.address };
});

afterAll(() => served.stop());

const wrong: [string, string[], { exitCode: number; text: string }][] = [
  ['an unknown command', ['fly'], { exitCode: 2, text: "unknown command 'fly'" }],
  [
    'an unknown option',
    ['org', 'list', '--fast'],
    { exitCode: 2, text: "unknown option '--fast'" },
  ],
  [
    'a missing argument',
    ['org', 'verify', '--proof', 'x'],
    { exitCode: 2, text: "missing required argument 'organisation'" },
  ],
  [
    'a missing option',
    ['org', 'verify', 'org-1'],
    { exitCode: 2, text: "'--proof <text>' not specified" },
  ],
  [
    'a word that is no choice',
    ['sender', 'register', '--channel', 'fax'],
    { exitCode: 2, text: 'Allowed choices' },
  ],
  ['a group without a command', ['org'], { exitCode: 2, text: 'Usage: hustings org' }],
  [
    'a number that is none',
    ['campaign', 'estimate', '--sender', 's', '--messages', 'x'],
    { exitCode: 2, text: 'whole number' },
  ],
  [
    'a file that is not there',
    ['campaign', 'send', 'none.csv', ...TO, '--template', 'x'],
    { exitCode: 2, text: 'ENOENT' },
  ],
  [
    'a file without a template',
    ['campaign', 'send', people, ...TO],
    { exitCode: 2, text: 'no text to send' },
  ],
  [
    'a link that is none',
    ['campaign', 'send', people, ...TO, '--template', 'x', '--link', 'a'],
    { exitCode: 2, text: 'SHOWN=URL' },
  ],
  [
    'an appeal both ways',
    ['appeal', 'decide', 'a', '--uphold', '--dismiss', '--reasons', 'x'],
    { exitCode: 2, text: 'say one of' },
  ],
  [
    'a scope without its id',
    ['optout', 'add', '+34600000001', '--scope', 'campaign'],
    { exitCode: 2, text: 'needs --id' },
  ],
  [
    'a policy file that is not there',
    ['policy', 'check', 'none.json'],
    { exitCode: 2, text: 'cannot read none.json' },
  ],
  [
    'what the service does not know',
    ['message', 'get', 'msg-1'],
    { exitCode: 1, text: '[MESSAGE_UNKNOWN]' },
  ],
];

describe('a command line', () => {
  test.each(wrong)(
    'with %s ends with its code and one line',
    async (_, args, { exitCode, text }) => {
      const ran = await run(args, { env });
      expect(ran.err).toContain(text);
      expect(ran.exitCode).toBe(exitCode);
      expect(ran.out).toBe('');
    },
  );

  test('without a credential says where to get one', async () => {
    const ran = await run(['org', 'list'], { env: { HUSTINGS_REGISTRY_ADDRESS: '127.0.0.1:1' } });
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining('set HUSTINGS_TOKEN') });
  });

  test('that reaches nobody ends with 3 and names the address', async () => {
    const ran = await run(['org', 'list'], { env: NOBODY });
    expect(ran.exitCode).toBe(3);
    expect(ran.err).toBe(
      'error: cannot reach registry at 127.0.0.1:1: is it running? See "hustings status"\n',
    );
  });

  test('with --json tells its error as JSON on standard error', async () => {
    const ran = await run(['org', 'list', '--json'], { env: NOBODY });
    expect(JSON.parse(ran.err)).toEqual({
      error: { reason: 'UNAVAILABLE', message: expect.any(String), exitCode: 3 },
    });
    expect(ran.out).toBe('');
  });

  test('ends with 130 on Ctrl-C', async () => {
    const ran = await run(['org', 'list'], { env: NOBODY, interrupted: AbortSignal.abort() });
    expect(ran).toMatchObject({ exitCode: 130, err: 'error: interrupted\n' });
  });

  test('with a profile uses its token and addresses', async () => {
    const profile = join(folder, 'cli.json');
    const addresses = { governor: served.address };
    writeFileSync(profile, JSON.stringify({ token: 'crd-1.secret', addresses }));
    const args = ['campaign', 'estimate', '--sender', 'snd-1', '--messages', '20'];
    const ran = await run([...args, '--json', '--profile', profile]);
    expect(JSON.parse(ran.out)).toMatchObject({ completesAt: '2027-01-15T08:00:01.000Z' });
  });

  test.each([['{'], ['[]x'], ['3']])('with the profile %s says what is wrong', async (text) => {
    const profile = join(folder, 'bad.json');
    writeFileSync(profile, text);
    const ran = await run(['org', 'list'], { env: { HUSTINGS_PROFILE: profile } });
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining('bad.json') });
  });
});

test('every command has a help with an example', async () => {
  const { out } = await run(['--help']);
  const groups = [...out.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name ?? '');
  expect(groups).toEqual(expect.arrayContaining(['org', 'campaign', 'audit', 'status']));
  for (const group of groups.filter((name) => name !== 'help' && name !== 'status')) {
    const help = await run([group, '--help']);
    expect(help.exitCode).toBe(0);
    const [, list = ''] = help.out.split('\nCommands:\n');
    for (const [, command = ''] of list.matchAll(/^ {2}(\w+) /gm)) {
      if (command === 'help') continue;
      expect((await run([group, command, '--help'])).out, `${group} ${command}`).toContain(
        'Example',
      );
    }
  }
});

describe('sending', () => {
  const args = ['campaign', 'send', people, ...TO, '--template', 'Hola {{name}}'];

  test('a file prints a summary, writes the report and ends with 1 when a row was refused', async () => {
    const report = join(folder, 'report.jsonl');
    const ran = await run([...args, '--json', '--report', report], { env });
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: false,
      end: 'complete',
      rows: 3,
      accepted: 2,
      refused: { OPTED_OUT_ORGANISATION: 1 },
      campaign: { sent: 2, queued: 0 },
    });
    expect(ran.err).toMatch(
      /^3 rows, foreseen end \S+Z, decided by portfolio-recipients; will not go out: 3 OPTED_OUT$/m,
    );
    const lines = readFileSync(report, 'utf8').trim().split('\n');
    const outcomes = new Map(
      lines.map((line) => [JSON.parse(line).line, JSON.parse(line).outcome]),
    );
    expect(outcomes).toEqual(
      new Map([
        [2, 'QUEUED'],
        [3, 'QUEUED'],
        [4, 'REFUSED'],
      ]),
    );
    expect(lines.join()).not.toContain('+34');
  });

  test('the file again sends nothing twice', async () => {
    const ran = await run([...args, '--json', '--quiet'], { env });
    expect(JSON.parse(ran.out)).toMatchObject({ accepted: 2, repeated: 2 });
    expect(ran.err).toBe('');
  });

  test('stops cleanly on Ctrl-C and says how to go on', async () => {
    const ran = await run(args, { env, interrupted: AbortSignal.abort() });
    expect(ran.exitCode).toBe(130);
    expect(ran.err).toContain('run the same command again to go on');
  });

  test('one message ends with 0 when it is queued and with 1 when it is refused', async () => {
    const one = ['message', 'send', ...TO, '--text', 'Hola', '--to'];
    const queued = await run([...one, '+34600000001'], { env });
    expect(queued).toMatchObject({ exitCode: 0, out: expect.stringContaining('QUEUED') });
    const refused = await run([...one, '+34600000007', '--json'], { env });
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ reason: 'REASON_OPTED_OUT_ORGANISATION' });
  });
});

describe('the windows of a policy file', () => {
  const example = new URL('../../../examples/policies/default.json', import.meta.url);

  test('are listed by place with the next opening', async () => {
    const at = ['--at', '2027-01-15T06:00:00Z', '--place', 'ES-CN;;'];
    const ran = await run(['windows', 'check', example.pathname, ...at, '--json']);
    expect(ran.exitCode).toBe(0);
    const { places } = JSON.parse(ran.out);
    const opensAt = (place: string) =>
      places.find((one: { place: string }) => one.place === place)?.opensAt;
    expect(opensAt(';;IN')).toBe('2027-01-15T06:00:00.000Z');
    expect(opensAt('ES-CN;;')).toBe('2027-01-15T09:00:00.000Z');
    expect(opensAt(';;US:MAINLAND')).toBe('2027-01-15T17:00:00.000Z');
    expect(opensAt(';;GB')).toBeNull();
  });

  test('with faults end with 1 and a line for each', async () => {
    const policy = JSON.parse(readFileSync(example, 'utf8'));
    policy.windows.quietHours.apply.push('FX');
    const file = join(folder, 'windows.json');
    writeFileSync(file, JSON.stringify(policy));
    const ran = await run(['windows', 'check', file]);
    expect(ran).toMatchObject({ exitCode: 1, out: expect.stringContaining('there is no row FX') });
  });
});

describe('a policy file', () => {
  const example = new URL('../../../examples/policies/default.json', import.meta.url);

  test('that is valid ends with 0 and its hash', async () => {
    const ran = await run(['policy', 'check', example.pathname, '--json']);
    expect(JSON.parse(ran.out)).toEqual({
      ok: true,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      faults: [],
    });
    expect(ran.exitCode).toBe(0);
  });

  test('with faults ends with 1 and a line for each', async () => {
    const file = join(folder, 'policy.json');
    writeFileSync(file, JSON.stringify({ schema: 2 }));
    const ran = await run(['policy', 'check', file]);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toContain('schema: ');
  });
});

test('status ends with 3 when nobody is there', async () => {
  const names = [
    'REGISTRY',
    'GOVERNOR',
    'CLASSIFIER',
    'OPTOUT',
    'ENFORCEMENT',
    'DISPATCHER',
    'AUDITOR',
  ];
  const away = Object.fromEntries(names.map((name) => [`HUSTINGS_${name}_ADDRESS`, '127.0.0.1:1']));
  const none = await run(['status', '--json'], { env: away });
  expect(none.exitCode).toBe(3);
  expect(JSON.parse(none.out)).toHaveLength(7);
  const pages = { HUSTINGS_CONSOLE_ADDRESS: '127.0.0.1:1' };
  const withPages = await run(['status', '--json'], { env: { ...away, ...pages } });
  expect(JSON.parse(withPages.out)).toContainEqual({
    ...{ service: 'console', address: '127.0.0.1:1', detail: '' },
    ...{ healthy: false, health: 'UNAVAILABLE' },
  });
  const one = await run(['status'], { env: { ...away, ...env } });
  expect(one).toMatchObject({ exitCode: 1, out: expect.stringMatching(/governor.*SERVING/) });
});
