import { Channel, Role, VerificationState } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { gateOf, ManualClock, partitionOf } from '@hustings/kernel';
import { Status } from 'nice-grpc-common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATOR_TOKEN, RegistryFixture, waitUntil } from './support.ts';

const { CHANNEL_SMS, CHANNEL_WHATSAPP, CHANNEL_TELEGRAM } = Channel;
const { VERIFICATION_STATE_DECLARED, VERIFICATION_STATE_REVOKED, VERIFICATION_STATE_VERIFIED } =
  VerificationState;

const clock = new ManualClock();
let fixture: RegistryFixture;

beforeAll(async () => {
  fixture = await RegistryFixture.start({ clock });
});

afterAll(async () => {
  await fixture.stop();
});

describe('a sender', () => {
  it('is registered under its canonical number and verified by the code that arrives there', async () => {
    const { admin, organisationId } = await fixture.newOrganisation('Puente');
    const { sender, codeExpiresAt } = await admin.registerSender({
      ...whatsapp('+34 (600) 000 001'),
    });
    expect(sender).toMatchObject({
      organisationId,
      address: '+34600000001',
      verification: VERIFICATION_STATE_DECLARED,
    });
    expect(codeExpiresAt && usFromTimestamp(codeExpiresAt)).toBe(clock.nowUs() + 600_000_000n);
    const senderId = sender?.senderId ?? '';
    await expect(admin.verifySender({ senderId, code: wrong(senderId) })).rejects.toMatchObject({
      reason: 'CODE_WRONG',
      code: Status.FAILED_PRECONDITION,
      metadata: { attemptsLeft: '4' },
    });
    const verified = await admin.verifySender({ senderId, code: fixture.inbox.codeOf(senderId) });
    expect(verified.sender?.verification).toBe(VERIFICATION_STATE_VERIFIED);
  });

  it('never leaves its code in the log', async () => {
    const { admin, organisationId } = await fixture.newOrganisation('Puente');
    const { sender } = await admin.registerSender(whatsapp('+34600000002'));
    const code = fixture.inbox.codeOf(sender?.senderId ?? '');
    const id = sender?.senderId ?? '';
    const partition = partitionOf(organisationId, fixture.log.layout);
    const entry = await fixture.log.load({
      partition,
      context: 'registry',
      aggregate: 'sender',
      id,
    });
    expect(code).toMatch(/^\d{6}$/);
    expect(Buffer.from(entry?.raw ?? []).includes(code)).toBe(false);
    expect(Buffer.from(entry?.raw ?? []).includes('+34600000002')).toBe(true);
  });

  it('stands even when its code cannot be delivered, and gets another one later', async () => {
    const { admin } = await fixture.newOrganisation('Puente');
    fixture.inbox.isDown = true;
    const failure = await admin.registerSender(whatsapp('+34600000003')).catch((error) => error);
    fixture.inbox.isDown = false;
    expect(failure).toMatchObject({ reason: 'CODE_NOT_DELIVERED', code: Status.UNAVAILABLE });
    const { senderId } = failure.metadata;
    await expect(admin.requestSenderVerification({ senderId })).rejects.toMatchObject({
      reason: 'CODE_REQUESTED_TOO_SOON',
      retryAtUs: clock.nowUs() + 30_000_000n,
    });
    clock.advanceMs(30_000);
    await admin.requestSenderVerification({ senderId });
    const verified = await admin.verifySender({ senderId, code: fixture.inbox.codeOf(senderId) });
    expect(verified.sender?.verification).toBe(VERIFICATION_STATE_VERIFIED);
  });

  it('keeps its number from every other organisation until it is revoked', async () => {
    const [one, two] = await Promise.all([
      fixture.newOrganisation('Puente'),
      fixture.newOrganisation('Ribera'),
    ]);
    const { sender } = await one.admin.registerSender(whatsapp('+34600000004'));
    const taken = { reason: 'ADDRESS_TAKEN', code: Status.ALREADY_EXISTS };
    await expect(two.admin.registerSender(whatsapp('0034600000004'))).rejects.toMatchObject(taken);
    await expect(
      two.admin.registerSender({ ...whatsapp('+34600000004'), channel: CHANNEL_SMS }),
    ).rejects.toMatchObject(taken);
    await expect(one.admin.registerSender(whatsapp('+34600000004'))).rejects.toMatchObject(taken);
    await one.admin.registerSender({ ...whatsapp('+34600000004'), channel: CHANNEL_SMS });
    await one.admin.revokeSender({ senderId: sender?.senderId ?? '', reason: 'new number' });
    await expect(two.admin.registerSender(whatsapp('+34600000004'))).rejects.toMatchObject(taken);
    const again = await one.admin.registerSender(whatsapp('+34600000004'));
    expect(again.sender?.verification).toBe(VERIFICATION_STATE_DECLARED);
  });

  it('may be a short code or a handle', async () => {
    const { admin } = await fixture.newOrganisation('Puente');
    const short = await admin.registerSender({ ...whatsapp('25787'), channel: CHANNEL_SMS });
    expect(short.sender?.address).toBe('25787');
    const bot = await admin.registerSender({
      ...whatsapp('@PuenteBot'),
      channel: CHANNEL_TELEGRAM,
    });
    expect(bot.sender?.address).toBe('@puentebot');
  });

  it('is granted to a tool and taken from it, which marks the organisation’s gate', async () => {
    const { admin, organisationId } = await fixture.newOrganisation('Puente');
    const { intermediaryId } = await fixture
      .as(OPERATOR_TOKEN)
      .registerIntermediary({ name: 'Altavoz' });
    const { sender } = await admin.registerSender(whatsapp('+34600000005'));
    const senderId = sender?.senderId ?? '';
    const granted = await admin.grantTool({ senderId, intermediaryId });
    expect(granted.sender?.grantedIntermediaryIds).toEqual([intermediaryId]);
    const before = await gateSeq(organisationId);
    const ended = await admin.revokeToolGrant({ senderId, intermediaryId });
    expect(ended.sender?.grantedIntermediaryIds).toEqual([]);
    expect(await gateSeq(organisationId)).toBeGreaterThan(before);
  });

  it('can be retired by the operator', async () => {
    const { admin } = await fixture.newOrganisation('Puente');
    const { sender } = await admin.registerSender(whatsapp('+34600000006'));
    const senderId = sender?.senderId ?? '';
    const operator = fixture.as(OPERATOR_TOKEN);
    await waitUntil(async () => {
      const { sender: retired } = await operator.revokeSender({ senderId, reason: 'stolen' });
      return retired?.verification === VERIFICATION_STATE_REVOKED;
    });
    await expect(admin.verifySender({ senderId, code: '000000' })).rejects.toMatchObject({
      reason: 'SENDER_REVOKED',
    });
  });
});

