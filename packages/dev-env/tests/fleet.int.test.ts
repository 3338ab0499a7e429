import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  type Fleet,
  type FleetOptions,
  generateSecrets,
  keepSecrets,
  type Link,
  startFleet,
  type UnexpectedExit,
} from '../src/index.ts';

let dir: string;
let fleet: Fleet | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hustings-fleet-'));
});

afterEach(async () => {
  await fleet?.stop();
  fleet = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function start(options: Partial<FleetOptions>): Promise<Fleet> {
  const servers = { natsUrl: inject('natsUrl'), redisUrl: inject('redisUrl') };
  fleet = await startFleet({ ...servers, dir, members: ['provider'], ...options });
  return fleet;
}

describe('A fleet', () => {
  it('wires all addresses, started or not, and writes one log a member', async () => {
    const { addresses, processes, member } = await start({});
    expect(new Set(Object.values(addresses)).size).toBe(9);
    expect(Object.keys(processes)).toEqual(['provider']);
    expect(existsSync(member('provider').logFile)).toBe(true);
    expect(() => member('governor')).toThrow('governor is not part of this fleet');
    expect((await fetch(`http://${addresses.provider}/v1/report`)).status).toBe(200);
  });

  it('leads every link of a member through what a test puts in between', async () => {
    const links: Link[] = [];
    const through = async (link: Link): Promise<string> => {
      links.push(link);
      return link.to === 'dispatcher' ? '127.0.0.1:9' : link.address;
    };
    const { addresses } = await start({ through });
    expect(links).toContainEqual({ from: 'provider', to: 'governor', address: addresses.governor });
    expect(links.map(({ to }) => to)).toEqual(expect.arrayContaining(['nats', 'redis']));
    expect(links.filter(({ to }) => to === 'provider')).toEqual([]);
  });

  it('restarts a killed member on its address when told to', async () => {
    const { member, addresses } = await start({});
    const { pid } = member('provider');
    await member('provider').kill('SIGKILL');
    await expect(fetch(`http://${addresses.provider}/`)).rejects.toThrow('fetch failed');
    await member('provider').restart();
    expect(member('provider').pid).not.toBe(pid);
    expect((await fetch(`http://${addresses.provider}/v1/report`)).status).toBe(200);
  });

  it('reports a member that ends by itself, and not one that was told to', async () => {
    const exits: UnexpectedExit[] = [];
    const { member } = await start({ onUnexpectedExit: (exit) => exits.push(exit) });
    await member('provider').restart();
    expect(exits).toEqual([]);
    process.kill(member('provider').pid, 'SIGKILL');
    await vi.waitFor(
      () => expect(exits).toMatchObject([{ name: 'provider', signal: 'SIGKILL' }]),
      5_000,
    );
  });

  it('fails with the last lines of a member that does not come up', async () => {
    await expect(start({ env: { PROVIDER_PER_SECOND: 'many' } })).rejects.toThrow(
      /^provider ended while starting; .*provider\.log:\n(.*\n)*.*PROVIDER_PER_SECOND/,
    );
  });
});

describe('The secrets of a stack', () => {
  it('are made once, strong, and for their owner only', () => {
    const file = join(dir, 'deep', 'secrets.json');
    const made = keepSecrets(file);
    expect(keepSecrets(file)).toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(made.masterKey).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([...Object.values(made), ...Object.values(generateSecrets())]).size).toBe(10);
  });

  it('get a seal key when they were made before logs were sealed, and keep the others', () => {
    const file = join(dir, 'secrets.json');
    const { sealKey: _, ...others } = keepSecrets(file);
    writeFileSync(file, JSON.stringify(others));
    const { sealKey, ...kept } = keepSecrets(file);
    expect(kept).toEqual(others);
    expect(sealKey).toMatch(/^[0-9a-f]{64}$/);
    expect(keepSecrets(file)).toEqual({ ...kept, sealKey });
  });

  it('are not replaced when they are unreadable: that would cost the data', () => {
    const file = join(dir, 'secrets.json');
    keepSecrets(file);
    writeFileSync(file, '{"masterKey":"short"}');
    expect(() => keepSecrets(file)).toThrow(/secrets\.json does not hold the secrets/);
    expect(readFileSync(file, 'utf8')).toBe('{"masterKey":"short"}');
  });
});
