import {
  LinkPurpose,
  Recognition,
  RequestOpened,
  ReviewState,
  Scope,
  ServiceTextKind,
  Source,
} from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Acts, ORGANISATION, SENDER, WAIT } from './support/acts.ts';
import { freshAddress } from './support/ledger-world.ts';

let acts: Acts;

beforeAll(async () => {
  acts = await Acts.begin();
});
afterAll(async () => {
  await acts.world.close();
});

async function issue(address: string, fields: object = {}, token = acts.world.internalToken) {
  const issued = await acts.world.acts(token).issueLink({
    address,
    organisationId: ORGANISATION,
    purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT,
    senderId: SENDER,
    campaignId: 'cmp-1',
    ...fields,
  });
  return issued.token;
}

describe('a signed link', () => {
  it('offers every scope, does what is chosen, and used again changes nothing', async () => {
    const address = freshAddress();
    const token = await issue(address);
    expect(token).not.toContain(address.slice(1));
    const page = await acts.world.acts().readLink({ token });
    expect(page.scopes).toEqual([
      Scope.SCOPE_SENDER,
      Scope.SCOPE_CAMPAIGN,
      Scope.SCOPE_ORGANISATION,
      Scope.SCOPE_ALL_POLITICAL,
    ]);
    const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
    for (const scope of page.scopes) await acts.world.acts().useLink({ token, purpose, scope });
    const again = await acts.world
      .acts()
      .useLink({ token, purpose, scope: Scope.SCOPE_ORGANISATION });
    expect(again).toMatchObject({ already: true });
    expect(await acts.suppressionsOf(address)).toHaveLength(4);
    expect(
      (await acts.suppressionsOf(address)).every(({ source }) => source === Source.SOURCE_LINK),
    ).toBe(true);
    const { stands, confirmed } = await acts.world.acts().readLink({ token });
    expect(stands.map(({ scope }) => scope)).toEqual(page.scopes.toReversed());
    expect(confirmed).toBe(true);
  });

  it('that is forged, cut, of another organisation’s making or for another purpose is refused', async () => {
    const address = freshAddress();
    const token = await issue(address);
    const flipped = `${token.slice(0, 10)}${token[10] === 'A' ? 'B' : 'A'}${token.slice(11)}`;
    const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
    for (const forged of [flipped, token.slice(0, -1), '', '.', `${token}x`, 'x'.repeat(5_000)]) {
      await expect(acts.world.acts().useLink({ token: forged, purpose })).rejects.toMatchObject({
        reason: 'LINK_INVALID',
      });
    }
    const optIn = LinkPurpose.LINK_PURPOSE_OPT_IN;
    await expect(acts.world.acts().useLink({ token, purpose: optIn })).rejects.toMatchObject({
      reason: 'LINK_PURPOSE_MISMATCH',
    });
    expect(await acts.suppressionsOf(address)).toEqual([]);
  });

  it('of an organisation reaches no further than the organisation, and begins no opt-in', async () => {
    const address = freshAddress();
    const admin = await acts.world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    const token = await issue(address, {}, admin);
    const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
    const wide = acts.world.acts().useLink({ token, purpose, scope: Scope.SCOPE_ALL_POLITICAL });
    await expect(wide).rejects.toMatchObject({ reason: 'SCOPE_NOT_OFFERED' });
    const optIn = issue(address, { purpose: LinkPurpose.LINK_PURPOSE_OPT_IN }, admin);
    await expect(optIn).rejects.toMatchObject({ reason: 'PURPOSE_NOT_ALLOWED' });
    const other = issue(address, { organisationId: 'org-b' }, admin);
    await expect(other).rejects.toMatchObject({ reason: 'OTHER_ORGANISATION' });
  });

  it('tells what stands within its reach, and gives the way back only where the platform issued it', async () => {
    const address = freshAddress();
    const admin = await acts.world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    const [platforms, organisations] = [await issue(address), await issue(address, {}, admin)];
    const read = async (token: string) => {
      const { stands, undoToken } = await acts.world.acts().readLink({ token });
      return { stands: stands.map(({ scope }) => scope), isUndoOffered: undoToken !== '' };
    };
    const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
    const other = await issue(address, { campaignId: 'cmp-2' });
    await acts.world.acts().useLink({ token: other, purpose, scope: Scope.SCOPE_CAMPAIGN });
    expect(await read(platforms)).toEqual({ stands: [], isUndoOffered: false });
    await acts.reply(address, 'STOP ALL');
    const [all, own] = [Scope.SCOPE_ALL_POLITICAL, Scope.SCOPE_ORGANISATION];
    expect(await read(platforms)).toEqual({ stands: [all, own], isUndoOffered: true });
    expect(await read(organisations)).toEqual({ stands: [own], isUndoOffered: false });
  });

  it('says that what stands is not confirmed while a dispatcher has not heard of it', async () => {
    const address = freshAddress();
    const token = await issue(address);
    await acts.reply(address, 'STOP');
    const behind = await acts.world.join('dispatcher', () => 0);
    const { stands, confirmed } = await acts.world.acts().readLink({ token });
    await behind.leave();
    expect(stands).toHaveLength(1);
    expect(confirmed).toBe(false);
    expect((await acts.world.acts().readLink({ token })).confirmed).toBe(true);
  });

  it('that has expired says what works instead', async () => {
    const address = freshAddress();
    const token = await issue(address);
    const later = {
      nowUs: () => BigInt(Date.now() + 181 * 86_400_000) * 1000n,
      monotonicMs: () => performance.now(),
    };
    await acts.world.restartLedger({ clock: later });
    const use = acts.world.acts().useLink({ token, purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT });
    await expect(use).rejects.toMatchObject({
      reason: 'LINK_EXPIRED',
      message: expect.stringContaining('STOP'),
    });
    await acts.world.restartLedger({});
  });

  it('begins a double opt-in that only a yes from the number itself completes', async () => {
    const address = freshAddress();
    await acts.reply(address, 'STOP');
    expect((await acts.reply(address, 'sí')).recognition).toBe(Recognition.RECOGNITION_NONE);
    const purpose = LinkPurpose.LINK_PURPOSE_OPT_IN;
    const token = await issue(address, { purpose });
    await acts.world.acts().useLink({ token, purpose, language: 'es' });
    expect(await acts.suppressionsOf(address)).toHaveLength(1);
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN;
    expect((await acts.textsTo(address)).at(-1)).toMatchObject({ kind, language: 'es' });
    expect((await acts.reply(address, 'sí')).recognition).toBe(Recognition.RECOGNITION_START);
    expect(await acts.suppressionsOf(address)).toEqual([]);
    expect(await acts.consentOf(address)).toMatchObject({ given: true, source: 'double-opt-in' });
  });
});

