import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isSigned,
  startWebhookServer,
  type WebhookServer,
} from '../src/adapters/webhook-server.ts';

const SECRET = 'the-secret-of-the-webhooks';
const BODY = '{"kind":"reply"}';

let server: WebhookServer;
let received: unknown[];

beforeEach(async () => {
  received = [];
  server = await startWebhookServer({
    address: '127.0.0.1:0',
    secret: SECRET,
    receive: (body) => {
      received.push(body);
      return Promise.resolve({ status: 200 });
    },
  });
});

afterEach(() => server.stop());

function sign(body: string, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
function post(body: string, signature: string | null, path = '/webhook'): Promise<Response> {
  const headers: Record<string, string> = {};
  if (signature !== null) headers['x-hub-signature-256'] = signature;
  return fetch(`http://${server.address}${path}`, { method: 'POST', body, headers });
}

describe('a webhook', () => {
  it('with the right signature is taken', async () => {
    expect((await post(BODY, sign(BODY))).status).toBe(200);
    expect(received).toEqual([{ kind: 'reply' }]);
  });

  const large = `"${'x'.repeat(1_100_000)}"`;
  const forged = { status: 401, reason: 'SIGNATURE_INVALID' };
  it.each([
    { name: 'without a signature', body: BODY, signature: null, ...forged },
    { name: 'signed with another secret', body: BODY, signature: sign(BODY, 'other'), ...forged },
    { name: 'whose body was changed', body: '{"kind":"block"}', signature: sign(BODY), ...forged },
    { name: 'with SHA-1', body: BODY, signature: `sha1=${'a'.repeat(40)}`, ...forged },
    { name: 'cut short', body: BODY, signature: sign(BODY).slice(0, -2), ...forged },
    { name: 'in capitals', body: BODY, signature: sign(BODY).toUpperCase(), ...forged },
    { name: 'with an empty body', body: '', signature: sign(BODY), ...forged },
    {
      name: 'that is signed but no JSON',
      body: '{',
      signature: sign('{'),
      status: 400,
      reason: 'INVALID_JSON',
    },
    {
      name: 'that is too large',
      body: large,
      signature: sign(large),
      status: 413,
      reason: 'BODY_TOO_LARGE',
    },
  ])('$name is refused and not looked at', async ({ body, signature, status, reason }) => {
    const answer = await post(body, signature);
    expect([answer.status, await answer.json()]).toEqual([status, { reason }]);
    expect(received).toEqual([]);
  });

  it('elsewhere is not found', async () => {
    expect((await post(BODY, sign(BODY), '/other')).status).toBe(404);
  });

  it('is signed by nothing but its own signature', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (body, at) => {
        const header = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
        expect(isSigned(body, header, SECRET)).toBe(true);
        const changed = Uint8Array.from(body);
        const index = at % changed.length;
        changed[index] = (changed[index] ?? 0) ^ 1;
        expect(isSigned(changed, header, SECRET)).toBe(false);
      }),
    );
  });
});

it('a port in use is one clear line', async () => {
  const options = {
    address: server.address,
    secret: SECRET,
    receive: async () => ({ status: 200 }),
  };
  await expect(startWebhookServer(options)).rejects.toThrow(/cannot listen on .*WEBHOOK_LISTEN/);
});
