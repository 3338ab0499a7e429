import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger, Running } from '@hustings/service-kit';
import { openLink, type PageParts, useLink } from '../app/serve-link.ts';
import { ClientLimit } from '../domain/client-limit.ts';
import { chooseLanguage } from '../domain/languages.ts';
import type { Answer, Refusal } from '../domain/link-page.ts';
import { pageAsJson } from '../domain/page-json.ts';
import type { PageLanguages } from '../domain/page-texts.ts';
import { renderPage } from '../domain/render-page.ts';
import type { ConsoleTelemetry } from '../telemetry.ts';
import { PAGE_HEADERS } from './page-headers.ts';
import { clientAddress, type Place, placeOf, readForm, wantsJson } from './read-request.ts';

/** Clients that send slowly hold a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Requests under way get this long at a stop: as long as the ledger may take to confirm. */
const GRACE_MS = 9_000;

/**
 * Many people share one address of a mobile network, and after a large sending many of them open their links at once: ten pages a
 * second go on for ever. A link that was not issued here costs as much as thirty.
 */
const LIMIT = { burst: 600, perSecond: 10, maxClients: 50_000 };
const FORGED_COST = 30;

/** Seconds after which a client may ask again. */
const RETRY_AFTER_SECONDS = '30';

const STATUS: Readonly<Record<Refusal, number>> = {
  LINK_INVALID: 404,
  LINK_EXPIRED: 410,
  SCOPE_NOT_OFFERED: 400,
  ASKED_LATELY: 409,
  RECIPIENT_ERASED: 409,
  NOT_CONFIRMED_EVERYWHERE: 503,
  NOT_CONFIRMED: 503,
  TOO_MANY_REQUESTS: 429,
  NO_SUCH_PAGE: 404,
};

export interface PageServerOptions extends PageParts {
  /** host:port; port 0 takes a free one. */
  address: string;
  languages: PageLanguages;
  operatorContact: string;
  trustedProxies: number;
  telemetry: ConsoleTelemetry;
  logger: Logger;
}

/** Serves the pages behind signed links. There is no log of requests: a link is a secret of one person. */
export async function startPageServer(options: PageServerOptions): Promise<Running> {
  const limit = new ClientLimit(LIMIT);
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answerRequest(options, limit, { request, response }).catch((error: unknown) => {
      options.logger.error({ kind: error instanceof Error ? error.name : '' }, 'a page failed');
      // Broken off, or a fault of ours: nothing was claimed.
      response.destroy();
    });
  });
  const at = options.address.lastIndexOf(':');
  const host = options.address.slice(0, at);
  await listen(server, host.replace(/^\[|\]$/g, ''), Number(options.address.slice(at + 1)));
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

async function answerRequest(
  options: PageServerOptions,
  limit: ClientLimit,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange;
  const place = placeOf(request);
  if (place?.path === '/healthz') return sendText(response, 'ok\n');
  if (place?.path === '/robots.txt') return sendText(response, 'User-agent: *\nDisallow: /\n');
  const client = clientAddress(request, options.trustedProxies);
  const answer = limit.spend(client, 1, performance.now())
    ? await answerPlace(options, place, request)
    : refused('TOO_MANY_REQUESTS');
  if (answer.kind === 'refused' && answer.reason === 'LINK_INVALID') {
    limit.spend(client, FORGED_COST, performance.now());
  }
  options.telemetry.notePage(answer);
  sendPage(options, exchange, { answer, chosen: place?.chosenLanguage ?? '' });
}

async function answerPlace(
  options: PageServerOptions,
  place: Place | null,
  request: IncomingMessage,
): Promise<Answer> {
  if (place === null || !place.path.startsWith('/o/')) return refused('NO_SUCH_PAGE');
  const { token, chosenLanguage } = place;
  if (token === null) return refused('LINK_INVALID');
  if (request.method === 'GET' || request.method === 'HEAD') return openLink(options, token);
  if (request.method !== 'POST') return refused('NO_SUCH_PAGE');
  const form = await readForm(request);
  if (form === null) return refused('SCOPE_NOT_OFFERED');
  const { code } = languageFor(options, request, { chosen: chosenLanguage, writers: '' });
  return useLink(options, token, { ...form, language: code });
}

function languageFor(
  { languages }: PageServerOptions,
  { headers }: IncomingMessage,
  wishes: { chosen: string; writers: string },
) {
  return chooseLanguage(languages, { ...wishes, accepted: headers['accept-language'] ?? '' });
}

function sendPage(
  options: PageServerOptions,
  { request, response }: Exchange,
  { answer, chosen }: { answer: Answer; chosen: string },
): void {
  const writers = 'page' in answer ? (answer.page?.who?.language ?? '') : '';
  const language = languageFor(options, request, { chosen, writers });
  const isJson = wantsJson(request);
  const body = isJson ? pageAsJson(answer) : String(renderPage(answer, { ...options, language }));
  const status = answer.kind === 'refused' ? STATUS[answer.reason] : 200;
  response.writeHead(status, {
    ...PAGE_HEADERS,
    'content-type': isJson ? 'application/json' : 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'content-language': language.code,
    ...(status === 503 || status === 429 ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
    // A body that was not read to its end would be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}

function refused(reason: Refusal): Answer {
  return { kind: 'refused', reason };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`cannot listen on ${host}:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, host, resolve);
  });
}
