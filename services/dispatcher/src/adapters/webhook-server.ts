import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '@hustings/service-kit';

/**
 * A reply of the greatest length is some 40 kB of UTF-8. Whatever is refused here is an opt-out lost, so the bound is far
 * above it: 100 kB of text, with every character escaped.
 */
const MAX_BODY_BYTES = 1024 * 1024;
/** Clients that send slowly hold a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Seconds that a provider is asked to wait before it repeats an event. */
const RETRY_AFTER_SECONDS = '1';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

interface Answer {
  status: number;
  reason?: string;
}

export interface WebhookServer {
  /** host:port. */
  address: string;
  stop(): Promise<void>;
}

export interface WebhookServerOptions {
  /** host:port; port 0 takes a free one. */
  address: string;
  /** Key of the HMAC that the provider computes over the raw bytes. */
  secret: string;
  /** Takes the parsed body of a request whose signature is right. */
  receive(body: unknown): Promise<Answer>;
}

/** Listens for `POST /webhook`. Nothing of a request is parsed before its signature was verified. */
export async function startWebhookServer(options: WebhookServerOptions): Promise<WebhookServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answerRequest(options, request).then(
      (answer) => sendAnswer(response, answer),
      // The request broke off while it was read: there is nobody to answer.
      () => response.destroy(),
    );
  });
  const at = options.address.lastIndexOf(':');
  const host = options.address.slice(0, at);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new Error(`cannot listen on ${options.address}: ${cause.message}; set WEBHOOK_LISTEN`, {
          cause,
        }),
      ),
    );
    server.listen(Number(options.address.slice(at + 1)), host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    async stop() {
      server.closeIdleConnections();
      const closed = new Promise((resolve) => server.close(resolve));
      const cut = setTimeout(() => server.closeAllConnections(), REQUEST_TIMEOUT_MS / 2);
      await closed;
      clearTimeout(cut);
    },
  };
}

async function answerRequest(
  options: WebhookServerOptions,
  request: IncomingMessage,
): Promise<Answer> {
  if (request.method !== 'POST' || request.url !== '/webhook') {
    return { status: 404, reason: 'NO_SUCH_PATH' };
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body === null) return { status: 413, reason: 'BODY_TOO_LARGE' };
  if (!isSigned(body, request.headers['x-hub-signature-256'], options.secret)) {
    return { status: 401, reason: 'SIGNATURE_INVALID' };
  }
  try {
    return await options.receive(JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return { status: 400, reason: 'INVALID_JSON' };
    throw error;
  }
}

/** Both sides are hashed first, so that the comparison takes the same time for every signature of every length. */
export function isSigned(
  body: Uint8Array,
  header: string | string[] | undefined,
  secret: string,
): boolean {
  const given = SIGNATURE.exec(typeof header === 'string' ? header : '')?.[1] ?? '';
  const right = createHmac('sha256', secret).update(body).digest('hex');
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'));
}

function sendAnswer(response: ServerResponse, { status, reason }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
    // A body that was not read to its end would be taken for the next request.
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(reason === undefined ? '{}' : JSON.stringify({ reason }));
}