describe('a double opt-in towards all political senders', () => {
  const purpose = LinkPurpose.LINK_PURPOSE_OPT_IN;
  const scope = Scope.SCOPE_ALL_POLITICAL;

  async function stoppedByAll(): Promise<{ address: string; token: string }> {
    const address = freshAddress();
    await acts.reply(address, 'STOP ALL');
    return { address, token: await issue(address, { purpose }) };
  }

  it('asks the number, and a yes from it opens the way again', async () => {
    const { address, token } = await stoppedByAll();
    await acts.world.acts().useLink({ token, purpose, scope, language: 'es' });
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN_ALL;
    expect((await acts.textsTo(address)).at(-1)).toMatchObject({ kind, language: 'es' });
    const scopes = async () => (await acts.suppressionsOf(address)).map((each) => each.scope);
    expect(await scopes()).toContain(scope);
    expect((await acts.reply(address, 'sí')).recognition).toBe(Recognition.RECOGNITION_START);
    expect(await scopes()).toEqual([Scope.SCOPE_ORGANISATION]);
  });

  it('is refused a second time within a day, and for a sender or campaign', async () => {
    const { token } = await stoppedByAll();
    const use = (wide: Scope) => acts.world.acts().useLink({ token, purpose, scope: wide });
    await use(scope);
    await expect(use(scope)).rejects.toMatchObject({ reason: 'ASKED_LATELY' });
    await expect(use(Scope.SCOPE_SENDER)).rejects.toMatchObject({ reason: 'SCOPE_NOT_OFFERED' });
  });
});

