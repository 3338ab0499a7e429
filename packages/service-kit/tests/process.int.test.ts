import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { present } from '@hustings/kernel';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { connectNats, createLogger, Metrics } from '../src/index.ts';

const KIT = new URL('../src/index.ts', import.meta.url).href;

describe('a service process', () => {
  it('drains on SIGTERM and exits with 0', async () => {
    const child = run(`runMain(async () => ({
      address: '127.0.0.1:1',
      stop: async () => { process.stderr.write('drained'); },
    }))`);
    const [message] = await once(child, 'message');
    expect(message).toEqual({ type: 'ready', address: '127.0.0.1:1' });
    child.kill('SIGTERM');
    await expect(ended(child)).resolves.toEqual({ code: 0, stderr: 'drained' });
  });

  it('drains when its parent is gone', async () => {
    const child = run(`runMain(async () => ({
      address: '', stop: async () => { process.stderr.write('drained'); },
    }))`);
    await once(child, 'message');
    child.disconnect();
    await expect(ended(child)).resolves.toEqual({ code: 0, stderr: 'drained' });
  });

  it('says in one line why it cannot start', async () => {
    const child = run(`runMain(async () => { throw new Error('no\\n  luck'); })`);
    await expect(ended(child)).resolves.toEqual({ code: 1, stderr: 'no luck\n' });
  });

  it('exits with 2 for a wrong configuration', async () => {
    const child = run(`runMain(async () => { throw new kit.ConfigInvalid(['A: is missing']); })`);
    await expect(ended(child)).resolves.toEqual({
      code: 2,
      stderr: 'ConfigInvalid: configuration is not valid: A: is missing\n',
    });
  });

  it('ends on an error that nobody handled', async () => {
    const child = run(`runMain(async () => {
      setTimeout(() => kit.throwLater(new Error('the log is another one')), 10);
      return { address: '', stop: async () => undefined };
    })`);
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toContain('the log is another one');
  });

  it('ends when the thread that holds its connections does: nobody could reach it', async () => {
    const child = run(`
      const type = { decode: () => ({}), encode: () => ({ finish: () => new Uint8Array() }) };
      const say = { name: 'Say', requestType: type, responseType: type, options: {} };
      process.on('worker', (worker) => {
        worker.on('message', ({ port }) => { if (port) void worker.terminate(); });
      });
      await runMain(() => kit.startGrpcServer({
        address: '127.0.0.1:0',
        front: 'thread',
        services: [kit.bindService(
          { name: 'Talk', fullName: 'test.Talk', methods: { say } },
          { say: kit.servedDirectly },
          { direct: { Say: { kind: 'unary', handle: () => undefined } } },
        )],
        authenticator: { caughtUp: true, authenticate: () => null, authenticateSoon: () => null },
        logger: kit.createLogger('test', 'silent'),
      }));
    `);
    const { code, stderr } = await ended(child);
    expect(code).toBe(1);
    expect(stderr).toContain('the thread that holds the connections ended');
  });
});

describe('NATS', () => {
  it('is connected under the service’s name', async () => {
    const nc = await connectNats(inject('natsUrl'), 'kit-test');
    expect(nc.isClosed()).toBe(false);
    await nc.close();
  });

  it('that is not there makes one clear line without the password', async () => {
    const failure = await connectNats('nats://user:pa55@127.0.0.1:1', 'kit-test').catch(
      (error: Error) => error.message,
    );
    expect(failure).toMatch(/^cannot reach NATS at nats:\/\/127\.0\.0\.1:1: .*NATS_URL right\?$/);
  });
});

describe('logs and metrics', () => {
  it('never show what is secret', async () => {
    const script = `kit.createLogger('test', 'info').info(
      { token: 's3cret', message: { text: 's3cret', address: 's3cret' }, seq: 7 }, 'hello')`;
    const stdout = await textOf(run(`${script}; process.disconnect()`).stdout);
    expect(stdout).not.toContain('s3cret');
    expect(JSON.parse(stdout)).toMatchObject({ level: 'info', service: 'test', seq: 7 });
    expect(createLogger('test', 'silent').level).toBe('silent');
  });

  it('are served under /metrics and nowhere else', async () => {
    const metrics = new Metrics('test');
    const address = await metrics.listen('127.0.0.1:0');
    const found = await fetch(`http://${address}/metrics`);
    expect(await found.text()).toContain('process_cpu_seconds_total{service="test"}');
    expect((await fetch(`http://${address}/`)).status).toBe(404);
    await metrics.stop();
    await expect(fetch(`http://${address}/metrics`)).rejects.toThrow('fetch failed');
  });
});

function run(script: string) {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-kit-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'main.mts');
  writeFileSync(path, `import * as kit from '${KIT}';\nconst { runMain } = kit;\n${script};\n`);
  return fork(path, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

async function ended(child: ReturnType<typeof run>): Promise<{ code: number; stderr: string }> {
  const [[code], stderr] = await Promise.all([once(child, 'exit'), textOf(child.stderr)]);
  return { code, stderr };
}

function textOf(stream: Readable | null): Promise<string> {
  return text(present(stream, 'a piped stream'));
}
