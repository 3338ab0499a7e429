import { ClientError, Status } from 'nice-grpc-common';
import { QuotaFailure, RetryInfo, RichClientError } from 'nice-grpc-error-details';
import { describe, expect, it } from 'vitest';
import { fromClientError, RpcFailure, toServerError } from '../src/errors.ts';

const NOW_MS = 1_800_000_000_000;
const RETRY_AT_US = BigInt(NOW_MS + 1_500) * 1000n + 7n;

const USED_UP = { subject: 'gate:0/7', description: 'at most 10,000 messages wait' };

function exhausted(retryAtUs: bigint): RpcFailure {
  return RpcFailure.exhausted({ reason: 'A', message: 'm' }, retryAtUs, USED_UP);
}

describe('a failure', () => {
  it.each([
    ['invalid', RpcFailure.invalid('A', 'm', [{ field: 'to', description: 'is empty' }])],
    ['unauthenticated', RpcFailure.unauthenticated('A', 'm')],
    ['denied', RpcFailure.denied('A', 'm')],
    ['notFound', RpcFailure.notFound('A', 'm')],
    ['conflict', RpcFailure.conflict('A', 'm')],
    ['precondition', RpcFailure.precondition('A', 'm')],
    ['aborted', RpcFailure.aborted('A', 'm')],
    ['exhausted', exhausted(RETRY_AT_US)],
    ['unavailable', RpcFailure.unavailable('A', 'm')],
    [
      'with metadata',
      new RpcFailure({ code: Status.NOT_FOUND, reason: 'A', message: 'm', metadata: { k: 'v' } }),
    ],
  ])('has the same fields on both sides of the wire: %s', (_, failure) => {
    const sent = toServerError(failure, NOW_MS);
    const received = fromClientError(
      new RichClientError('/s/m', sent.code, sent.details, sent.extra),
    );
    expect(fieldsOf(received)).toEqual(fieldsOf(failure));
  });

  it('tells other clients when to retry, as google.rpc.RetryInfo does', () => {
    const { extra } = toServerError(exhausted(RETRY_AT_US), NOW_MS);
    expect(extra).toContainEqual(
      RetryInfo.fromPartial({ retryDelay: { seconds: 1, nanos: 500_000_000 } }),
    );
  });

  it('names the quota that is used up, as google.rpc.QuotaFailure does', () => {
    const { extra } = toServerError(exhausted(RETRY_AT_US), NOW_MS);
    expect(extra).toContainEqual(QuotaFailure.fromPartial({ violations: [USED_UP] }));
  });

  it('never tells a negative delay', () => {
    const { extra } = toServerError(exhausted(0n), NOW_MS);
    expect(extra).toContainEqual(RetryInfo.fromPartial({ retryDelay: { seconds: 0, nanos: 0 } }));
  });

  it('of the transport has its status for a reason', () => {
    const error = new ClientError('/s/m', Status.UNAVAILABLE, 'no connection');
    expect(fromClientError(error)).toMatchObject({
      code: Status.UNAVAILABLE,
      reason: 'UNAVAILABLE',
      message: 'no connection',
    });
  });
});

function fieldsOf(failure: RpcFailure) {
  const { code, reason, message, metadata, retryAtUs, violations, usedUp } = failure;
  return { code, reason, message, metadata, retryAtUs, violations, usedUp };
}
