import { Outcome, Reason } from '@hustings/contracts/governor';
import { LinkPurpose, PrivacyServiceDefinition, Scope, Source } from '@hustings/contracts/optout';
import { OrganisationKind } from '@hustings/contracts/registry';
import { enterParty, type Party } from '@hustings/dev-env';
import { createClient } from '@hustings/service-kit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  expectPromisesKept,
  messageFor,
  numberOf,
  openScene,
  type Scene,
  untilSettled,
} from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const WAIT = { timeout: 30_000, interval: 100 };
const PERSON = 1;

let scene: Scene;
let other: Party;
beforeAll(async () => {
  scene = await openScene();
  other = await enterParty(scene.office, scene.provider, {
    name: 'Otro Partido',
    kind: OrganisationKind.ORGANISATION_KIND_PARTY,
    number: '+34600100010',
    host: 'otro.example',
    campaign: 'Otra',
    limitProfile: 'whatsapp-20',
  });
  await scene.provider.registerAccount(other.organisationId, [other.number], 20);
}, TIMEOUT_MS);
afterAll(async () => {
  await scene.close();
}, TIMEOUT_MS);

/** What the governor says to one message of a party. */
async function send(party: Party, key: string) {
  const message = { ...messageFor(party, PERSON), idempotencyKey: key };
  const { result } = await scene.office.governor(party.toolToken).send({ message });
  return { accepted: result?.outcome !== Outcome.OUTCOME_REFUSED, reason: result?.reason };
}

it('an opt-out from all political senders ends by the person’s own yes, and by nothing else', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { party, office, provider, stack } = scene;
  const address = numberOf(PERSON);
  const staff = office.optout(office.operatorToken);
  const scope = Scope.SCOPE_ALL_POLITICAL;
  await staff.optOut({ address, scope, source: Source.SOURCE_ON_BEHALF });
  const refused = { accepted: false, reason: Reason.REASON_OPTED_OUT_ALL_POLITICAL };
  expect(await send(party, 'before-1')).toEqual(refused);
  expect(await send(other, 'before-2')).toEqual(refused);

  await provider.act({ kind: 'reply', from: address, to: party.number, text: 'START' });
  const purpose = LinkPurpose.LINK_PURPOSE_OPT_IN;
  const senderId = party.senderId;
  const organisationId = party.organisationId;
  const byOrganisation = office.ledger(party.adminToken).issueLink({ address, purpose, senderId });
  await expect(byOrganisation).rejects.toMatchObject({ reason: 'PURPOSE_NOT_ALLOWED' });

  const page = office.ledger(stack.fleet.secrets.internalToken);
  const { token } = await page.issueLink({ address, organisationId, purpose, senderId });
  const { scopes } = await page.readLink({ token });
  expect(scopes).toContain(Scope.SCOPE_ALL_POLITICAL);
  await page.useLink({ token, purpose, scope, language: 'es' });
  await vi.waitFor(async () => {
    const texts = (await provider.serviceTexts()).map(({ text }) => text);
    expect(texts).toContain(
      'Partido de Prueba: ha pedido volver a recibir mensajes políticos de todos los remitentes de este sistema. Para confirmarlo, escriba SI. Si no lo ha pedido, no haga nada.',
    );
  }, WAIT);
  const again = page.useLink({ token, purpose, scope, language: 'es' });
  await expect(again).rejects.toMatchObject({ reason: 'ASKED_LATELY' });
  await provider.act({ kind: 'reply', from: address, to: other.number, text: 'SI' });
  expect(await send(other, 'asked-1')).toEqual(refused);

  await provider.act({ kind: 'reply', from: address, to: party.number, text: 'SI' });
  await vi.waitFor(async () => {
    expect((await send(other, `after-${performance.now()}`)).accepted).toBe(true);
  }, WAIT);
  expect((await send(party, 'after')).accepted).toBe(true);
  await untilSettled(scene);
  expect((await provider.report()).serviceTexts.violations).toBe(0);
  await expectPromisesKept(scene, 1);
  const privacy = createClient(PrivacyServiceDefinition, {
    address: stack.fleet.addresses['optout-ledger'],
    token: office.operatorToken,
  });
  const proof = await privacy.proveNoRelease({ address });
  privacy.close();
  expect(proof).toMatchObject({ holds: true, releasedAfter: [], handedOffAfter: [] });
});
