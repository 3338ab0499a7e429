import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeSecretFiles } from '../src/fleet/secret-files.ts';

const NAMES = [
  'hustings-internal-token',
  'hustings-master-key',
  'hustings-operator-token',
  'hustings-seal-key',
  'webhook-secret',
];

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hustings-secrets-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('Secrets are one file each, for their owner only', () => {
  expect(makeSecretFiles(dir).toSorted()).toEqual(NAMES);
  expect(readdirSync(dir).toSorted()).toEqual(NAMES);
  expect(NAMES.map((name) => statSync(join(dir, name)).mode & 0o777)).toEqual(
    NAMES.map(() => 0o400),
  );
});

it('A secret that is there is never replaced; one that is missing is made', () => {
  makeSecretFiles(dir);
  const master = readFileSync(join(dir, 'hustings-master-key'), 'utf8');
  rmSync(join(dir, 'webhook-secret'));
  expect(makeSecretFiles(dir)).toEqual(['webhook-secret']);
  expect(readFileSync(join(dir, 'hustings-master-key'), 'utf8')).toBe(master);
});
