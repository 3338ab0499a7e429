import { EventEmitter } from 'node:events';
import type { OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { Status } from 'nice-grpc-common';
import { expect, it } from 'vitest';
import { FrontCalls } from '../src/front/front-calls.ts';
import { RecordPort } from '../src/front/record-port.ts';

const HEADERS = { ':method': 'POST', ':path': '/test/Say', 'content-type': 'application/grpc' };
const MOST = 65_536;

/** A stream that nothing comes from. */
class SilentStream extends EventEmitter {
  response: OutgoingHttpHeaders = {};

  pause(): void {
    // Nothing flows.
  }

  resume(): void {
    // Nothing flows.
  }

  respond(headers: OutgoingHttpHeaders): void {
    this.response = headers;
  }
}

it('no more calls are taken than may be under way, until one of them is over', () => {
  const port = new RecordPort({ postMessage: () => undefined }, 'turn');
  const calls = new FrontCalls(port, {
    direct: [{ path: '/test/Say', kind: 'unary' }],
    maxMessageBytes: 1_000,
  });
  const begin = (): SilentStream => {
    const stream = new SilentStream();
    expect(calls.begin(stream as unknown as ServerHttp2Stream, HEADERS)).toBe(true);
    return stream;
  };
  const taken = Array.from({ length: MOST }, begin);
  expect(taken.some(({ response }) => 'grpc-status' in response)).toBe(false);
  expect(begin().response).toMatchObject({ 'grpc-status': Status.RESOURCE_EXHAUSTED });
  taken[7]?.emit('close');
  expect(begin().response).toEqual({});
  expect(begin().response).toMatchObject({ 'grpc-status': Status.RESOURCE_EXHAUSTED });
});
