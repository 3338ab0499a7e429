import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { readBody } from '@hustings/service-kit';
import { z } from 'zod';
import type { Simulation } from './simulation.ts';

/** Larger than any script of a demo; a message is far smaller. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const Address = z.string().min(3).max(40);
const Message = z.object({
  from: Address,
  to: Address,
  text: z.string().min(1).max(4096),
  links: z.array(z.object({ shown: z.string(), target_url: z.string() })).optional(),
  client_ref: z.string().min(1).max(200),
  /** What the sender declares a text to be; only the books decide whether it was one. */
  category: z.literal('service').optional(),
});
const Verification = z.object({ to: Address, code: z.string().min(4).max(12) });
const AccountBody = z.object({
  account: z.string().min(1).max(100),
  numbers: z.array(Address).min(1).max(1000),
  perSecond: z.number().min(1).max(1000).optional(),
  closed: z.boolean().optional(),
});

/** Something that a recipient does without having been written to just now. */
const RecipientEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('preference'),
    from: Address,
    to: Address,
    value: z.enum(['stop', 'resume']),
  }),
  z.object({ kind: z.enum(['block', 'unblock']), from: Address, to: Address }),
  z.object({ kind: z.literal('reply'), from: Address, to: Address, text: z.string() }),
]);
export type RecipientEvent = z.infer<typeof RecipientEvent>;

/** What the provider says of one of its numbers. */
const NumberNotice = z.object({
  number: Address,
  notice: z.enum(['quality_dropped', 'policy']),
  code: z.string().max(100),
});
export type NumberNotice = z.infer<typeof NumberNotice>;

interface Answer {
  status: number;
  body: unknown;
}

/** Answers one request of the provider's HTTP API. Never rejects: what goes wrong becomes an answer. */
export async function answerRequest(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const arrivedMs = performance.now();
  // First of all and by its whole text: almost every request is a message.
  if (request.method === 'POST' && request.url === '/v1/messages') {
    await answerMessage(simulation, { request, response, arrivedMs });
    return;
  }
  const url = new URL(request.url ?? '/', 'http://provider');
  if (
    request.method === 'GET' &&
    (url.pathname === '/v1/arrivals' || url.pathname === '/v1/service-texts')
  ) {
    const { arrivals, serviceTexts } = simulation.traffic;
    const listed = url.pathname === '/v1/arrivals' ? arrivals : serviceTexts;
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end(listed.map((each) => `${JSON.stringify(each)}\n`).join(''));
    return;
  }
  const answer =
    request.method === 'POST'
      ? await answerPost(simulation, url.pathname, request)
      : answerGet(simulation, url);
  sendJson(response, answer);
}

async function answerMessage(
  simulation: Simulation,
  call: { request: IncomingMessage; response: ServerResponse; arrivedMs: number },
): Promise<void> {
  const message = Message.safeParse(await readJson(call.request));
  if (!message.success) {
    sendJson(call.response, { status: 400, body: { code: 'INVALID_MESSAGE' } });
    return;
  }
  const answer = simulation.receive(message.data, call.arrivedMs);
  if (answer.status === 'hang-up') {
    call.response.destroy();
    return;
  }
  await pause(answer.delayMs);
  sendJson(call.response, answer);
}

async function answerPost(
  simulation: Simulation,
  path: string,
  request: IncomingMessage,
): Promise<Answer> {
  const body = await readJson(request);
  try {
    if (path === '/v1/verification') {
      const { to, code } = Verification.parse(body);
      simulation.putCode(to, code);
      return { status: 202, body: {} };
    }
    if (path === '/v1/accounts') {
      simulation.registerAccount(AccountBody.parse(body));
      return { status: 200, body: {} };
    }
    if (path === '/v1/events') {
      simulation.report(RecipientEvent.parse(body));
      return { status: 202, body: {} };
    }
    if (path === '/v1/notices') {
      simulation.notify(NumberNotice.parse(body));
      return { status: 202, body: {} };
    }
    if (path === '/v1/script') {
      simulation.setScript(z.record(z.string(), z.unknown()).parse(body));
      return { status: 200, body: {} };
    }
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { status: 400, body: { code: 'INVALID_BODY', detail: z.prettifyError(error) } };
  }
  return { status: 404, body: { code: 'NO_SUCH_PATH' } };
}

function answerGet(simulation: Simulation, url: URL): Answer {
  const inbox = /^\/v1\/numbers\/([^/]+)\/inbox$/.exec(url.pathname);
  if (inbox) {
    return { status: 200, body: { items: simulation.inbox(decodeURIComponent(inbox[1] ?? '')) } };
  }
  if (url.pathname === '/v1/messages') return answerLookup(simulation, url);
  if (url.pathname === '/v1/report') return { status: 200, body: makeReport(simulation) };
  if (url.pathname === '/v1/health') return { status: 200, body: { ok: true } };
  return { status: 404, body: { code: 'NO_SUCH_PATH' } };
}

function answerLookup(simulation: Simulation, url: URL): Answer {
  if (!simulation.script.lookup) return { status: 501, body: { code: 'LOOKUP_NOT_OFFERED' } };
  const found = simulation.lookup(url.searchParams.get('client_ref') ?? '');
  return found ? { status: 200, body: found } : { status: 404, body: { code: 'NO_SUCH_MESSAGE' } };
}

/** The provider's own counts of everything since its start. */
export function makeReport(simulation: Simulation) {
  const { traffic } = simulation;
  return {
    senders: traffic.senderCounts(),
    duplicates: { ...traffic.duplicates },
    optOutViolations: traffic.optOutViolations,
    violations: traffic.violations,
    serviceTexts: { sent: traffic.serviceTexts.length, violations: traffic.serviceViolations },
    recipients: Object.fromEntries(traffic.recipients),
    ...simulation.deeds,
    webhooks: { ...simulation.webhooks.counts },
  };
}

export type ProviderReport = ReturnType<typeof makeReport>;

/** The parsed body, or undefined when it is too large or no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    return body === null ? undefined : JSON.parse(body.toString('utf8'));
  } catch {
    // A broken connection or broken JSON: the schema refuses undefined with the same answer.
    return undefined;
  }
}

function sendJson(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}
