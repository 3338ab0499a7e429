import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { ConfigInvalid, readConfig, serviceEnv } from '../src/index.ts';

const TOKEN = 'a-token-of-enough-characters';
const SECRETS = { HUSTINGS_OPERATOR_TOKEN: TOKEN, HUSTINGS_INTERNAL_TOKEN: TOKEN };
const schema = z.object(serviceEnv(7401));

describe('configuration', () => {
  it('has loopback defaults for everything but secrets', () => {
    expect(readConfig(schema, SECRETS)).toEqual({
      NATS_URL: 'nats://127.0.0.1:4222',
      LISTEN_ADDRESS: '127.0.0.1:7401',
      LOG_LEVEL: 'info',
      ...SECRETS,
    });
  });

  it('takes a secret from a file, without the line end that editors add', () => {
    const dir = mkdtempSync(join(tmpdir(), 'hustings-config-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const path = join(dir, 'token');
    writeFileSync(path, 'a-token-from-the-mounted-file\n');
    const env = { HUSTINGS_INTERNAL_TOKEN: TOKEN, HUSTINGS_OPERATOR_TOKEN_FILE: path };
    expect(readConfig(schema, env).HUSTINGS_OPERATOR_TOKEN).toBe('a-token-from-the-mounted-file');
  });

  it('counts an empty variable as absent', () => {
    const env = { ...SECRETS, LISTEN_ADDRESS: '', METRICS_ADDRESS: '' };
    expect(readConfig(schema, env).LISTEN_ADDRESS).toBe('127.0.0.1:7401');
  });

  it('lists every fault at once', () => {
    const env = { LISTEN_ADDRESS: '7401', LOG_LEVEL: 'loud', HUSTINGS_OPERATOR_TOKEN: 'short' };
    expect(faultsOf(env)).toEqual([
      'LISTEN_ADDRESS: must be host:port',
      expect.stringMatching(/^LOG_LEVEL: /),
      'HUSTINGS_OPERATOR_TOKEN: needs at least 24 characters',
      'HUSTINGS_INTERNAL_TOKEN: is missing',
    ]);
  });

  it.each([
    [
      'a secret that is given twice',
      { ...SECRETS, HUSTINGS_OPERATOR_TOKEN_FILE: '/x' },
      'HUSTINGS_OPERATOR_TOKEN: set it or HUSTINGS_OPERATOR_TOKEN_FILE, not both',
    ],
    [
      'a file that is not there',
      { ...SECRETS, NATS_URL_FILE: '/nowhere/at/all' },
      'NATS_URL_FILE: cannot read the file (ENOENT)',
    ],
  ])('refuses %s', (_, env, fault) => {
    expect(faultsOf(env)).toEqual([fault]);
  });

  it('never repeats a secret in a fault', () => {
    const env = { ...SECRETS, HUSTINGS_OPERATOR_TOKEN: 'hunter2' };
    expect(faultsOf(env).join()).not.toContain('hunter2');
  });
});

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.faults;
  }
  return [];
}
