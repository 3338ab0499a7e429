import {
  Control,
  OptedIn,
  OptedOut,
  OptOutEffective,
  Recognition,
  ReviewState,
  Scope,
  ServiceTextKind,
  Source,
} from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs, usFromTimestamp } from '@hustings/contracts/timestamp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Acts, ORGANISATION, SENDER, WAIT } from './support/acts.ts';
import { freshAddress } from './support/ledger-world.ts';

let acts: Acts;
const NEVER = timestampFromUs(0n);

beforeAll(async () => {
  acts = await Acts.begin();
});
afterAll(async () => {
  await acts.world.close();
});

describe('the answer to a reply', () => {
  it('confirms the first STOP in the person’s language, and no further one', async () => {
    const address = freshAddress();
    await acts.reply(address, 'BAJA');
    await acts.reply(address, 'STOP');
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION;
    expect(await acts.textsTo(address)).toMatchObject([{ kind, language: 'es', senderId: SENDER }]);
    expect(await acts.omittedFor(address)).toEqual(['STOOD_ALREADY']);
  });

  it('is the same one text when the provider repeats the reply', async () => {
    const address = freshAddress();
    await acts.reply(address, 'STOP', 'act-twice');
    await acts.reply(address, 'STOP', 'act-twice');
    expect(await acts.textsTo(address)).toHaveLength(1);
    expect(await acts.omittedFor(address)).toEqual([]);
  });

  it('says who writes to somebody who asks for help, opted out or not, once a day', async () => {
    const address = freshAddress();
    await acts.world.client().optOut({
      address,
      organisationId: ORGANISATION,
      scope: Scope.SCOPE_ORGANISATION,
      source: Source.SOURCE_ON_BEHALF,
    });
    await acts.reply(address, 'AYUDA');
    await acts.reply(address, 'AYUDA');
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_HELP;
    expect(await acts.textsTo(address)).toMatchObject([{ kind, language: 'es' }]);
    expect(await acts.omittedFor(address)).toEqual(['ANSWERED_LATELY']);
  });

  it('is none for a reply that was doubtful, and none without a place to write to', async () => {
    const doubtful = freshAddress();
    await acts.reply(doubtful, 'I love your work, but stop');
    const nowhere = freshAddress();
    await acts.world.client().handleReply({
      inboundId: 'act-nowhere',
      address: nowhere,
      senderId: SENDER,
      organisationId: ORGANISATION,
      text: 'STOP',
    });
    expect(await acts.omittedFor(doubtful)).toEqual(['TO_BE_REVIEWED']);
    expect(await acts.omittedFor(nowhere)).toEqual(['NO_ADDRESS']);
  });

  it('is none when the reply comes later than a confirmation may', async () => {
    const address = freshAddress();
    const inboundId = 'act-late';
    const receivedUs = BigInt(Date.now() - 400_000) * 1000n;
    await acts.world.client().handleReply({
      inboundId,
      address,
      senderId: SENDER,
      organisationId: ORGANISATION,
      text: 'STOP',
      contentSeq: await acts.world.seal({ inboundId, address, text: 'STOP' }, ORGANISATION),
      receivedAt: timestampFromUs(receivedUs),
    });
    expect(await acts.suppressionsOf(address)).toHaveLength(1);
    expect(await acts.omittedFor(address)).toEqual(['TOO_LATE']);
  });

  it('to STOP ALL speaks of all political senders, and the organisation itself recalls at once', async () => {
    const address = freshAddress();
    await acts.reply(address, 'STOP ALL');
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL;
    expect(await acts.textsTo(address)).toMatchObject([{ kind }]);
    const scopes = (await acts.suppressionsOf(address)).map(({ scope }) => scope);
    expect(scopes).toEqual([Scope.SCOPE_ALL_POLITICAL, Scope.SCOPE_ORGANISATION]);
    await acts.reply(address, 'START');
    expect(await acts.suppressionsOf(address)).toMatchObject([
      { scope: Scope.SCOPE_ALL_POLITICAL },
    ]);
  });

  it('stands in the log with what proves the request, and says that the provider could not be asked', async () => {
    const address = freshAddress();
    const answer = await acts.reply(address, 'BAJA por favor', 'act-proof');
    expect(answer).toMatchObject({ withProvider: [], withProviderKnown: false });
    const optOuts = await acts.world.events('0', 'optout.OptedOut.v1', OptedOut);
    expect(optOuts.find(({ inboundId }) => inboundId === 'act-proof')).toMatchObject({
      tier: 'T2',
      language: 'es',
      senderId: SENDER,
      normalFormDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      contentSeq: expect.any(BigInt),
    });
    const effective = await acts.world.events('0', 'optout.OptOutEffective.v1', OptOutEffective);
    expect(effective.find(({ inboundId }) => inboundId === 'act-proof')).toMatchObject({
      recipient: acts.pseudonym(address),
      withProviderKnown: false,
    });
  });
});

