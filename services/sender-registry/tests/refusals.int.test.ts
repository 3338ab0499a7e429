import { Channel, OrganisationKind, Role } from '@hustings/contracts/registry';
import { RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc-common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  INTERNAL_TOKEN,
  OPERATOR_TOKEN,
  type RegistryClient,
  RegistryFixture,
  waitUntil,
} from './support.ts';

const ORGANISATION = {
  name: 'Puente',
  kind: OrganisationKind.ORGANISATION_KIND_NGO,
  country: 'ES',
  hosts: [],
};
const SENDER = {
  channel: Channel.CHANNEL_WHATSAPP,
  address: '+34600000001',
  limitProfile: 'whatsapp-20',
};

let fixture: RegistryFixture;
let operator: RegistryClient;
let admin: RegistryClient;
let stranger: RegistryClient;
let tool: RegistryClient;
let ids: { organisationId: string; senderId: string; campaignId: string; credentialId: string };

beforeAll(async () => {
  fixture = await RegistryFixture.start();
  operator = fixture.as(OPERATOR_TOKEN);
  const own = await fixture.newOrganisation('Puente');
  admin = own.admin;
  stranger = (await fixture.newOrganisation('Ribera')).admin;
  const { intermediaryId } = await operator.registerIntermediary({ name: 'Altavoz' });
  const issued = await admin.issueCredential({
    roles: [Role.ROLE_TOOL],
    intermediaryId,
    label: 'tool',
  });
  tool = fixture.as(issued.token);
  const { sender } = await admin.registerSender(SENDER);
  const { campaign } = await admin.createCampaign({ name: 'Segunda vuelta' });
  ids = {
    organisationId: own.organisationId,
    senderId: sender?.senderId ?? '',
    campaignId: campaign?.campaignId ?? '',
    credentialId: issued.credentialId,
  };
});

afterAll(async () => {
  await fixture.stop();
});

describe('every call needs the right credential', () => {
  const reason = 'because';
  const calls: [string, (client: RegistryClient) => Promise<unknown>][] = [
    ['registerOrganisation', (c) => c.registerOrganisation(ORGANISATION)],
    ['verifyOrganisation', (c) => c.verifyOrganisation({ ...ids, proof: 'paper' })],
    ['revokeOrganisation', (c) => c.revokeOrganisation({ ...ids, reason })],
    ['registerIntermediary', (c) => c.registerIntermediary({ name: 'Altavoz' })],
    ['createCampaign', (c) => c.createCampaign({ name: 'Vuelta' })],
    ['closeCampaign', (c) => c.closeCampaign(ids)],
    ['registerSender', (c) => c.registerSender(SENDER)],
    ['requestSenderVerification', (c) => c.requestSenderVerification(ids)],
    ['verifySender', (c) => c.verifySender({ ...ids, code: '123456' })],
    ['revokeSender', (c) => c.revokeSender({ ...ids, reason })],
    ['grantTool', (c) => c.grantTool({ ...ids, intermediaryId: 'int-1' })],
    ['revokeToolGrant', (c) => c.revokeToolGrant({ ...ids, intermediaryId: 'int-1' })],
    ['issueCredential', (c) => c.issueCredential({ roles: [Role.ROLE_TOOL], label: 'x' })],
    ['revokeCredential', (c) => c.revokeCredential({ ...ids, reason })],
  ];

  it.each(calls)('%s is denied to a tool', async (_, call) => {
    await expect(call(tool)).rejects.toMatchObject({
      code: Status.PERMISSION_DENIED,
      reason: 'ROLE_MISSING',
    });
  });

  it.each([...calls, ['listSenders', (c: RegistryClient) => c.listSenders({})] as const])(
    '%s is denied without a valid credential',
    async (_, call) => {
      const wrongSecret = fixture.as(`${ids.credentialId}.${'A'.repeat(43)}`);
      await expect(call(wrongSecret)).rejects.toMatchObject({
        code: Status.UNAUTHENTICATED,
        reason: 'CREDENTIAL_INVALID',
      });
    },
  );

  it.each(calls.slice(0, 4))('%s is denied to an administrator', async (_, call) => {
    await expect(call(admin)).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  });

  it.each(calls.slice(4, 9).filter(([name]) => name !== 'revokeSender'))(
    '%s is denied to the operator, who has no organisation',
    async (_, call) => {
      await expect(call(operator)).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    },
  );
});

describe('what belongs to another organisation does not exist', () => {
  it.each<[string, string, (client: RegistryClient) => Promise<unknown>]>([
    ['its campaign', 'CAMPAIGN_UNKNOWN', (c) => c.closeCampaign(ids)],
    ['its sender', 'SENDER_UNKNOWN', (c) => c.revokeSender({ ...ids, reason: 'x' })],
    ['its code', 'SENDER_UNKNOWN', (c) => c.verifySender({ ...ids, code: '123456' })],
    ['its credential', 'CREDENTIAL_UNKNOWN', (c) => c.revokeCredential({ ...ids, reason: 'x' })],
  ])('%s', async (_, reason, call) => {
    await expect(call(stranger)).rejects.toMatchObject({ code: Status.NOT_FOUND, reason });
  });
});

