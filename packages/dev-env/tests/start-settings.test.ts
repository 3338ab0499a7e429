import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/start/settings.ts';

describe('npm start', () => {
  it('uses the usual ports and folder when told nothing', () => {
    const { dir, ports } = readSettings([]);
    expect(dir).toBe('.data/start');
    expect(ports.members).toMatchObject({ 'sender-registry': 7401, console: 7409, provider: 7408 });
    expect(ports.webhooks).toBe(7416);
  });

  it('moves all ports together', () => {
    const { ports } = readSettings(['--port-base', '9001']);
    expect(ports.members).toMatchObject({ 'sender-registry': 9001, provider: 9008 });
    expect(ports.webhooks).toBe(9016);
  });

  it.each(['80', '65530', 'x', '', '7401.5'])('refuses "%s" as first port', (text) => {
    expect(() => readSettings(['--port-base', text])).toThrow(
      /^--port-base must be a number from 1024 to 65520/,
    );
  });

  it('refuses what it does not know', () => {
    expect(() => readSettings(['--prot', '1'])).toThrow(/--prot/);
  });
});