describe('a limit profile', () => {
  it('is changed by the operator only, marks the gate, and shows in the list', async () => {
    const { admin, organisationId } = await fixture.newOrganisation('Puente');
    const { sender } = await admin.registerSender(whatsapp('+34600000071'));
    const change = {
      senderId: sender?.senderId ?? '',
      limitProfile: 'whatsapp-80',
      reason: 'Meta raised the tier',
    };
    await expect(admin.changeLimitProfile(change)).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
    const before = await gateSeq(organisationId);
    const operator = fixture.as(OPERATOR_TOKEN);
    await waitUntil(async () => {
      const changed = await operator.changeLimitProfile(change).catch(() => null);
      return changed?.sender?.limitProfile === 'whatsapp-80';
    });
    expect(await gateSeq(organisationId)).toBeGreaterThan(before);
    await waitUntil(async () => {
      const { senders } = await admin.listSenders({});
      return senders.some(({ limitProfile }) => limitProfile === 'whatsapp-80');
    });
    await expect(
      operator.changeLimitProfile({ ...change, senderId: 'snd-nobody' }),
    ).rejects.toMatchObject({ reason: 'SENDER_UNKNOWN' });
  });
});

describe('facts that take something away mark the gate', () => {
  it.each([
    ['a closed campaign', 'campaign'],
    ['a revoked sender', 'sender'],
    ['a revoked credential', 'credential'],
    ['a revoked organisation', 'organisation'],
  ])('%s', async (_, what) => {
    const { admin, organisationId } = await fixture.newOrganisation('Puente');
    const { campaign } = await admin.createCampaign({ name: 'Segunda vuelta' });
    const { sender } = await admin.registerSender(whatsapp(nextNumber()));
    const { credentialId } = await admin.issueCredential({
      roles: [Role.ROLE_ORGANISATION_ADMIN],
      label: 'second administrator',
    });
    const before = await gateSeq(organisationId);
    const reason = 'no longer needed';
    if (what === 'campaign') await admin.closeCampaign({ campaignId: campaign?.campaignId ?? '' });
    if (what === 'sender') await admin.revokeSender({ senderId: sender?.senderId ?? '', reason });
    if (what === 'credential') await admin.revokeCredential({ credentialId, reason });
    if (what === 'organisation') {
      await fixture.as(OPERATOR_TOKEN).revokeOrganisation({ organisationId, reason });
    }
    expect(await gateSeq(organisationId)).toBeGreaterThan(before);
  });
});

