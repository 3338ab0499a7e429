import { Outcome, Reason } from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { RecipientErased, Scope, Source } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { leafHashOf } from '@hustings/event-log';
import { createVault } from '@hustings/privacy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeDecision, forgeOrganisation } from './support/forge.ts';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';
import { sealedFor } from './support/sealed-for.ts';
import { filesHolding } from './support/stored-bytes.ts';

const ORGANISATION = 'org-privacy';
const RIVAL = 'org-rival';
const REASON = 'request of the person, letter 12';
let world: LedgerWorld;
let administrator: string;

beforeAll(async () => {
  world = await LedgerWorld.create();
  await forgeOrganisation(world.log, ORGANISATION);
  await forgeOrganisation(world.log, RIVAL);
  administrator = await world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
});
afterAll(async () => {
  await world.close();
});

function pseudonymOf(address: string, organisationId = ORGANISATION): string {
  return createVault(world.masterKey).organisationPseudonym(organisationId, address);
}

function sealFor(address: string, text: string, organisationId = ORGANISATION) {
  return sealedFor(world, { address, text, organisationId });
}

function optOut(address: string, scope: Scope = Scope.SCOPE_ORGANISATION) {
  const client = world.client(world.operatorToken);
  const source = Source.SOURCE_ON_BEHALF;
  return client.optOut({ address, organisationId: ORGANISATION, scope, source });
}

describe('an erasure', () => {
  it('destroys the key on disk, keeps the opt-out, and is recorded with actor and reason', async () => {
    const address = freshAddress();
    const { ref, wrapped } = await sealFor(address, 'Hola Ana');
    await optOut(address);
    expect(filesHolding(world.dir, [wrapped])).not.toEqual([]);

    const { erased } = await world
      .privacy(administrator)
      .eraseRecipient({ address, reason: REASON });
    expect(erased).toMatchObject([
      { organisationId: ORGANISATION, recipient: ref.pseudonym, keyDestroyed: true },
    ]);
    expect(filesHolding(world.dir, [wrapped])).toEqual([]);
    const entry = (await world.entries('0')).find(({ seq }) => BigInt(seq) === erased[0]?.seq);
    expect(entry?.commit.actor?.kind).toBe(ActorKind.ACTOR_KIND_ORGANISATION);
    const recorded = RecipientErased.decode(entry?.commit.events[0]?.data ?? new Uint8Array());
    expect(recorded).toMatchObject({ recipient: ref.pseudonym, reason: REASON });
    const { suppressions } = await world.client().getSuppression({
      address,
      organisationId: ORGANISATION,
    });
    expect(suppressions).toHaveLength(1);
  });

  it('by staff reaches every organisation that wrote to the person, and no other', async () => {
    const address = freshAddress();
    await sealFor(address, 'one');
    await sealFor(address, 'two', RIVAL);
    const { erased } = await world.privacy().eraseRecipient({ address, reason: REASON });
    expect(erased.map(({ organisationId }) => organisationId)).toEqual([ORGANISATION, RIVAL]);
    const again = await world.privacy().eraseRecipient({ address, reason: REASON });
    expect(again.erased).toEqual([]);
  });

  it.each(['governor', 'dispatcher'] as const)(
    'waits until every %s has dropped what it remembers',
    async (service) => {
      const address = freshAddress();
      await sealFor(address, 'three');
      const member = await world.join(service, () => 0);
      try {
        await expect(
          world.privacy(administrator).eraseRecipient({ address, reason: REASON }),
        ).rejects.toMatchObject({ reason: 'BARRIER_TIMEOUT' });
      } finally {
        await member.leave();
      }
      const { erased } = await world
        .privacy(administrator)
        .eraseRecipient({ address, reason: REASON });
      expect(erased).toMatchObject([{ keyDestroyed: false }]);
    },
  );

  it('needs a reason, and no tool may ask for it', async () => {
    const address = freshAddress();
    const call = world.privacy(administrator).eraseRecipient({ address, reason: ' ' });
    await expect(call).rejects.toMatchObject({ reason: 'REASON_MISSING' });
    const tool = await world.tokenAs(Role.ROLE_TOOL, ORGANISATION);
    const byTool = world.privacy(tool).eraseRecipient({ address, reason: REASON });
    await expect(byTool).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    const request = { address, organisationId: RIVAL, reason: REASON };
    const token = await world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await expect(world.privacy(token).eraseRecipient(request)).rejects.toMatchObject({
      reason: 'OTHER_ORGANISATION',
    });
    administrator = token;
  });
});

