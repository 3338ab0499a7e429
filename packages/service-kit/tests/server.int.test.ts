import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { DispatcherServiceDefinition } from '@hustings/contracts/dispatch';
import { Status } from 'nice-grpc-common';
import { HealthDefinition } from 'nice-grpc-server-health';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcFailure, startGrpcServer } from '../src/index.ts';
import { RpcFixture, STATUS } from './rpc-fixture.ts';

const UNARY_LIMIT_MS = 300;

let rpc: RpcFixture;

beforeEach(async () => {
  rpc = await RpcFixture.start({ unaryLimitMs: UNARY_LIMIT_MS });
});

afterEach(() => rpc.stop());

describe('time', () => {
  it.for([
    ['for a client that said how long it waits', 50],
    ['on the server, for a handler that is stuck', 60_000],
  ] as const)('runs out %s, and the handler is told', async ([, deadline]) => {
    const client = rpc.as('admin');
    await client.getDispatchStatus({});
    const aborted = Promise.withResolvers<void>();
    rpc.handler = (_, { signal }) =>
      new Promise(() => signal.addEventListener('abort', () => aborted.resolve()));
    await expect(client.getDispatchStatus({}, { deadline })).rejects.toMatchObject({
      code: Status.DEADLINE_EXCEEDED,
    });
    await expect(aborted.promise).resolves.toBeUndefined();
  });

  it('is told to the server in the header of gRPC, in milliseconds', async () => {
    const headers = Promise.withResolvers<IncomingHttpHeaders>();
    const server = createServer().on('stream', (stream, received) => {
      headers.resolve(received);
      stream.close();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = rpc.clients.create(DispatcherServiceDefinition, {
      address: `127.0.0.1:${port}`,
      token: 'admin',
      deadlineMs: 4_321,
    });
    await expect(client.getDispatchStatus({})).rejects.toBeInstanceOf(RpcFailure);
    await expect(headers.promise).resolves.toMatchObject({
      'grpc-timeout': '4321m',
      authorization: 'Bearer admin',
    });
    client.close();
    server.close();
  });
});

describe('a server', () => {
  it('refuses a request that is too large', async () => {
    const huge = 'x'.repeat(1024 * 1024 + 1);
    await expect(rpc.as('admin').deliverVerificationCode({ code: huge })).rejects.toMatchObject({
      code: Status.RESOURCE_EXHAUSTED,
    });
  });

  it('answers health checks without a credential', async () => {
    const { address } = rpc.server;
    const health = rpc.clients.create(HealthDefinition, { address, token: 'nobody' });
    for (const service of ['', 'hustings.dispatch.v1.DispatcherService']) {
      await expect(health.check({ service })).resolves.toMatchObject({ status: 1 });
    }
    await expect(health.check({ service: 'other' })).rejects.toMatchObject({
      code: Status.NOT_FOUND,
    });
  });

  it('lets anybody call what is public', async () => {
    const server = await startGrpcServer({ ...rpc.options(), services: [rpc.binding(true)] });
    const { address } = server;
    const client = rpc.clients.create(DispatcherServiceDefinition, { address, token: 'nobody' });
    await expect(client.getDispatchStatus({})).resolves.toMatchObject(STATUS);
    await server.stop();
  });

  it('finishes the calls under way before it stops', async () => {
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    rpc.handler = async () => {
      started.resolve();
      await finish.promise;
      return STATUS;
    };
    const call = rpc.as('admin').getDispatchStatus({});
    await started.promise;
    const stopped = rpc.server.stop();
    finish.resolve();
    await expect(call).resolves.toMatchObject(STATUS);
    await stopped;
    await expect(rpc.as('admin').getDispatchStatus({})).rejects.toMatchObject({
      code: Status.UNAVAILABLE,
    });
  });

  it('says in one line that its port is taken', async () => {
    const second = startGrpcServer({ ...rpc.options(), address: rpc.server.address });
    await expect(second).rejects.toThrow(/^cannot listen on 127\.0\.0\.1:\d+: .*port in use\?$/);
  });

  it('does not start without an authenticator unless all is public', async () => {
    const { authenticator: _, ...options } = rpc.options();
    await expect(startGrpcServer(options)).rejects.toThrow('needs an authenticator');
  });
});
