import { describe, expect, it } from 'vitest';
import { ClientLimit, clientOf } from '../src/domain/client-limit.ts';

const RULE = { burst: 10, perSecond: 1, maxClients: 3 };

describe('the limit of a client', () => {
  it('lets so many through at once and one more with each second', () => {
    const limit = new ClientLimit(RULE);
    const tries = Array.from({ length: 12 }, () => limit.spend('a', 1, 0));
    expect(tries.filter(Boolean)).toHaveLength(10);
    expect(limit.spend('a', 1, 500)).toBe(true);
    expect(limit.spend('a', 1, 600)).toBe(false);
    expect(limit.spend('b', 1, 600)).toBe(true);
  });

  it('makes a costly attempt wait for as long as it cost, and a refused one no longer', () => {
    const limit = new ClientLimit(RULE);
    limit.spend('a', 15, 0);
    for (let atMs = 0; atMs < 5_000; atMs += 100) expect(limit.spend('a', 15, atMs)).toBe(false);
    expect(limit.spend('a', 1, 5_100)).toBe(true);
  });

  it('remembers a bounded number of clients', () => {
    const limit = new ClientLimit(RULE);
    for (const client of ['a', 'b', 'c', 'd']) limit.spend(client, 20, 0);
    expect(['a', 'd'].map((client) => limit.spend(client, 1, 0))).toEqual([true, false]);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:DB8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('takes %s for the client %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });
});