describe('credentials', () => {
  it('work until they are revoked', async () => {
    const { admin } = await fixture.newOrganisation('Puente');
    const { intermediaryId } = await fixture
      .as(OPERATOR_TOKEN)
      .registerIntermediary({ name: 'Altavoz' });
    const { credentialId, token } = await admin.issueCredential({
      roles: [Role.ROLE_TOOL],
      intermediaryId,
      label: 'phone bank',
    });
    const tool = fixture.as(token);
    await waitUntil(async () => (await tool.listCampaigns({})).campaigns.length === 0);
    await admin.revokeCredential({ credentialId, reason: 'leaked' });
    await waitUntil(async () => {
      const failure = await tool.listCampaigns({}).catch((error) => error);
      return failure.reason === 'CREDENTIAL_INVALID';
    });
    await expect(tool.listCampaigns({})).rejects.toMatchObject({ code: Status.UNAUTHENTICATED });
  });

  it('of staff are issued and ended by the operator', async () => {
    const operator = fixture.as(OPERATOR_TOKEN);
    const { credentialId, token } = await operator.issueCredential({
      roles: [Role.ROLE_AUDITOR],
      label: 'auditor',
    });
    const auditor = fixture.as(token);
    await waitUntil(async () => (await auditor.listOrganisations({})).organisations.length > 0);
    await operator.revokeCredential({ credentialId, reason: 'contract ended' });
    await waitUntil(async () => {
      const failure = await auditor.listOrganisations({}).catch((error) => error);
      return failure.reason === 'CREDENTIAL_INVALID';
    });
    expect(credentialId).toMatch(/^crd-/);
  });

  it('never leave their secret in the log', async () => {
    const { adminToken, organisationId } = await fixture.newOrganisation('Puente');
    const [id = '', secret = ''] = adminToken.split('.');
    const partition = partitionOf(organisationId, fixture.log.layout);
    const entry = await fixture.log.load({
      partition,
      context: 'registry',
      aggregate: 'credential',
      id,
    });
    expect(secret).toHaveLength(43);
    expect(Buffer.from(entry?.raw ?? []).includes(secret)).toBe(false);
  });
});

describe('lists', () => {
  it('come in pages by id, the caller’s own only', async () => {
    const { admin } = await fixture.newOrganisation('Puente');
    const other = await fixture.newOrganisation('Ribera');
    await other.admin.createCampaign({ name: 'Otra' });
    for (const name of ['Uno', 'Dos', 'Tres']) await admin.createCampaign({ name });
    await waitUntil(async () => (await admin.listCampaigns({})).campaigns.length === 3);
    const first = await admin.listCampaigns({ pageSize: 2 });
    const second = await admin.listCampaigns({ pageSize: 2, pageToken: first.nextPageToken });
    expect(first.campaigns.map((each) => each.name)).toEqual(['Uno', 'Dos']);
    expect(second.campaigns.map((each) => each.name)).toEqual(['Tres']);
    expect(second.nextPageToken).toBe('');
  });

  it('show staff the senders of all organisations', async () => {
    const one = await fixture.newOrganisation('Puente');
    const two = await fixture.newOrganisation('Ribera');
    const numbers = [nextNumber(), nextNumber()];
    await one.admin.registerSender(whatsapp(numbers[0] ?? ''));
    await two.admin.registerSender(whatsapp(numbers[1] ?? ''));
    const operator = fixture.as(OPERATOR_TOKEN);
    await waitUntil(async () => {
      const { senders } = await operator.listSenders({});
      return numbers.every((number) => senders.some((each) => each.address === number));
    });
    const own = await one.admin.listSenders({});
    expect(own.senders.map((each) => each.address)).toEqual([numbers[0]]);
  });
});

let lastNumber = 600_001_000;

function nextNumber(): string {
  lastNumber += 1;
  return `+34${lastNumber}`;
}

function whatsapp(address: string) {
  return { channel: CHANNEL_WHATSAPP, address, limitProfile: 'whatsapp-20' };
}

function wrong(senderId: string): string {
  return fixture.inbox.codeOf(senderId) === '000000' ? '000001' : '000000';
}

function gateSeq(organisationId: string): Promise<number> {
  const { layout } = fixture.log;
  return fixture.log.lastGateSeq(
    partitionOf(organisationId, layout),
    gateOf(organisationId, layout),
  );
}
