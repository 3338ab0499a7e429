import { Role } from '@hustings/contracts/registry';
import { AppendUnknown, LogUnavailable } from '@hustings/event-log';
import { type CallContext, Status } from 'nice-grpc-common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Principal,
  principalOf,
  RpcFailure,
  requireOrganisation,
  requireRole,
  requireService,
} from '../src/index.ts';
import { ADMIN, RpcFixture, STATUS } from './rpc-fixture.ts';

const { ROLE_OPERATOR, ROLE_ORGANISATION_ADMIN } = Role;

let rpc: RpcFixture;

beforeEach(async () => {
  rpc = await RpcFixture.start();
});

afterEach(() => rpc.stop());

describe('a call', () => {
  it('is answered for a known credential, and the handler knows whose it is', async () => {
    const seen = vi.fn<(principal: Principal) => void>();
    rpc.handler = (_, context) => {
      seen(principalOf(context));
      return Promise.resolve(STATUS);
    };
    await expect(rpc.as('admin').getDispatchStatus({})).resolves.toMatchObject(STATUS);
    expect(seen).toHaveBeenCalledWith(ADMIN);
  });

  it.for([
    ['an unknown credential', 'nobody', 'CREDENTIAL_INVALID', Status.UNAUTHENTICATED],
    ['an empty one', '', 'CREDENTIAL_MISSING', Status.UNAUTHENTICATED],
  ] as const)('is refused for %s', async ([, token, reason, code]) => {
    await expect(rpc.as(token).getDispatchStatus({})).rejects.toMatchObject({ reason, code });
  });

  it('with a credential that is not known yet is to be repeated', async () => {
    rpc.caughtUp = false;
    await expect(rpc.as('nobody').getDispatchStatus({})).rejects.toMatchObject({
      reason: 'CREDENTIALS_LOADING',
      code: Status.UNAVAILABLE,
    });
  });

  it.for<[string, string, (context: CallContext) => Principal, string | null]>([
    ['a role', 'admin', (c) => requireRole(c, ROLE_ORGANISATION_ADMIN), null],
    [
      'one of two roles',
      'admin',
      (c) => requireRole(c, ROLE_OPERATOR, ROLE_ORGANISATION_ADMIN),
      null,
    ],
    ['another role', 'admin', (c) => requireRole(c, ROLE_OPERATOR), 'ROLE_MISSING'],
    ['any role, of a service', 'service', (c) => requireRole(c, ROLE_OPERATOR), 'ROLE_MISSING'],
    ['a service', 'service', (c) => requireService(c), null],
    ['a service, of an administrator', 'admin', (c) => requireService(c), 'ROLE_MISSING'],
    ['a service or a role', 'admin', (c) => requireService(c, ROLE_ORGANISATION_ADMIN), null],
    ['an organisation', 'admin', (c) => requireOrganisation(c, ROLE_ORGANISATION_ADMIN), null],
  ])('that needs %s', async ([, token, check, reason]) => {
    rpc.handler = async (_request, context) => {
      check(context);
      return STATUS;
    };
    const call = rpc.as(token).getDispatchStatus({});
    if (reason === null) await expect(call).resolves.toMatchObject(STATUS);
    else await expect(call).rejects.toMatchObject({ reason, code: Status.PERMISSION_DENIED });
  });
});

describe('what a handler throws', () => {
  it.for<[string, Error, Status, string]>([
    [
      'a failure',
      RpcFailure.precondition('NOT_NOW', 'later'),
      Status.FAILED_PRECONDITION,
      'NOT_NOW',
    ],
    ['a log that is away', new LogUnavailable('down'), Status.UNAVAILABLE, 'LOG_UNAVAILABLE'],
    ['an unknown outcome', new AppendUnknown('cut off'), Status.UNAVAILABLE, 'OUTCOME_UNKNOWN'],
    ['a bug', new TypeError('undefined is not a number'), Status.INTERNAL, 'INTERNAL'],
  ])('arrives with its code and reason: %s', async ([, error, code, reason]) => {
    rpc.handler = () => Promise.reject(error);
    await expect(rpc.as('admin').getDispatchStatus({})).rejects.toMatchObject({ code, reason });
  });

  it('is counted by its reason and spares the log a line where it is ordinary', async () => {
    const moved = { code: Status.UNAVAILABLE, reason: 'NOT_THE_OWNER', message: 'moved' };
    rpc.handler = () => Promise.reject(new RpcFailure({ ...moved, isOrdinary: true }));
    await expect(rpc.as('admin').getDispatchStatus({})).rejects.toMatchObject(moved);
    expect(rpc.lines).toEqual([]);
    const text = await rpc.metrics.registry.metrics();
    expect(text).toContain('reason="NOT_THE_OWNER",service="test"} 1');
  });

  it('says nothing about a bug to the caller, and all about it to the log', async () => {
    rpc.handler = () => Promise.reject(new TypeError('undefined is not a number'));
    const call = rpc.as('admin').getDispatchStatus({});
    const failure = await call.catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: 'internal error; the log of the service has it',
      metadata: {},
    });
    expect(rpc.lines).toEqual([
      expect.objectContaining({
        level: 50,
        method: '/hustings.dispatch.v1.DispatcherService/GetDispatchStatus',
        status: 'INTERNAL',
        reason: 'INTERNAL',
        credentialId: 'crd-1',
        err: expect.objectContaining({ message: 'undefined is not a number' }),
      }),
    ]);
  });

  it('is counted by method and code', async () => {
    await rpc.as('admin').getDispatchStatus({});
    rpc.handler = () => Promise.reject(RpcFailure.precondition('NOT_NOW', 'later'));
    await expect(rpc.as('admin').getDispatchStatus({})).rejects.toThrow('later');
    const text = await rpc.metrics.registry.metrics();
    const method = 'method="/hustings.dispatch.v1.DispatcherService/GetDispatchStatus"';
    expect(text).toContain(`hustings_rpc_calls_total{${method},code="OK",service="test"} 1`);
    expect(text).toContain(`${method},code="FAILED_PRECONDITION",service="test"} 1`);
    expect(text).toContain(`hustings_rpc_duration_seconds_count{service="test",${method}} 2`);
  });
});
