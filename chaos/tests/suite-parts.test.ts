import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { segmentsOf } from '../src/check/segments.ts';
import { chooseFaults, FAULTS } from '../src/faults/catalogue.ts';
import { readHistory } from '../src/history/read-history.ts';
import { Recorder } from '../src/history/recorder.ts';
import { People } from '../src/load/people.ts';
import { randomOf } from '../src/load/random.ts';
import { planOf } from '../src/suite/plan.ts';
import { clientRefs } from '../src/world/links.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hustings-chaos-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('The plan of a run', () => {
  it('strikes with every fault once before any strikes again, in the order of the seed', () => {
    const order = (seed: number): string[] =>
      [...planOf(FAULTS, randomOf(seed)).take(FAULTS.length)].map(({ name }) => name);
    expect(new Set(order(1)).size).toBe(FAULTS.length);
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
  });

  it('is narrowed by names and their beginnings', () => {
    expect(chooseFaults(['nats-kill']).map(({ name }) => name)).toEqual(['nats-kill']);
    const redis = chooseFaults(['redis']).map(({ name }) => name);
    expect(redis).toHaveLength(4);
    expect(redis).toContain('redis-old-snapshot');
    expect(() => chooseFaults(['flood'])).toThrow(/no fault "flood"; there are: .*nats-kill/);
  });
});

describe('A history', () => {
  it('is read back as it was recorded', async () => {
    const file = join(dir, 'history.jsonl');
    const recorder = new Recorder(file);
    recorder.add({ process: 'p', type: 'invoke', f: 'send', key: 'k', value: { text: 'ñ' } });
    recorder.add({ t: 1.5, process: 'p', type: 'ok', f: 'arrival', key: 'k' });
    await recorder.close();
    expect(readHistory(file)).toEqual(recorder.operations);
  });

  it('with a line that is no operation is refused with the number of the line', () => {
    const file = join(dir, 'history.jsonl');
    writeFileSync(
      file,
      '{"t":1,"process":"p","type":"ok","f":"send","key":"","value":{}}\n{"t":\n',
    );
    expect(() => readHistory(file)).toThrow(`${file}:2 is not an operation`);
  });
});

describe('The references of calls', () => {
  it('are found wherever the bytes are cut', () => {
    const bytes = Buffer.from('POST {"text":"a","client_ref":"m-1"}POST {"client_ref":"m-2"}');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const found: string[] = [];
      const take = clientRefs((ref) => found.push(ref));
      take(bytes.subarray(0, cut));
      take(bytes.subarray(cut));
      expect(found).toEqual(['m-1', 'm-2']);
    }
  });
});

describe('The people of an organisation', () => {
  it('are E.164 numbers, some of them everybody’s', () => {
    const numbers = (party: number): Set<string> => {
      const people = new People(party, randomOf(1));
      return new Set(Array.from({ length: 3_000 }, () => people.pick(0)));
    };
    const [a, b] = [numbers(0), numbers(1)];
    for (const number of [...a, ...b]) expect(number).toMatch(/^\+346\d{8}$/);
    expect(a.intersection(b).size).toBe(30);
  });

  it('go on being written to for a while after they opted out, then make room for others', () => {
    const people = new People(0, randomOf(1));
    const picked = (atMs: number): Set<string> =>
      new Set(Array.from({ length: 3_000 }, () => people.pick(atMs)));
    const gone = people.pick(0);
    people.optedOut(gone, 0);
    expect(picked(7_999).has(gone)).toBe(true);
    people.pick(8_000);
    picked(8_001);
    expect(picked(8_002).has(gone)).toBe(false);
    expect(picked(8_003).size).toBeGreaterThan(290);
  });
});

it('segments are counted by the standard', () => {
  const lengths = [1, 160, 161, 306, 307];
  expect(lengths.map((length) => segmentsOf('a'.repeat(length)))).toEqual([1, 1, 2, 2, 3]);
  expect(() => segmentsOf('ñandú')).toThrow('cannot count');
});
