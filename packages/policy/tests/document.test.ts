import { readFileSync } from 'node:fs';
import { present } from '@hustings/kernel';
import { describe, expect, test } from 'vitest';
import { type PolicyDocument, parsePolicy, parsePolicyText, policyHash } from '../src/index.ts';

type Path = (string | number)[];

const EXAMPLES = ['default', 'demo'];

function exampleText(name: string): string {
  const url = new URL(`../../../examples/policies/${name}.json`, import.meta.url);
  return readFileSync(url, 'utf8');
}

function example(name = 'default'): PolicyDocument {
  const parsed = parsePolicyText(exampleText(name));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** The example with one value changed, or removed when it is undefined. */
function withValue(path: Path, value: unknown): unknown {
  const copy: unknown = structuredClone(example());
  let place = copy;
  for (const key of path.slice(0, -1)) place = Reflect.get(Object(place), key);
  Reflect.set(Object(place), present(path.at(-1), 'a path names a place'), value);
  return copy;
}

function faultsOf(value: unknown): string[] {
  const parsed = parsePolicy(value);
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`);
}

const WINDOW: Path = ['limits', 'profiles', 'whatsapp-20', 'sender', 0];
const PAIR: Path = ['limits', 'profiles', 'whatsapp-20', 'sender', 1];
const RULE: Path = ['enforcement', 'rules', 0];
const AT_RULE = 'enforcement.rules[0]';
const AT_WINDOW = 'limits.profiles.whatsapp-20.sender[0]';

const BUSTED: { fault: string; path: Path; value: unknown; message: RegExp }[] = [
  { fault: 'another schema', path: ['schema'], value: 2, message: /^schema: .*expected 1/ },
  { fault: 'an unknown field', path: ['extra'], value: 1, message: /^\(document\): .*extra/ },
  { fault: 'no name', path: ['name'], value: ' ', message: /^name: / },
  { fault: 'no profile', path: ['limits', 'profiles'], value: {}, message: /names no profile/ },
  {
    fault: 'a profile with a space in its name',
    path: ['limits', 'profiles', 'a b'],
    value: { meaning: 'x', sender: [], organisation: [] },
    message: /^limits\.profiles\.a b: /,
  },
  {
    fault: 'a maximum of nothing',
    path: [...WINDOW, 'max'],
    value: 0,
    message: /sender\[0\]\.max/,
  },
  { fault: 'half a message', path: [...WINDOW, 'max'], value: 1.5, message: /sender\[0\]\.max/ },
  { fault: 'a window that is too large', path: [...WINDOW, 'max'], value: 1001, message: /1000/ },
  { fault: 'a number without words', path: [...WINDOW, 'meaning'], value: '', message: /meaning/ },
  { fault: 'a number without a source', path: [...WINDOW, 'source'], value: '', message: /source/ },
  { fault: 'an unknown shape', path: [...WINDOW, 'shape'], value: 'cone', message: /shape/ },
  {
    fault: 'a limit that trusts an unknown past',
    path: [...WINDOW, 'onUnknownPast'],
    value: 'full',
    message: /onUnknownPast/,
  },
  {
    fault: 'a pair that rests too slowly',
    path: [...PAIR, 'burst'],
    value: 101,
    message: /everyMs × burst must not exceed 600000 ms/,
  },
  {
    fault: 'one id for two limits',
    path: [...PAIR, 'id'],
    value: 'sender-per-second',
    message: /used twice/,
  },
  {
    fault: 'uniques by sender',
    path: WINDOW,
    value: { ...example().limits.profiles['whatsapp-20']?.organisation[0], id: 'people' },
    message: /counted by organisation/,
  },
  {
    fault: 'pairs by organisation',
    path: ['limits', 'profiles', 'sms-long-code', 'organisation', 0],
    value: example().limits.profiles['whatsapp-20']?.sender[1],
    message: /counted by sender/,
  },
  {
    fault: 'a limit that passes what it cannot count',
    path: [...WINDOW, 'failurePolicy'],
    value: 'open',
    message: /failurePolicy: only "closed" is possible.*"shadow": true/,
  },
  {
    fault: 'an unknown degree of confidence',
    path: [...WINDOW, 'confidence'],
    value: 'sure',
    message: /confidence/,
  },
  {
    fault: 'one count that looks back differently far',
    path: ['limits', 'profiles', 'whatsapp-80', 'organisation', 0, 'perMs'],
    value: 3_600_000,
    message:
      /whatsapp-80.organisation\[0\]: shares its count with "portfolio-recipients" of profile "whatsapp-20"/,
  },
  {
    fault: 'a longer text than SMS carries',
    path: ['content', 'maxCharacters', 'SMS'],
    value: 1601,
    message: /^content\.maxCharacters\.SMS: /,
  },
  {
    fault: 'no time for the restriction',
    path: ['enforcement', 'ladder', 'restriction', 'durationMs'],
    value: 0,
    message: /durationMs/,
  },
  {
    fault: 'a slow start without limits for it',
    path: ['limits', 'whileSlow'],
    value: undefined,
    message: /^enforcement\.rules\[0\]\.measure: .*needs "limits\.whileSlow"/,
  },
  {
    fault: 'a slow start without its spans',
    path: ['enforcement', 'slowStart'],
    value: undefined,
    message: /^enforcement\.rules\[0\]\.measure: .*needs "enforcement\.slowStart"/,
  },
  {
    fault: 'a measure that does not exist',
    path: [...RULE, 'measure'],
    value: 'BAN',
    message: /measure/,
  },
  {
    fault: 'a limit of slow starts that stands among those of warnings',
    path: ['limits', 'whileSlow', 0, 'id'],
    value: 'while-warned',
    message: /^limits\.whileSlow\[0\]\.id: .*is used here as well/,
  },
  {
    fault: 'a limit of slow starts that knows no exact past',
    path: ['limits', 'whileSlow', 0],
    value: { ...example().limits.profiles['whatsapp-20']?.sender[1], id: 'slow-pair' },
    message: /only the shape "window"/,
  },
  {
    fault: 'a rule that is no expression',
    path: [...RULE, 'when'],
    value: 'sent >',
    message: /when: /,
  },
  {
    fault: 'a rule on an unknown signal',
    path: [...RULE, 'when'],
    value: 'false && charm > 1.0',
    message: /unknown signal "charm"; known are sent, /,
  },
  {
    fault: 'a rule that is a number',
    path: [...RULE, 'when'],
    value: 'sent + 1.0',
    message: /of type double/,
  },
  {
    fault: 'a rule that compares with a text',
    path: [...RULE, 'when'],
    value: 'sent > "9"',
    message: /constant of kind/,
  },
  {
    fault: 'a rule that mixes numbers',
    path: [...RULE, 'when'],
    value: 'sent * 2 > 1.0',
    message: /write numbers as 2\.0/,
  },
  {
    fault: 'a rule with a call',
    path: [...RULE, 'when'],
    value: 'size("a") > 1',
    message: /no place in a rule/,
  },
  {
    fault: 'a rule that is always true',
    path: [...RULE, 'when'],
    value: 'true',
    message: /reads no signal/,
  },
  {
    fault: 'logic over numbers',
    path: [...RULE, 'when'],
    value: 'sent && true',
    message: /does not take double/,
  },
  {
    fault: 'one id for two rules',
    path: [...RULE, 'id'],
    value: 'ungranted-tool',
    message: /rule id "ungranted-tool" is used twice/,
  },
];

describe('a policy document', () => {
  test.each(EXAMPLES)('the example %s is valid', (name) => {
    expect(faultsOf(example(name))).toEqual([]);
  });

  test.each(BUSTED)('is refused for $fault', ({ path, value, message }) => {
    const faults = faultsOf(withValue(path, value));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
  });

  test('is refused with all its faults, each with its place', () => {
    const busted = withValue([...WINDOW, 'max'], 0);
    Reflect.set(Object(busted), 'name', '');
    expect(faultsOf(busted).map((fault) => fault.split(':')[0])).toEqual([
      'name',
      `${AT_WINDOW}.max`,
    ]);
  });

  test('names the rule whose expression is wrong', () => {
    expect(faultsOf(withValue([...RULE, 'when'], 'charm > 1.0'))[0]).toMatch(`${AT_RULE}.when: `);
  });

  test('that is no JSON is refused in one line', () => {
    expect(parsePolicyText('{')).toMatchObject({ ok: false, error: [{ path: '(document)' }] });
  });
});

describe('the hash of a policy', () => {
  test('does not depend on the order of its fields', () => {
    const shuffled = Object.fromEntries(Object.entries(example()).toReversed());
    const parsed = parsePolicy(shuffled);
    expect(parsed.ok && policyHash(parsed.value)).toBe(policyHash(example()));
  });

  test('depends on every number', () => {
    const parsed = parsePolicy(withValue([...WINDOW, 'max'], 19));
    expect(parsed.ok && policyHash(parsed.value)).not.toBe(policyHash(example()));
  });
});

test('the demo policy says what is shortened, open or left out in it, and changes nothing else', () => {
  const { name: _, note, enforcement: __, windows: ___, ...rest } = example('demo');
  const { name: ____, note: _____, enforcement: ______, windows: _______, ...real } = example();
  const { whileWarned, whileSlow, ...limits } = real.limits;
  expect(note).toMatch(/shortened.*always open.*slowed down while warned/s);
  expect([whileWarned, whileSlow]).not.toContain(undefined);
  expect(rest).toEqual({ ...real, limits });
});
