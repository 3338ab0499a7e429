import { expect, test } from 'vitest';
import { auditorConfig } from '../src/index.ts';
import { SEED } from './support/sealing.ts';
import { environment } from './support/transparency.ts';

test.each([
  ['a folder without a key', { HUSTINGS_SEAL_DIR: '/x' }, 'HUSTINGS_SEAL_KEY: is missing'],
  ['a key without a folder', { HUSTINGS_SEAL_KEY: SEED }, 'HUSTINGS_SEAL_DIR: is missing'],
  ['a short key', { HUSTINGS_SEAL_KEY: 'abc' }, 'HUSTINGS_SEAL_KEY: must be 64 hex digits'],
  ['a name with spaces', { HUSTINGS_SEAL_ORIGIN: 'a b' }, 'HUSTINGS_SEAL_ORIGIN: must be a host'],
])('the configuration refuses %s', (_, extra, message) => {
  expect(() => auditorConfig({ ...environment('nats://127.0.0.1:4222'), ...extra })).toThrow(
    message,
  );
});
