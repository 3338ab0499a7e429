import { createHmac } from 'node:crypto';
import {
  DispatcherServiceDefinition,
  InboundKind,
  InboundReceived,
  ProviderNoticeKind,
  ProviderNoticeReceived,
} from '@hustings/contracts/dispatch';
import { Control, Recognition } from '@hustings/contracts/optout';
import { createClient } from '@hustings/service-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { INTERNAL_TOKEN, OPERATOR_TOKEN, WEBHOOK_SECRET } from './support/rig.ts';
import { Stage, WAIT } from './support/stage.ts';
import { person, SENDER, SENDER_NUMBER } from './support/usual.ts';

let stage: Stage;
afterEach(() => stage.strike());

/** A reply as the provider tells of it. */
function reply(fields: object = {}): object {
  const event = { id: 'evt-1', kind: 'reply', from: person(1), to: SENDER_NUMBER, text: 'Hola' };
  return { ...event, at_us: 1, ...fields };
}

/** Posts a reply as the provider would. */
function postReply(webhookAddress: string, fields: object = {}): Promise<Response> {
  return postBody(webhookAddress, reply(fields));
}

function postBody(webhookAddress: string, content: object): Promise<Response> {
  const body = JSON.stringify(content);
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  const headers = { 'x-hub-signature-256': `sha256=${signature}` };
  return fetch(`http://${webhookAddress}/webhook`, { method: 'POST', body, headers });
}

describe('the RPCs', () => {
  async function client(token: string) {
    stage = await Stage.set();
    const dispatcher = await stage.dispatch();
    return createClient(DispatcherServiceDefinition, { address: dispatcher.address, token });
  }

  it('deliver a verification code to the number itself, for services only', async () => {
    const service = await client(INTERNAL_TOKEN);
    const request = { senderId: SENDER, address: SENDER_NUMBER, code: '123456' };
    await service.deliverVerificationCode(request);
    expect(stage.rig.provider.inbox(SENDER_NUMBER)).toMatchObject([{ code: '123456' }]);
    service.close();
  });

  it.each([
    ['no sender', { senderId: '' }],
    ['no number', { address: '' }],
    ['a code that is none', { code: '12ab' }],
  ])('refuse a verification code with %s', async (_, fields) => {
    const service = await client(INTERNAL_TOKEN);
    const request = { senderId: SENDER, address: SENDER_NUMBER, code: '123456', ...fields };
    await expect(service.deliverVerificationCode(request)).rejects.toMatchObject({
      reason: 'VERIFICATION_INVALID',
    });
    service.close();
  });

  it('refuse a verification code to anybody but a service', async () => {
    const operator = await client(OPERATOR_TOKEN);
    const request = { senderId: SENDER, address: SENDER_NUMBER, code: '123456' };
    await expect(operator.deliverVerificationCode(request)).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
    operator.close();
  });

  it('show what is open and how far the log was read', async () => {
    const operator = await client(OPERATOR_TOKEN);
    await stage.rig.release({ to: person(1) });
    await stage.waitForFinished(1);
    const lastSeq = BigInt(await stage.rig.log.lastSeq('0'));
    await vi.waitFor(async () => {
      const status = await operator.getDispatchStatus({});
      expect(status).toMatchObject({ open: 0n, accepted: 1n, uncertain: 0n });
      expect(status.readSeq).toBeGreaterThanOrEqual(lastSeq);
    }, WAIT);
    operator.close();
  });
});