describe('what a person may see', () => {
  it('says who wrote, why, and with which text, until it is erased', async () => {
    const address = freshAddress();
    const { ref, messageId, content } = await sealFor(address, 'vota el domingo');
    const recipient = ref.pseudonym;
    await forgeDecision(world.log, { organisationId: ORGANISATION, recipient, messageId, content });
    await optOut(address);
    const factsOf = async () => {
      const found = world.privacy().exportRecipient({ address });
      return (await Array.fromAsync(found)).flatMap(({ fact }) => fact ?? []);
    };
    expect(await factsOf()).toMatchObject([
      {
        kind: 'RELEASED',
        organisationId: ORGANISATION,
        organisationName: `Name of ${ORGANISATION}`,
        campaignId: 'cmp-1',
        messageId,
        text: 'vota el domingo',
      },
      { kind: 'OPTED_OUT', organisationId: ORGANISATION, text: '' },
    ]);
    await world.privacy().eraseRecipient({ address, reason: REASON });
    const after = await factsOf();
    expect(after.map(({ kind, text }) => [kind, text])).toEqual([
      ['RELEASED', ''],
      ['OPTED_OUT', ''],
      ['ERASED', ''],
    ]);
  });

  it('shows an organisation nothing of its rivals', async () => {
    const address = freshAddress();
    await forgeDecision(world.log, {
      organisationId: RIVAL,
      recipient: pseudonymOf(address, RIVAL),
    });
    const found = await Array.fromAsync(world.privacy(administrator).exportRecipient({ address }));
    expect(found).toEqual([]);
  });
});

describe('the proof of an opt-out', () => {
  it('names the entry, whose bytes have the hash', async () => {
    const address = freshAddress();
    const { seq } = await optOut(address);
    const { records } = await world.privacy(administrator).getOptOutProof({ address });
    const entry = (await world.entries('0')).find((each) => BigInt(each.seq) === seq);
    expect(records).toMatchObject([
      {
        seq,
        commitId: entry?.commit.commitId,
        leafHash: leafHashOf(entry?.raw ?? new Uint8Array()),
        source: Source.SOURCE_ON_BEHALF,
        recipient: pseudonymOf(address),
      },
    ]);
    expect(records[0]?.actor).toMatch(/^staff /);
  });

  it('shows an organisation that everybody is meant, and not by whom', async () => {
    const address = freshAddress();
    await optOut(address, Scope.SCOPE_ALL_POLITICAL);
    const { records } = await world.privacy(administrator).getOptOutProof({ address });
    expect(records).toMatchObject([
      { scope: Scope.SCOPE_ALL_POLITICAL, source: Source.SOURCE_UNSPECIFIED, actor: '' },
    ]);
  });

  it('lists all that stand for the organisation, and those only', async () => {
    const addresses = [freshAddress(), freshAddress()];
    for (const address of addresses) await optOut(address);
    const found = await Array.fromAsync(world.privacy(administrator).exportOptOuts({}));
    const recipients = found.map(({ record }) => record?.recipient);
    for (const address of addresses) expect(recipients).toContain(pseudonymOf(address));
    expect(new Set(recipients).size).toBe(recipients.length);
    const rival = await world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, RIVAL);
    expect(await Array.fromAsync(world.privacy(rival).exportOptOuts({}))).toEqual([]);
    administrator = await world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
  });
});

describe('the proof that nothing was released', () => {
  it('holds where messages went out before the opt-out and were refused after it', async () => {
    const address = freshAddress();
    const who = { organisationId: ORGANISATION, recipient: pseudonymOf(address) };
    await forgeDecision(world.log, who);
    await optOut(address);
    const refused = { outcome: Outcome.OUTCOME_REFUSED };
    const reason = Reason.REASON_OPTED_OUT_ORGANISATION;
    await forgeDecision(world.log, { ...who, ...refused, reason });
    const cancelled = { outcome: Outcome.OUTCOME_CANCELLED, reason, messageId: 'm-queued' };
    await forgeDecision(world.log, { ...who, ...cancelled });
    const proof = await world.privacy().proveNoRelease({ address });
    expect(proof).toMatchObject({
      holds: true,
      releasedBefore: 1n,
      releasedAfter: [],
      refusedAfter: 1n,
      recalled: [{ messageId: 'm-queued' }],
      unreadable: [],
    });
    expect(proof.optOuts).toHaveLength(1);
    const own = proof.scanned.find(({ partition }) => partition === '0');
    expect(Number(own?.lastSeq)).toBe(await world.log.lastSeq('0'));
  });

  it('fails on a log in which something was released after it', async () => {
    const address = freshAddress();
    const who = { organisationId: ORGANISATION, recipient: pseudonymOf(address) };
    await optOut(address);
    const seq = await forgeDecision(world.log, { ...who, messageId: 'm-violation' });
    const proof = await world.privacy().proveNoRelease({ address });
    expect(proof.holds).toBe(false);
    expect(proof.releasedAfter).toMatchObject([{ messageId: 'm-violation', seq: BigInt(seq) }]);
  });

  it('fails on a release that had seen an opt-out from all political senders', async () => {
    const address = freshAddress();
    await optOut(address, Scope.SCOPE_ALL_POLITICAL);
    const recipient = pseudonymOf(address, RIVAL);
    await forgeDecision(world.log, { organisationId: RIVAL, recipient, messageId: 'm-all' });
    const proof = await world.privacy().proveNoRelease({ address });
    expect(proof.holds).toBe(false);
    expect(proof.releasedAfter).toMatchObject([{ messageId: 'm-all', organisationId: RIVAL }]);
  });

  it('fails when an entry cannot be read', async () => {
    const address = freshAddress();
    await optOut(address);
    const recipient = pseudonymOf(address);
    const subject = `hustings.evt.0.optout.recipient.${ORGANISATION}-${recipient}`;
    await world.connection.request(subject, 'no commit');
    const proof = await world.privacy().proveNoRelease({ address });
    expect(proof.holds).toBe(false);
    expect(proof.unreadable).toHaveLength(1);
  });
});