describe('a doubtful reply', () => {
  it('waits for a person of staff, who reads it and releases what it has set and nothing else', async () => {
    const address = freshAddress();
    const text = 'I love your work, but stop';
    const answer = await acts.reply(address, text, 'act-hit');
    expect(answer.recognition).toBe(Recognition.RECOGNITION_PROVISIONAL);
    const staff = acts.world.acts(acts.world.operatorToken);
    const open = await vi.waitFor(async () => {
      const { reviews } = await staff.listReviews({ organisationId: ORGANISATION, pageSize: 100 });
      const found = reviews.find(({ recipient }) => recipient === acts.pseudonym(address));
      if (!found) throw new Error('not listed yet');
      return found;
    }, WAIT);
    expect(open).toMatchObject({ text, state: ReviewState.REVIEW_STATE_OPEN, overdue: false });
    const waitsUs = usFromTimestamp(open.dueAt ?? NEVER) - usFromTimestamp(open.openedAt ?? NEVER);
    expect(waitsUs).toBeGreaterThanOrEqual(86_400_000_000n);

    const released = await staff.decideReview({
      reviewId: open.reviewId,
      decision: ReviewState.REVIEW_STATE_RELEASED,
      note: 'it is about the cuts',
    });
    expect(released).toMatchObject({ suppressed: false, review: { note: 'it is about the cuts' } });
    expect(await acts.suppressionsOf(address)).toEqual([]);
    const otherwise = {
      reviewId: open.reviewId,
      decision: ReviewState.REVIEW_STATE_CONFIRMED,
      note: 'no',
    };
    await expect(staff.decideReview(otherwise)).rejects.toMatchObject({ reason: 'REVIEW_DECIDED' });
    const optIns = await acts.world.events('0', 'optout.OptedIn.v1', OptedIn);
    expect(optIns.at(-1)).toMatchObject({
      recipient: acts.pseudonym(address),
      ground: 'hit:act-hit',
    });
  });

  it('that is released does not lift a clear STOP that came since', async () => {
    const address = freshAddress();
    await acts.reply(address, 'hmm, stop or so');
    await acts.reply(address, 'STOP');
    const { reviewId } = await acts.reviewOf(address);
    const decided = await acts.world.acts(acts.world.operatorToken).decideReview({
      reviewId,
      decision: ReviewState.REVIEW_STATE_RELEASED,
      note: 'was about something else',
    });
    expect(decided.suppressed).toBe(true);
    expect(await acts.suppressionsOf(address)).toMatchObject([{ provisional: false }]);
  });

  it('that is confirmed is final', async () => {
    const address = freshAddress();
    await acts.reply(address, 'hmm, stop or so');
    const { reviewId } = await acts.reviewOf(address);
    await acts.world.acts(acts.world.operatorToken).decideReview({
      reviewId,
      decision: ReviewState.REVIEW_STATE_CONFIRMED,
      note: 'clearly enough',
    });
    expect(await acts.suppressionsOf(address)).toMatchObject([{ provisional: false }]);
  });

  it('is nobody’s to decide who belongs to the campaign', async () => {
    const token = await acts.world.tokenAs(Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    const list = acts.world.acts(token).listReviews({});
    await expect(list).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    const decide = acts.world.acts(token).decideReview({ reviewId: 'rev-1', note: 'x' });
    await expect(decide).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    const service = acts.world.acts().decideReview({ reviewId: 'rev-1', note: 'x' });
    await expect(service).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  });
});

describe('a control of the provider', () => {
  it.each([
    ['WhatsApp’s preference', Control.CONTROL_WHATSAPP_PREFERENCE, Scope.SCOPE_ORGANISATION],
    ['a carrier’s block', Control.CONTROL_CARRIER_BLOCK, Scope.SCOPE_ORGANISATION],
    ['a blocked bot', Control.CONTROL_BOT_BLOCKED, Scope.SCOPE_ORGANISATION],
    ['a blocked number', Control.CONTROL_SENDER_BLOCKED, Scope.SCOPE_SENDER],
  ])('%s suppresses as far as it says, and its reset lifts it', async (_, kind, scope) => {
    const address = freshAddress();
    expect(await acts.control(address, { control: kind })).toMatchObject({
      scope,
      suppressed: true,
    });
    expect(await acts.suppressionsOf(address)).toMatchObject([
      { scope, source: Source.SOURCE_PROVIDER },
    ]);
    const reset = await acts.control(address, { control: kind, resumed: true });
    expect(reset.suppressed).toBe(false);
    expect(await acts.suppressionsOf(address)).toEqual([]);
  });

  it('that is reset lifts nothing that the person has asked for, nor another control', async () => {
    const address = freshAddress();
    await acts.control(address, { control: Control.CONTROL_WHATSAPP_PREFERENCE });
    await acts.reply(address, 'STOP');
    await acts.control(address, { control: Control.CONTROL_WHATSAPP_PREFERENCE, resumed: true });
    expect(await acts.suppressionsOf(address)).toHaveLength(1);
    await acts.control(address, { control: Control.CONTROL_CARRIER_BLOCK });
    await acts.reply(address, 'START');
    expect(await acts.suppressionsOf(address)).toHaveLength(1);
  });

  it('that stopped before it was reset, and is reported after, suppresses nobody', async () => {
    const address = freshAddress();
    const kind = Control.CONTROL_WHATSAPP_PREFERENCE;
    await acts.control(address, { control: kind, resumed: true, atUs: 9_000_000n });
    await acts.control(address, { control: kind, atUs: 8_000_000n });
    expect(await acts.suppressionsOf(address)).toEqual([]);
  });
});
