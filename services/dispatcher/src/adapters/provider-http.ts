import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { readBody } from '@hustings/service-kit';
import { z } from 'zod';
import type { CallResult, LookupResult, OutgoingMessage, Provider } from '../ports/provider.ts';
import { type FreshAgent, freshAgent } from './fresh-agent.ts';

/** Answers of a messaging API are a few hundred bytes. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** More connections than calls that pacing lets out at once for some dozens of senders. */
const MAX_SOCKETS = 512;
/** When a busy provider states no time. */
const DEFAULT_BACK_OFF_MS = 1_000;
/** A provider that nobody listens for is tried again after this. */
const UNREACHABLE_BACK_OFF_MS = 1_000;

const Accepted = z.object({ id: z.string().min(1).max(200) });
const Refused = z.object({
  code: z.string().max(100),
  retry_after_ms: z.number().min(0).max(3_600_000).optional(),
});

/** What came back: an answer, or nothing, and then whether the request can have left. */
type Exchange =
  | { kind: 'answer'; status: number; body: unknown }
  | { kind: 'never-sent'; code: string }
  | { kind: 'no-answer'; code: string };

/**
 * The provider's HTTP API. `node:http` rather than `fetch`: a call must never be repeated by a library, and whether a
 * connection was ever made decides between "not sent" and "unknown".
 */
export class HttpProvider implements Provider {
  /** Where the API is, in the parts of a request: a URL would be taken to pieces again for each message. */
  readonly #base: RequestOptions;
  readonly #timeoutMs: number;
  readonly #agent: FreshAgent;
  readonly #request: typeof httpRequest;

  constructor(options: { url: string; timeoutMs: number; maxIdleMs?: number }) {
    this.#base = urlToHttpOptions(new URL(options.url));
    this.#timeoutMs = options.timeoutMs;
    const secure = this.#base.protocol === 'https:';
    const { maxIdleMs } = options;
    const idle = maxIdleMs === undefined ? {} : { maxIdleMs };
    this.#agent = freshAgent(secure ? HttpsAgent : HttpAgent, { maxSockets: MAX_SOCKETS, ...idle });
    this.#request = secure ? httpsRequest : httpRequest;
  }

  async send(message: OutgoingMessage): Promise<CallResult> {
    const exchange = await this.#exchange('POST', '/v1/messages', {
      from: message.from,
      to: message.to,
      text: message.text,
      links: message.links.map((link) => ({ shown: link.shown, target_url: link.targetUrl })),
      client_ref: message.clientRef,
      ...(message.isService === true ? { category: 'service' } : {}),
    });
    if (exchange.kind === 'never-sent') {
      return { outcome: 'busy', code: exchange.code, retryAfterMs: UNREACHABLE_BACK_OFF_MS };
    }
    if (exchange.kind === 'no-answer') return { outcome: 'unknown', code: exchange.code };
    return readAnswer(exchange.status, exchange.body);
  }

  async lookup(clientRef: string): Promise<LookupResult> {
    const path = `/v1/messages?client_ref=${encodeURIComponent(clientRef)}`;
    const exchange = await this.#exchange('GET', path);
    if (exchange.kind !== 'answer') return { found: 'no-answer' };
    if (exchange.status === 404) return { found: 'no' };
    if (exchange.status === 501) return { found: 'not-offered' };
    const found = Accepted.safeParse(exchange.body);
    return exchange.status === 200 && found.success
      ? { found: 'yes', providerMessageId: found.data.id }
      : { found: 'no-answer' };
  }

  async deliverCode(address: string, code: string): Promise<boolean> {
    const exchange = await this.#exchange('POST', '/v1/verification', { to: address, code });
    return exchange.kind === 'answer' && exchange.status === 202;
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(method: 'GET' | 'POST', path: string, body?: object): Promise<Exchange> {
    return new Promise((resolve) => {
      let connected = false;
      const failed = (code: string): void =>
        resolve({ kind: connected ? 'no-answer' : 'never-sent', code });
      this.#agent.dropIdle();
      const request = this.#request({
        ...this.#base,
        path,
        method,
        agent: this.#agent,
        ...(body ? { headers: { 'content-type': 'application/json' } } : {}),
      });
      const timer = setTimeout(() => {
        failed('PROVIDER_TIMEOUT');
        request.destroy();
      }, this.#timeoutMs);
      request.once('close', () => clearTimeout(timer));
      request.once('socket', (socket) => {
        connected = !socket.connecting;
        // A kept connection never says "connect" again: a listener would stay on it for ever.
        if (connected) return;
        socket.once('connect', () => {
          connected = true;
        });
      });
      request.once('error', () =>
        failed(connected ? 'PROVIDER_BROKE_OFF' : 'PROVIDER_UNREACHABLE'),
      );
      request.once('response', (response) => {
        readJson(response).then(
          (answered) =>
            resolve({ kind: 'answer', status: response.statusCode ?? 0, body: answered }),
          () => failed('PROVIDER_BROKE_OFF'),
        );
      });
      request.end(body ? JSON.stringify(body) : undefined);
    });
  }
}

/** A 5xx says nothing about whether the message was taken. */
function readAnswer(status: number, body: unknown): CallResult {
  if (status === 202) {
    const accepted = Accepted.safeParse(body);
    return accepted.success
      ? { outcome: 'accepted', providerMessageId: accepted.data.id }
      : { outcome: 'unknown', code: 'UNREADABLE_ANSWER' };
  }
  const refused = Refused.safeParse(body);
  const code = refused.success ? refused.data.code : `HTTP_${status}`;
  if (status === 429) {
    const retryAfterMs = refused.data?.retry_after_ms ?? DEFAULT_BACK_OFF_MS;
    return { outcome: 'busy', code, retryAfterMs };
  }
  return status >= 400 && status < 500
    ? { outcome: 'rejected', code }
    : { outcome: 'unknown', code };
}

/** The parsed body, undefined when it is no JSON. Rejects when it is too large or breaks off. */
async function readJson(response: IncomingMessage): Promise<unknown> {
  const body = await readBody(response, MAX_ANSWER_BYTES);
  if (body === null) {
    response.destroy();
    throw new Error('answer too large');
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
