import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Provider, startProvider } from '../src/provider/index.ts';

const SECRET = 'test-secret';
const FROM = '+34911000001';
const RECIPIENT = '+34600000001';

interface Received {
  body: Record<string, unknown>;
  signed: boolean;
}

/** A receiver of webhooks that answers as the test says. */
class Receiver {
  readonly received: Received[] = [];
  /** Status of the n-th answer; 200 when the list has ended. */
  statuses: number[] = [];
  readonly server: Server = createServer(
    (request, response) => void this.#receive(request, response),
  );

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhook`;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const expected = `sha256=${createHmac('sha256', SECRET).update(raw).digest('hex')}`;
    this.received.push({
      body: JSON.parse(raw.toString()),
      signed: request.headers['x-hub-signature-256'] === expected,
    });
    response.writeHead(this.statuses.shift() ?? 200).end();
  }

  ofKind(kind: string): Record<string, unknown>[] {
    return this.received.flatMap(({ body }) => eventsOf(body)).filter((body) => body.kind === kind);
  }
}

/** A request holds one event, or several. */
function eventsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(body.events) ? body.events : [body];
}

let provider: Provider;
let receiver: Receiver;

beforeEach(async () => {
  receiver = new Receiver();
  provider = await startProvider({
    webhookUrl: await receiver.listen(),
    webhookSecret: SECRET,
    script: { deliveryMs: { min: 0, max: 5 }, answerMs: { min: 0, max: 2 } },
  });
});

afterEach(async () => {
  await provider.stop();
  receiver.server.closeAllConnections();
  await new Promise((resolve) => receiver.server.close(resolve));
});

let nextRef = 1;
function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${provider.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
}
function send(fields: Record<string, unknown> = {}): Promise<Response> {
  const client_ref = `ref-${nextRef++}`;
  return post('/v1/messages', {
    from: FROM,
    to: RECIPIENT,
    text: `Hola ${client_ref}`,
    client_ref,
    ...fields,
  });
}

describe('the simulated provider', () => {
  it('accepts a message, delivers it and signs the receipt over the raw bytes', async () => {
    const answer = await send({ client_ref: 'm1-1' });
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    await vi.waitFor(() => expect(receiver.ofKind('status')).toHaveLength(1));
    expect(receiver.ofKind('status')[0]).toMatchObject({
      message_id: id,
      client_ref: 'm1-1',
      status: 'DELIVERED',
      from: FROM,
      to: RECIPIENT,
    });
    expect(receiver.received.every((each) => each.signed)).toBe(true);
  });

  it('rejects what exceeds its limit and says how long to wait', async () => {
    provider.registerAccount({ account: 'a', numbers: [FROM], perSecond: 3 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => send()));
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([
      202, 202, 202, 429, 429,
    ]);
    const busy = answers.find((answer) => answer.status === 429);
    const body = (await busy?.json()) as { code: string; retry_after_ms: number };
    expect(body.code).toBe('RATE_LIMITED');
    expect(body.retry_after_ms).toBeGreaterThan(0);
    expect(body.retry_after_ms).toBeLessThanOrEqual(1000);
    expect(provider.report().senders[FROM]).toMatchObject({
      arrivals: 5,
      accepted: 3,
      rejected: 2,
      maxPerSecond: 5,
    });
  });

  it.each([
    ['no text', { text: '' }],
    ['a text that is too long', { text: 'x'.repeat(4097) }],
    ['no reference', { client_ref: undefined }],
    ['a number that is none', { to: 7 }],
  ])('refuses a message with %s', async (_, fields) => {
    const answer = await send(fields);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 'INVALID_MESSAGE' });
  });

  it('refuses everything from a closed account', async () => {
    await post('/v1/accounts', { account: 'a', numbers: [FROM], closed: true });
    const answer = await send();
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'ACCOUNT_CLOSED' }]);
  });

  it('counts both kinds of duplicates', async () => {
    await send({ client_ref: 'same', text: 'uno' });
    await send({ client_ref: 'same', text: 'dos' });
    await send({ client_ref: 'other', text: 'uno' });
    expect(provider.report().duplicates).toEqual({ clientRefs: 1, contents: 1 });
  });

  it('retries a webhook with the same id until it is answered', async () => {
    receiver.statuses = [503, 500];
    await send();
    await vi.waitFor(() => expect(provider.report().webhooks.answered).toBe(1));
    const ids = receiver.received.map((each) => each.body.id);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('gathers receipts of one moment into one request, and repeats it as a whole', async () => {
    provider.setScript({ deliveryMs: { min: 0, max: 0 }, answerMs: { min: 0, max: 0 } });
    receiver.statuses = [503];
    const refs = ['g-1', 'g-2', 'g-3'];
    await Promise.all(refs.map((client_ref) => send({ client_ref })));
    await vi.waitFor(() => expect(provider.report().webhooks.answered).toBe(refs.length));
    const [refused, ...answered] = receiver.received.map(({ body }) => eventsOf(body));
    expect(refused?.length).toBeGreaterThan(1);
    expect(answered).toContainEqual(refused);
    const told = new Set(receiver.ofKind('status').map(({ client_ref }) => client_ref));
    expect(told).toEqual(new Set(refs));
  });

  it('sends a webhook twice although it was answered when the script says so', async () => {
    provider.setScript({ deliveryMs: { min: 0, max: 1 }, duplicateWebhookShare: 1 });
    await send();
    await vi.waitFor(() => expect(receiver.ofKind('status')).toHaveLength(2));
    expect(new Set(receiver.ofKind('status').map((body) => body.id)).size).toBe(1);
  });

  it('offers a look-up by the caller’s reference unless switched off', async () => {
    await send({ client_ref: 'm2-1' });
    const lookup = (ref: string): Promise<Response> =>
      fetch(`${provider.url}/v1/messages?client_ref=${ref}`);
    expect((await lookup('m2-1')).status).toBe(200);
    expect((await lookup('m9-1')).status).toBe(404);
    provider.setScript({ lookup: false });
    expect((await lookup('m2-1')).status).toBe(501);
  });

  it.each([
    ['ACCEPT_THEN_HANG_UP', 1],
    ['HANG_UP', 0],
  ] as const)('breaks the connection on %s, having accepted %i', async (kind, accepted) => {
    provider.setScript({ faults: [{ kind }] });
    await expect(send()).rejects.toThrow('fetch failed');
    expect(provider.report().senders[FROM]?.accepted).toBe(accepted);
  });

  it('puts verification codes into the number’s inbox', async () => {
    await post('/v1/verification', { to: FROM, code: '123456' });
    const inbox = await fetch(`${provider.url}/v1/numbers/${encodeURIComponent(FROM)}/inbox`);
    expect(await inbox.json()).toMatchObject({ items: [{ code: '123456' }] });
  });
});

describe('opt-outs at the provider', () => {
  const OTHER_NUMBER = '+34911000002';
  const STRANGER = '+34911000009';

  /** The action has reached the receiver and was answered. */
  async function stopWith(action: 'STOP' | 'STOP_ALL'): Promise<void> {
    provider.registerAccount({ account: 'a', numbers: [FROM, OTHER_NUMBER] });
    provider.setScript({
      deliveryMs: { min: 0, max: 1 },
      rules: [{ action, afterMs: { min: 0, max: 0 } }],
    });
    await send();
    await vi.waitFor(() => expect(provider.report().stopsAnswered).toBe(1));
    provider.setScript({});
  }

  it('are not violated by what came before the answer', async () => {
    await stopWith('STOP');
    expect(provider.report().optOutViolations).toBe(0);
  });

  it('are violated by any number of the same account', async () => {
    await stopWith('STOP');
    await send({ from: OTHER_NUMBER });
    await send({ from: STRANGER });
    expect(provider.report()).toMatchObject({ optOutViolations: 1, stops: 1 });
    expect(provider.report().violations[0]).toMatchObject({ from: OTHER_NUMBER, to: RECIPIENT });
  });

  it('from everybody are violated by any account', async () => {
    await stopWith('STOP_ALL');
    await send({ from: STRANGER });
    expect(provider.report().optOutViolations).toBe(1);
  });

  it('do not bind when nobody was told', async () => {
    const untold = await startProvider({
      webhookSecret: SECRET,
      script: {
        deliveryMs: { min: 0, max: 0 },
        rules: [{ action: 'STOP', afterMs: { min: 0, max: 0 } }],
      },
    });
    const message = { from: FROM, to: RECIPIENT, text: 'Hola' };
    for (const client_ref of ['a-1', 'b-1']) {
      const body = JSON.stringify({ ...message, client_ref });
      await fetch(`${untold.url}/v1/messages`, { method: 'POST', body });
      await vi.waitFor(() => expect(untold.report().stops).toBe(1));
    }
    expect(untold.report()).toMatchObject({ stopsAnswered: 0, optOutViolations: 0 });
    await untold.stop();
  });

  it('bind only once the webhook was answered', async () => {
    receiver.statuses = Array.from({ length: 8 }, () => 503);
    provider.setScript({
      deliveryMs: { min: 0, max: 1 },
      early: [{ recipient: RECIPIENT, sender: FROM, afterMessages: 1 }],
    });
    await send({ to: '+34600000002' });
    await vi.waitFor(() => expect(provider.report().stops).toBe(1));
    await send();
    expect(provider.report()).toMatchObject({ optOutViolations: 0, stopsAnswered: 0 });
  });
});
