import { Status } from 'nice-grpc-common';
import { describe, expect, it } from 'vitest';
import { readHeaders, trailersOf } from '../src/front/grpc-headers.ts';

const PLAIN = { ':method': 'POST', 'content-type': 'application/grpc' };
const NOTHING = new Uint8Array(0);

describe('what a call says about itself', () => {
  it.each([
    ['nothing more', {}, { authorization: '', timeoutMs: null }],
    ['who calls', { authorization: 'Bearer a' }, { authorization: 'Bearer a', timeoutMs: null }],
    ['a message format', { 'content-type': 'application/grpc+proto' }, {}],
    ['no compression', { 'grpc-encoding': 'identity' }, {}],
    ['hours', { 'grpc-timeout': '2H' }, { timeoutMs: 7_200_000 }],
    ['minutes', { 'grpc-timeout': '3M' }, { timeoutMs: 180_000 }],
    ['seconds', { 'grpc-timeout': '10S' }, { timeoutMs: 10_000 }],
    ['milliseconds', { 'grpc-timeout': '500m' }, { timeoutMs: 500 }],
    ['microseconds', { 'grpc-timeout': '1500u' }, { timeoutMs: 1.5 }],
    ['nanoseconds', { 'grpc-timeout': '99999999n' }, { timeoutMs: 99.999999 }],
    ['no time at all', { 'grpc-timeout': '0S' }, { timeoutMs: 0 }],
    ['longer than a timer can wait', { 'grpc-timeout': '9999H' }, { timeoutMs: 2 ** 31 - 1 }],
  ])('is understood: %s', (_, headers, said) => {
    expect(readHeaders({ ...PLAIN, ...headers })).toMatchObject(said);
  });

  it.each([
    ['another method', { ':method': 'GET' }],
    ['no content type', { 'content-type': undefined }],
    ['another content type', { 'content-type': 'application/json' }],
    ['another message format', { 'content-type': 'application/grpc+json' }],
    ['a web page', { 'content-type': 'application/grpc-web' }],
    ['compression', { 'grpc-encoding': 'gzip' }],
    ['a timeout without a unit', { 'grpc-timeout': '10' }],
    ['a timeout that is too long to be one', { 'grpc-timeout': '123456789S' }],
    ['a timeout in days', { 'grpc-timeout': '1D' }],
    ['a timeout below zero', { 'grpc-timeout': '-1S' }],
    ['an empty timeout', { 'grpc-timeout': '' }],
  ])('is left to the server behind: %s', (_, headers) => {
    expect(readHeaders({ ...PLAIN, ...headers })).toBeNull();
  });
});

describe('the trailers of a status', () => {
  it.each([
    ['success', { code: Status.OK, message: '', details: NOTHING }, { 'grpc-status': 0 }],
    ['a bare code', { code: 14, message: '', details: NOTHING }, { 'grpc-status': 14 }],
    [
      'a message in any script',
      { code: 9, message: 'später: 100 % ä€𝄞\n', details: NOTHING },
      {
        'grpc-status': 9,
        'grpc-message': 'sp%C3%A4ter:%20100%20%25%20%C3%A4%E2%82%AC%F0%9D%84%9E%0A',
      },
    ],
    [
      'half a character',
      { code: 9, message: '\ud834', details: NOTHING },
      { 'grpc-status': 9, 'grpc-message': '%EF%BF%BD' },
    ],
    [
      'details',
      { code: 9, message: '', details: Buffer.from([1, 2, 255]) },
      { 'grpc-status': 9, 'grpc-message': '', 'grpc-status-details-bin': 'AQL/' },
    ],
  ])('tell %s', (_, status, trailers) => {
    expect(trailersOf(status)).toEqual(trailers);
  });
});
