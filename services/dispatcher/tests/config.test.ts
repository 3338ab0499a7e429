import { ConfigInvalid } from '@hustings/service-kit';
import { describe, expect, it } from 'vitest';
import { dispatcherConfig } from '../src/index.ts';

const COMPLETE = {
  HUSTINGS_MASTER_KEY: 'ab'.repeat(32),
  HUSTINGS_OPERATOR_TOKEN: 'operator-token-of-the-tests-0000',
  HUSTINGS_INTERNAL_TOKEN: 'internal-token-of-the-tests-0000',
  WEBHOOK_SECRET: 'webhook-secret-of-the-tests',
};

describe('the configuration', () => {
  it('needs only secrets and has loopback addresses otherwise', () => {
    expect(dispatcherConfig(COMPLETE)).toMatchObject({
      listenAddress: '127.0.0.1:7406',
      webhookListen: '127.0.0.1:7416',
      providerUrl: 'http://127.0.0.1:7408',
      providerTimeoutMs: 5000,
    });
  });

  it.each([
    ['HUSTINGS_MASTER_KEY', 'short'],
    ['WEBHOOK_SECRET', 'short'],
    ['PROVIDER_URL', 'ftp://provider'],
    ['PROVIDER_TIMEOUT_MS', '7'],
    ['WEBHOOK_LISTEN', 'nowhere'],
    ['OPTOUT_ADDRESS', 'nowhere'],
  ])('refuses a wrong %s by its name, without its value', (name, value) => {
    const read = () => dispatcherConfig({ ...COMPLETE, [name]: value });
    expect(read).toThrow(ConfigInvalid);
    expect(read).toThrow(name);
    expect(read).not.toThrow(value);
  });

  it('lists all faults at once', () => {
    expect(() => dispatcherConfig({})).toThrow('HUSTINGS_MASTER_KEY');
    expect(() => dispatcherConfig({})).toThrow('WEBHOOK_SECRET');
  });
});