describe('what a recipient does', () => {
  /** Sends one message; the recipient then acts once. */
  async function provoke(action: 'REPLY' | 'STOP' | 'BLOCK' | 'REPORT', text: string) {
    stage = await Stage.set({
      script: {
        deliveryMs: { min: 0, max: 5 },
        duplicateWebhookShare: 1,
        rules: [{ action, texts: [text], afterMs: { min: 0, max: 5 } }],
      },
    });
    await stage.dispatch();
    const [decision] = await stage.rig.release({ to: person(1) });
    return decision;
  }
  async function inbound(): Promise<InboundReceived[]> {
    return stage.rig.events('dispatch.InboundReceived.v1', (data) => InboundReceived.decode(data));
  }

  it('is recorded once, with the text sealed, although the provider reports it twice', async () => {
    const decision = await provoke('REPLY', '¿Dónde voto?');
    await vi.waitFor(() => expect(stage.rig.provider.report().webhooks.answered).toBe(4), WAIT);
    const [received, ...more] = await inbound();
    expect(more).toEqual([]);
    expect(received).toMatchObject({
      kind: InboundKind.INBOUND_KIND_REPLY,
      senderId: SENDER,
      recipient: decision?.recipient,
      recognition: Recognition.RECOGNITION_NONE,
      wasContacted: true,
    });
    expect(await stage.rig.openReply(received?.contentSeq ?? 0n, person(1))).toBe('¿Dónde voto?');
  });

  it('stops every later message once the provider was answered', async () => {
    await provoke('STOP', 'BAJA');
    await vi.waitFor(() => expect(stage.rig.provider.report().stopsAnswered).toBe(1), WAIT);
    await stage.rig.release({ to: person(1), factsSeq: 2 });
    await vi.waitFor(async () => expect(await stage.returnedCodes()).toEqual(['OPTED_OUT']), WAIT);
    expect(stage.rig.provider.report()).toMatchObject({ optOutViolations: 0 });
    expect((await inbound())[0]?.recognition).toBe(Recognition.RECOGNITION_OPT_OUT);
  });

  it.each([
    ['BLOCK', InboundKind.INBOUND_KIND_BLOCK, 1],
    ['REPORT', InboundKind.INBOUND_KIND_REPORT, 0],
  ] as const)(
    '%s is recorded, and a block mirrored to the ledger',
    async (action, kind, mirrored) => {
      await provoke(action, '');
      await vi.waitFor(async () => expect((await inbound())[0]?.kind).toBe(kind), WAIT);
      const block = { control: Control.CONTROL_SENDER_BLOCKED, resumed: false, code: '' };
      expect(stage.rig.ledger.controls).toEqual(Array.from({ length: mirrored }, () => block));
      expect((await inbound())[0]).toMatchObject({ contentSeq: 0n, wasContacted: true });
    },
  );

  it('is recorded in its order where several come in one request, whatever becomes of another', async () => {
    stage = await Stage.set();
    const { webhookAddress } = await stage.dispatch();
    const ids = ['evt-1', 'evt-2', 'evt-3', 'evt-4'];
    const events: object[] = ids.map((id) => reply({ id }));
    const taken = await postBody(webhookAddress, { events });
    expect(taken.status).toBe(200);
    const more = [reply({ id: 'evt-5' }), reply({ kind: 'wink' }), reply({ id: 'evt-6' })];
    const bad = await postBody(webhookAddress, { events: more });
    expect([bad.status, await bad.json()]).toEqual([400, { reason: 'INVALID_EVENT' }]);
    expect(stage.rig.ledger.handled).toEqual([...ids, 'evt-5', 'evt-6']);
    expect((await inbound()).map(({ inboundId }) => inboundId)).toEqual([...ids, 'evt-5', 'evt-6']);
  });

  it.each([0, 1_001])('is not taken from a request of %i events', async (count) => {
    stage = await Stage.set();
    const { webhookAddress } = await stage.dispatch();
    const events = Array.from({ length: count }, () => reply());
    expect((await postBody(webhookAddress, { events })).status).toBe(400);
    expect(stage.rig.ledger.handled).toEqual([]);
  });

  it('is worked on once when the provider reports it twice at the same time', async () => {
    stage = await Stage.set();
    const { webhookAddress } = await stage.dispatch();
    const answers = await Promise.all([1, 2, 3].map(() => postReply(webhookAddress)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(stage.rig.ledger.handled).toEqual(['evt-1']);
    expect(await inbound()).toMatchObject([{ wasContacted: false }]);
  });

  it.each([
    ['a number that is no sender of ours', { to: '+34911999999' }, 404, 'UNKNOWN_SENDER'],
    ['a person’s number that is none', { from: 'abc' }, 400, 'ADDRESS_NOT_A_NUMBER'],
    ['no kind', { kind: 'wink' }, 400, 'INVALID_EVENT'],
    ['an id that is no token', { id: 'a.b' }, 400, 'INVALID_EVENT'],
  ])('is refused with a reason when it names %s', async (...[, fields, status, reason]) => {
    stage = await Stage.set();
    const { webhookAddress } = await stage.dispatch();
    const answer = await postReply(webhookAddress, fields);
    expect([answer.status, await answer.json()]).toEqual([status, { reason }]);
    expect(stage.rig.ledger.handled).toEqual([]);
  });

  it('is answered only when no call to them is out any more', async () => {
    const slowMs = 1200;
    stage = await Stage.set({
      script: {
        answerMs: { min: slowMs, max: slowMs },
        early: [{ recipient: person(1), sender: SENDER_NUMBER, afterMessages: 1, text: 'STOP' }],
      },
    });
    await stage.dispatch(5_000);
    await stage.rig.release({ to: person(1) });
    await vi.waitFor(() => expect(stage.rig.provider.report().stopsAnswered).toBe(1), WAIT);
    const arrivedMs = stage.rig.provider.arrivals()[0]?.at_ms ?? 0;
    expect(performance.now() - arrivedMs).toBeGreaterThanOrEqual(slowMs);
    expect((await stage.finished()).accepted).toHaveLength(1);
  });

  it('is not answered while the ledger is away, and not lost', async () => {
    stage = await Stage.set({
      script: {
        deliveryMs: { min: 0, max: 5 },
        rules: [{ action: 'STOP', texts: ['STOP'], afterMs: { min: 0, max: 5 } }],
      },
    });
    stage.rig.ledger.down = true;
    await stage.dispatch();
    await stage.rig.release({ to: person(1) });
    await vi.waitFor(
      () => expect(stage.rig.provider.report().webhooks.retries).toBeGreaterThan(1),
      WAIT,
    );
    expect(stage.rig.provider.report().stopsAnswered).toBe(0);
    stage.rig.ledger.down = false;
    await vi.waitFor(() => expect(stage.rig.provider.report().stopsAnswered).toBe(1), WAIT);
    expect(await inbound()).toHaveLength(1);
  });
});

describe('what the provider says of a number', () => {
  it('is recorded once, although the provider repeats it, and not for a number of nobody', async () => {
    stage = await Stage.set({ script: { duplicateWebhookShare: 1 } });
    const { webhookAddress } = await stage.dispatch();
    const { provider } = stage.rig;
    provider.notify({ number: SENDER_NUMBER, notice: 'quality_dropped', code: 'GREEN->YELLOW' });
    await vi.waitFor(() => expect(provider.report().webhooks.answered).toBe(2), WAIT);
    const read = (data: Uint8Array) => ProviderNoticeReceived.decode(data);
    const noticed = await stage.rig.events('dispatch.ProviderNoticeReceived.v1', read);
    expect(noticed).toMatchObject([
      {
        kind: ProviderNoticeKind.PROVIDER_NOTICE_KIND_QUALITY_DROPPED,
        ...{ senderId: SENDER, code: 'GREEN->YELLOW' },
      },
    ]);
    const webhook = { kind: 'notice', number: '+34600999999', notice: 'policy' };
    const answer = await postReply(webhookAddress, webhook);
    expect(answer.status).toBe(404);
  });
});
