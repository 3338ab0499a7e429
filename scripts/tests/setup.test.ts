import { describe, expect, it } from 'vitest';
import { mirrorIn, namesToInstall } from '../setup/apt.mjs';
import { findOnPath, isAtLeast, run, SetupFailed } from '../setup/commands.mjs';

describe('A version', () => {
  it.each([
    { version: '2.14.0', wanted: '2.14.0', fits: true },
    { version: '2.15.1', wanted: '2.14.0', fits: true },
    { version: '3.0.0', wanted: '2.14.9', fits: true },
    { version: '2.9.10', wanted: '2.14.0', fits: false },
    { version: '2.13.99', wanted: '2.14.0', fits: false },
    { version: '1.99.99', wanted: '2.14.0', fits: false },
  ])('$version is at least $wanted: $fits', ({ version, wanted, fits }) => {
    expect(isAtLeast(version, wanted)).toBe(fits);
  });
});

describe('The Debian mirror of a machine', () => {
  it.each([
    { kind: 'deb822', sources: 'Types: deb\nURIs: http://mirror.test/debian\nSuites: bookworm\n' },
    { kind: 'one-line', sources: 'deb [arch=amd64] http://mirror.test/debian bookworm main\n' },
    {
      kind: 'a second list',
      sources: 'deb http://other.test/node x\nURIs: http://mirror.test/debian\n',
    },
  ])('is read from $kind sources', ({ sources }) => {
    expect(mirrorIn(sources)).toBe('http://mirror.test/debian');
  });

  it.each([
    { kind: 'a comment', sources: '# URIs: http://mirror.test/debian\n' },
    { kind: 'another distribution', sources: 'URIs: http://archive.test/ubuntu/\n' },
    { kind: 'the security archive', sources: 'URIs: http://mirror.test/debian-security\n' },
  ])('is not taken from $kind', ({ sources }) => {
    expect(mirrorIn(sources)).toBeNull();
  });
});

describe('A simulated installation', () => {
  it('names what is missing, but never a second C library', () => {
    const simulation = [
      'Reading package lists...',
      'Inst libc6 [2.36-9] (2.36-10 Debian:12 [amd64])',
      'Inst libjemalloc2 (5.3.0-1 Debian:12 [amd64])',
      'Inst redis-server (5:7.0.15-1 Debian:12 [amd64])',
      'Conf redis-server (5:7.0.15-1 Debian:12 [amd64])',
    ].join('\n');
    expect(namesToInstall(simulation)).toEqual(['libjemalloc2', 'redis-server']);
  });
});

describe('A command', () => {
  it('gives its output', () => {
    expect(run('echo', ['hello'], { purpose: 'greet' })).toBe('hello\n');
  });

  it('that fails says for what it was needed and what it wrote', () => {
    const attempt = (): string =>
      run('sh', ['-c', 'echo no room >&2; exit 3'], { purpose: 'write' });
    expect(attempt).toThrow(SetupFailed);
    expect(attempt).toThrow('cannot write: sh failed\nno room');
  });

  it('that is not there is named', () => {
    const attempt = (): string => run('no-such-program', [], { purpose: 'try' });
    expect(attempt).toThrow(/cannot try: no-such-program failed\n.*ENOENT/);
  });

  it('is looked up folder by folder', () => {
    expect(findOnPath('sh', '/nowhere:/bin')).toBe('/bin/sh');
    expect(findOnPath('sh', '/nowhere')).toBeNull();
  });
});