describe('bad input gets a reason and a line that says what to do', () => {
  it.for<[string, string, Status, (a: RegistryClient, o: RegistryClient) => Promise<unknown>]>([
    [
      'a number that is none',
      'ADDRESS_NOT_A_NUMBER',
      Status.INVALID_ARGUMENT,
      (a) => a.registerSender({ ...SENDER, address: 'hello' }),
    ],
    [
      'a number with too few digits',
      'ADDRESS_IMPOSSIBLE',
      Status.INVALID_ARGUMENT,
      (a) => a.registerSender({ ...SENDER, address: '+34 600' }),
    ],
    [
      'a channel that is none',
      'CHANNEL_MISSING',
      Status.INVALID_ARGUMENT,
      (a) => a.registerSender({ ...SENDER, channel: Channel.CHANNEL_UNSPECIFIED }),
    ],
    [
      'a code with letters',
      'CODE_MALFORMED',
      Status.INVALID_ARGUMENT,
      (a) => a.verifySender({ ...ids, code: '12345a' }),
    ],
    [
      'an id that could be a subject',
      'SENDER_UNKNOWN',
      Status.NOT_FOUND,
      (a) => a.verifySender({ senderId: 'snd.>', code: '123456' }),
    ],
    [
      'an empty id',
      'CAMPAIGN_UNKNOWN',
      Status.NOT_FOUND,
      (a) => a.closeCampaign({ campaignId: '' }),
    ],
    [
      'an organisation that is none',
      'ORGANISATION_UNKNOWN',
      Status.NOT_FOUND,
      (_, o) => o.verifyOrganisation({ organisationId: 'org-9', proof: 'paper' }),
    ],
    [
      'an intermediary that is none',
      'INTERMEDIARY_UNKNOWN',
      Status.NOT_FOUND,
      (a) => a.grantTool({ ...ids, intermediaryId: 'int-9' }),
    ],
    [
      'a credential that is none',
      'CREDENTIAL_UNKNOWN',
      Status.NOT_FOUND,
      (_, o) => o.revokeCredential({ credentialId: 'crd-9', reason: 'x' }),
    ],
    [
      'a staff role from an organisation',
      'ROLE_NOT_YOURS_TO_GIVE',
      Status.PERMISSION_DENIED,
      (a) => a.issueCredential({ roles: [Role.ROLE_OPERATOR], label: 'x' }),
    ],
    [
      'a negative page size',
      'PAGE_SIZE_INVALID',
      Status.INVALID_ARGUMENT,
      (a) => a.listSenders({ pageSize: -1 }),
    ],
  ])('%s', async ([, reason, code, call]) => {
    const failure = await call(admin, operator).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RpcFailure);
    expect(failure).toMatchObject({ reason, code });
    expect((failure as RpcFailure).message).toMatch(/^[^\n]{5,200}$/);
  });

  it('a revoked organisation reads, and nothing else', async () => {
    const { admin: gone, organisationId } = await fixture.newOrganisation('Ocaso');
    await operator.revokeOrganisation({ organisationId, reason: 'forged papers' });
    const revoked = { reason: 'ORGANISATION_REVOKED', code: Status.FAILED_PRECONDITION };
    await expect(gone.createCampaign({ name: 'Vuelta' })).rejects.toMatchObject(revoked);
    await expect(gone.registerSender(SENDER)).rejects.toMatchObject(revoked);
    await expect(
      gone.issueCredential({ roles: [Role.ROLE_ORGANISATION_ADMIN], label: 'x' }),
    ).rejects.toMatchObject(revoked);
    await expect(gone.listSenders({})).resolves.toMatchObject({ senders: [] });
  });
});

describe('who writes', () => {
  it('is told to services with number, campaign and tools, and nothing of another organisation', async () => {
    const [own, other] = [
      await fixture.newOrganisation('Puente'),
      await fixture.newOrganisation('Ocaso'),
    ];
    const { sender } = await own.admin.registerSender({ ...SENDER, address: '+34600000081' });
    const { campaign } = await own.admin.createCampaign({ name: 'Primavera' });
    const { intermediaryId } = await operator.registerIntermediary({ name: 'Altavoz' });
    const senderId = sender?.senderId ?? '';
    const campaignId = campaign?.campaignId ?? '';
    await own.admin.grantTool({ senderId, intermediaryId });
    const service = fixture.as(INTERNAL_TOKEN);
    const describeAs = (organisationId: string) =>
      service.describeSender({ organisationId, senderId, campaignId });
    await waitUntil(async () => (await describeAs(own.organisationId)).toolNames.length === 1);
    expect(await describeAs(own.organisationId)).toMatchObject({
      organisation: { name: 'Puente' },
      channel: SENDER.channel,
      address: '+34600000081',
      campaignName: 'Primavera',
      toolNames: ['Altavoz'],
    });
    expect(await describeAs(other.organisationId)).toMatchObject({
      organisation: { name: 'Ocaso' },
      ...{ address: '', campaignName: '', toolNames: [] },
    });
    await expect(describeAs('org-nobody')).rejects.toMatchObject({
      reason: 'ORGANISATION_UNKNOWN',
    });
    const asAdmin = own.admin.describeSender({ organisationId: own.organisationId });
    await expect(asAdmin).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  });
});
