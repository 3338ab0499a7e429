import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, requireVersion, type ServerName } from '../src/servers/binaries.ts';

describe('The version of a server', () => {
  it.each<{ name: ServerName; version: string; fit: boolean }>([
    { name: 'nats-server', version: '2.9.10', fit: false },
    { name: 'nats-server', version: '2.13.99', fit: false },
    { name: 'nats-server', version: '2.14.0', fit: true },
    { name: 'nats-server', version: '2.14.0-RC.1', fit: true },
    { name: 'nats-server', version: '2.15.1', fit: true },
    { name: 'nats-server', version: '10.0.0', fit: true },
    { name: 'redis-server', version: '6.2.14', fit: false },
    { name: 'redis-server', version: '7.0.0', fit: true },
    { name: 'redis-server', version: '8.2.1', fit: true },
  ])('$name $version fits: $fit', ({ name, version, fit }) => {
    const check = (): void => requireVersion(name, version, 'port 4222');
    if (fit) expect(check).not.toThrow();
    else expect(check).toThrow(`${name} ${version} (port 4222) is too old`);
  });

  it('compares by number, place by place', () => {
    const version = fc.array(fc.nat(99), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(version, version, (left, right) => {
        const differing = left.findIndex((number, place) => number !== right[place]);
        const expected =
          differing < 0 ? 0 : Math.sign((left[differing] ?? 0) - (right[differing] ?? 0));
        expect(Math.sign(compareVersions(left.join('.'), right.join('.')))).toBe(expected);
      }),
    );
  });
});