describe('a request for somebody else', () => {
  async function openFor(address: string, requester = `neighbour-${acts.next()}`) {
    return acts.world.acts().openRequest({
      address,
      organisationId: ORGANISATION,
      senderId: SENDER,
      requester,
      language: 'es',
    });
  }

  async function codeOf(address: string, requestId: string): Promise<string> {
    const opened = await acts.world.events('0', 'optout.RequestOpened.v1', RequestOpened);
    const own = opened.findLast((each) => each.requestId === requestId);
    const sealed = await acts.world.open(address, ORGANISATION, {
      id: requestId,
      seq: own?.contentSeq ?? 0n,
    });
    return sealed?.text ?? '';
  }

  it('suppresses at once, sends a code to that number, and lasts with the code', async () => {
    const address = freshAddress();
    const { requestId, toBeReviewed } = await openFor(address);
    expect(toBeReviewed).toBe(false);
    expect(await acts.suppressionsOf(address)).toMatchObject([{ provisional: true }]);
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE;
    expect(await acts.textsTo(address)).toMatchObject([{ kind, contentId: requestId }]);
    const code = await codeOf(address, requestId);
    const wrong = code === '000000' ? '000001' : '000000';
    await vi.waitFor(
      () =>
        expect(acts.world.acts().confirmRequest({ requestId, code: wrong })).rejects.toMatchObject({
          reason: 'CODE_WRONG',
        }),
      WAIT,
    );
    await acts.world.acts().confirmRequest({ requestId, code });
    expect(await acts.suppressionsOf(address)).toMatchObject([
      { provisional: false, source: Source.SOURCE_REQUEST },
    ]);
  });

  it('lapses after too many wrong codes, and what it had set is lifted', async () => {
    const address = freshAddress();
    const { requestId } = await openFor(address);
    await vi.waitFor(
      () =>
        expect(acts.world.acts().confirmRequest({ requestId, code: 'x' })).rejects.toMatchObject({
          reason: 'CODE_WRONG',
        }),
      WAIT,
    );
    for (let i = 0; i < 4; i++) {
      await expect(
        acts.world.acts().confirmRequest({ requestId, code: 'x' }),
      ).rejects.toMatchObject({
        reason: 'CODE_WRONG',
      });
    }
    await expect(acts.world.acts().confirmRequest({ requestId, code: 'x' })).rejects.toMatchObject({
      reason: 'REQUEST_LAPSED',
    });
    expect(await acts.suppressionsOf(address)).toEqual([]);
  });

  it('beyond what one requester may ask for does nothing before a person has looked', async () => {
    const addresses = [1, 2, 3, 4].map(() => freshAddress());
    const opened = [];
    for (const address of addresses) opened.push(await openFor(address, 'a-rival'));
    expect(opened.map(({ toBeReviewed }) => toBeReviewed)).toEqual([false, false, false, true]);
    const last = addresses[3] ?? '';
    expect(await acts.suppressionsOf(last)).toEqual([]);
    expect(await acts.textsTo(last)).toEqual([]);
    const { reviewId, requestId } = await acts.reviewOf(last);
    expect(requestId).toBe(opened[3]?.requestId);
    await acts.world.acts(acts.world.operatorToken).decideReview({
      reviewId,
      decision: ReviewState.REVIEW_STATE_CONFIRMED,
      note: 'called back',
    });
    expect(await acts.suppressionsOf(last)).toMatchObject([{ provisional: false }]);
  });

  it('in a reply opts the writer out and holds the other number', async () => {
    const [writer, mother] = [freshAddress(), freshAddress()];
    await acts.reply(
      writer,
      `Please stop texting my mother at ${mother.slice(0, 6)} ${mother.slice(6)}`,
    );
    expect(await acts.suppressionsOf(writer)).toHaveLength(1);
    expect(await acts.suppressionsOf(mother)).toMatchObject([{ provisional: true }]);
    expect(await acts.textsTo(mother)).toHaveLength(1);
  });

  it('lapses when nobody confirms it in time', async () => {
    const address = freshAddress();
    await openFor(address);
    const later = {
      nowUs: () => BigInt(Date.now() + 25 * 3_600_000) * 1000n,
      monotonicMs: () => performance.now(),
    };
    await acts.world.restartLedger({ clock: later });
    await vi.waitFor(async () => expect(await acts.suppressionsOf(address)).toEqual([]), WAIT);
    await acts.world.restartLedger({});
  });
});
