import { HistoryServiceDefinition } from '@hustings/contracts/auditor';
import {
  EnforcementServiceDefinition,
  RemedyServiceDefinition,
  Standing,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Outcome, Reason } from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { Clients } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reasonOf } from './support/desk.ts';
import {
  expectPromisesKept,
  messageFor,
  openScene,
  queueAll,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const BOUND = { timeout: 20_000, interval: 50 };

let scene: Scene;
let clients: Clients;
beforeEach(async () => {
  scene = await openScene();
  clients = new Clients();
}, TIMEOUT_MS);
afterEach(async () => {
  clients.close();
  await scene.close();
});

function remedy(token: string) {
  const address = scene.stack.fleet.addresses.enforcement;
  return clients.create(RemedyServiceDefinition, { address, token });
}

function enforcement(token: string) {
  const address = scene.stack.fleet.addresses.enforcement;
  return clients.create(EnforcementServiceDefinition, { address, token });
}

async function hire(role: Role): Promise<string> {
  const { token } = await scene.office
    .registry(scene.office.operatorToken)
    .issueCredential({ label: 'staff', roles: [role] });
  return token;
}

function idOf(token: string): string {
  return token.slice(0, token.indexOf('.'));
}

/** What one message through the tool comes to. */
async function send(index: number) {
  const message = messageFor(scene.party, index);
  const { result } = await scene.office.governor(scene.party.toolToken).send({ message });
  return result;
}

async function accepted(): Promise<number> {
  const { senders } = await scene.provider.report();
  return senders[scene.party.number]?.accepted ?? 0;
}

describe('a group whose account was broken into', () => {
  it('is frozen, verified anew and given back, and nothing counts against it', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { adminToken, organisationId, senderId } = scene.party;
    const [moderator, reviewer] = await Promise.all([
      hire(Role.ROLE_MODERATOR),
      hire(Role.ROLE_REVIEWER),
    ]);
    // The intruder got hold of an administrator's credential, and queues what it likes.
    const { token: stolen } = await scene.office
      .registry(adminToken)
      .issueCredential({ label: 'second office', roles: [Role.ROLE_ORGANISATION_ADMIN] });
    await queueAll(
      scene,
      Array.from({ length: 100 }, (_, index) => messageFor(scene.party, index)),
    );
    await vi.waitFor(async () => expect(await accepted()).toBeGreaterThan(5), BOUND);

    const { hold } = await remedy(adminToken).placeHold({
      subjectKind: SubjectKind.SUBJECT_KIND_ORGANISATION,
      reasons: 'We did not write these messages.',
      suspectCredentialIds: [idOf(stolen)],
    });
    const holdId = hold?.holdId ?? '';
    expect(hold).toMatchObject({ organisationId, placedAs: 'OWNER', status: 'HELD' });

    // Nothing goes out by anybody any more: what the provider counts stands still while messages are tried.
    await vi.waitFor(async () => {
      const held = await send(500);
      expect(held).toMatchObject({
        outcome: Outcome.OUTCOME_HELD,
        reason: Reason.REASON_COMPROMISE_HOLD,
      });
    }, BOUND);
    await vi.waitFor(async () => {
      const before = await accepted();
      await send(501);
      await send(502);
      expect(await accepted()).toBe(before);
    }, BOUND);
    const frozenAt = await accepted();
    expect(frozenAt).toBeLessThan(100);

    // Credentials are frozen with it: the stolen one is out, the others read and change nothing.
    await vi.waitFor(async () => {
      const listing = enforcement(stolen).fetchNotices({});
      expect(await reasonOf(listing)).toBe('CREDENTIAL_INVALID');
    }, BOUND);
    const governor = scene.office.governor(adminToken);
    const filter = { campaignId: scene.party.campaignId };
    await vi.waitFor(async () => {
      expect(await reasonOf(governor.cancelMessages({ filter }))).toBe('CREDENTIAL_FROZEN');
    }, BOUND);
    const { notices } = await enforcement(adminToken).fetchNotices({});
    expect(notices.map(({ text }) => text).join()).toContain(holdId);
    const subject = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId };
    const card = await remedy(adminToken).getCapabilityCard(subject);
    expect(card).toMatchObject({ overlays: ['COMPROMISE_HOLD'], language: 'es' });
    expect(await recordsOf(adminToken)).toBeGreaterThan(100);

    // The owner is verified anew, cleans up, and gets the account back from somebody else.
    await remedy(reviewer).reviewHold({ holdId, keep: true, reasons: 'The texts are not theirs.' });
    const early = remedy(reviewer).liftHold({ holdId, reason: 'They are back.' });
    expect(await reasonOf(early)).toBe('OWNER_NOT_REVERIFIED');
    const { token: fresh } = await scene.office
      .registry(scene.office.operatorToken)
      .issueCredential({
        ...{ label: 'owner, verified anew', organisationId },
        roles: [Role.ROLE_ORGANISATION_ADMIN],
      });
    await vi.waitFor(async () => {
      await remedy(moderator).reverifyOwner({
        ...{ holdId, proof: 'Extract of the register.', trustedCredentialId: idOf(fresh) },
      });
    }, BOUND);
    const live = remedy(reviewer).liftHold({ holdId, reason: 'They are back.' });
    expect(await reasonOf(live)).toBe('SUSPECT_CREDENTIAL_LIVE');
    await vi.waitFor(async () => {
      await scene.office
        .registry(fresh)
        .revokeCredential({ credentialId: idOf(stolen), reason: 'It was stolen.' });
      await scene.office.governor(fresh).cancelMessages({ filter, orderKey: 'clean-up' });
    }, BOUND);
    await vi.waitFor(async () => {
      await remedy(reviewer).liftHold({ holdId, reason: 'They are back.' });
    }, BOUND);

    await vi.waitFor(async () => {
      expect(await send(900)).toMatchObject({ outcome: Outcome.OUTCOME_QUEUED });
    }, BOUND);
    await vi.waitFor(async () => expect(await accepted()).toBeGreaterThan(frozenAt), BOUND);
    await untilSettled(scene);
    // Of what the intruder had queued nothing went out after the hold.
    expect(await accepted()).toBe(frozenAt + 1);
    expect(await reasonOf(enforcement(stolen).fetchNotices({}))).toBe('CREDENTIAL_INVALID');
    expect(await enforcement(adminToken).getStanding(subject)).toMatchObject({
      standing: Standing.STANDING_ACTIVE,
    });
    expect((await enforcement(adminToken).listCases({})).cases).toEqual([]);
    await expectPromisesKept(scene, frozenAt + 1);
  });
});

/** Records of the own history. */
async function recordsOf(token: string): Promise<number> {
  const address = scene.stack.fleet.addresses.auditor;
  const history = clients.create(HistoryServiceDefinition, { address, token });
  for await (const { body } of history.exportHistory({})) {
    if (body?.$case === 'signature') return Number(body.value.records);
  }
  return 0;
}
