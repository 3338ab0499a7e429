import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { CallStatus } from './records.ts';

/** Name of the trailer that holds a `google.rpc.Status`. */
export const DETAILS_KEY = 'grpc-status-details-bin';

/** Of every response. Compressed requests are read, by the inner server. */
export const RESPONSE_HEADERS: Readonly<OutgoingHttpHeaders> = Object.freeze({
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-encoding': 'identity',
  'grpc-accept-encoding': 'identity,deflate,gzip',
});

const CONTENT_TYPES: ReadonlySet<unknown> = new Set(['application/grpc', 'application/grpc+proto']);
const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ H: 3_600_000, M: 60_000, S: 1_000 },
  ...{ m: 1, u: 1e-3, n: 1e-6 },
};
/** The longest that a timer of Node can wait, 24.8 days; calls that may take longer have that. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

const OK_TRAILERS: Readonly<OutgoingHttpHeaders> = Object.freeze({ 'grpc-status': 0 });

/** What a call says about itself beside its path. */
export interface CallHeaders {
  /** '' when there is none. */
  authorization: string;
  /** Milliseconds from now; null = the caller waits as long as it takes. */
  timeoutMs: number | null;
}

/** Null for whatever is unusual: another content type or method, compression, a timeout that is none. */
export function readHeaders(headers: IncomingHttpHeaders): CallHeaders | null {
  if (headers[':method'] !== 'POST' || !CONTENT_TYPES.has(headers['content-type'])) return null;
  if ((headers['grpc-encoding'] ?? 'identity') !== 'identity') return null;
  const timeout = headers['grpc-timeout'];
  const timeoutMs = timeout === undefined ? null : timeoutMsOf(timeout);
  if (Number.isNaN(timeoutMs)) return null;
  return { authorization: headers.authorization ?? '', timeoutMs };
}

/** The trailers that tell a status. Its message is percent-encoded UTF-8, its details base64, as gRPC over HTTP/2 has it. */
export function trailersOf({ code, message, details }: CallStatus): OutgoingHttpHeaders {
  if (message === '' && details.length === 0) {
    return code === 0 ? OK_TRAILERS : { 'grpc-status': code };
  }
  const said = { 'grpc-status': code, 'grpc-message': encodeURI(message.toWellFormed()) };
  if (details.length === 0) return said;
  return { ...said, [DETAILS_KEY]: Buffer.from(details).toString('base64') };
}

function timeoutMsOf(text: string | string[]): number {
  const [, digits, unit = ''] = TIMEOUT.exec(String(text)) ?? [];
  return Math.min(Number(digits) * (UNIT_MS[unit] ?? Number.NaN), TIMEOUT_MAX_MS);
}
