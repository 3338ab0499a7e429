import { DecisionKind, Outcome, Reason } from '@hustings/contracts/governor';
import { Channel } from '@hustings/contracts/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisions, framesOf, IMMEDIATE, releasedOf, sendOne, waitFor } from './support/ask.ts';
import { optOut, optOutOfAll, revokeCredential, seedSender } from './support/facts.ts';
import { messageOf, numberOf, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

describe('a message', () => {
  it('is released at once, and the release stands in the log before the answer', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const result = await sendOne(rig.client(sender), messageOf(sender, numberOf(1), IMMEDIATE));
    expect(result).toMatchObject({ outcome: Outcome.OUTCOME_RELEASED, repeatedKey: false });
    const logged = (await decisions(rig)).filter((one) => one.messageId === result.messageId);
    expect(logged).toHaveLength(1);
    expect(logged[0]?.recipient).toBe(
      rig.vault.organisationPseudonym(sender.organisationId, numberOf(1)),
    );
  });

  it('stands in a lane and is released by itself, within the limit', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const client = rig.client(sender);
    const messages = Array.from({ length: 12 }, (_, index) => messageOf(sender, numberOf(index)));
    for await (const { results } of client.sendStream(framesOf([messages]))) {
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(12).fill(Outcome.OUTCOME_QUEUED));
    }
    const released = await releasedOf(rig, sender.senderId, 12);
    expect(released.every(({ kind }) => kind === DecisionKind.DECISION_KIND_RELEASE)).toBe(true);
    expect(new Set(released.map(({ messageId }) => messageId)).size).toBe(12);
  });

  it('gets its first answer again under the same key, and a refusal for another body', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const client = rig.client(sender);
    const message = messageOf(sender, numberOf(1), IMMEDIATE);
    const first = await sendOne(client, message);
    const again = await sendOne(client, message);
    expect(again).toMatchObject({ messageId: first.messageId, repeatedKey: true });
    const other = await sendOne(client, { ...message, text: 'Otro texto.' });
    expect(other).toMatchObject({
      outcome: Outcome.OUTCOME_REFUSED,
      reason: Reason.REASON_IDEMPOTENCY_CONFLICT,
    });
    const both = client.sendStream(framesOf([[message, message]]));
    for await (const { results } of both) {
      expect(results.map(({ messageId }) => messageId)).toEqual([first.messageId, first.messageId]);
    }
  });
});

describe('a refusal is an answer', () => {
  it('to a tool without a grant', async () => {
    const sender = await seedSender(rig.log, 'fast', { granted: false });
    const result = await sendOne(rig.client(sender), messageOf(sender, numberOf(1)));
    expect(result.reason).toBe(Reason.REASON_TOOL_NOT_GRANTED);
    expect(result.detail).toMatch(/grant/);
  });

  it('to a sender that is not verified', async () => {
    const sender = await seedSender(rig.log, 'fast', { verified: false });
    const result = await sendOne(rig.client(sender), messageOf(sender, numberOf(1)));
    expect(result.reason).toBe(Reason.REASON_SENDER_NOT_VERIFIED);
  });

  it("to another organisation's sender, as if it did not exist", async () => {
    const own = await seedSender(rig.log, 'fast');
    const other = await seedSender(rig.log, 'fast');
    const message = messageOf({ ...own, senderId: other.senderId }, numberOf(1));
    expect((await sendOne(rig.client(own), message)).reason).toBe(Reason.REASON_SENDER_UNKNOWN);
  });

  it('to a number that is none, without a trace in the log', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const result = await sendOne(rig.client(sender), messageOf(sender, '+34 12'));
    expect(result).toMatchObject({ reason: Reason.REASON_INVALID_NUMBER, messageId: '' });
    expect((await decisions(rig)).some(({ senderId }) => senderId === sender.senderId)).toBe(false);
  });

  it('to the sixth message in a second, with the time to come back', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const client = rig.client(sender);
    const messages = Array.from({ length: 6 }, (_, index) =>
      messageOf(sender, numberOf(index), IMMEDIATE),
    );
    for await (const { results } of client.sendStream(framesOf([messages]))) {
      expect(results.slice(0, 5).every((one) => one.outcome === Outcome.OUTCOME_RELEASED)).toBe(
        true,
      );
      expect(results[5]).toMatchObject({
        reason: Reason.REASON_LIMIT_EXCEEDED,
        ruleId: 'per-second',
      });
      expect(results[5]?.retryAt).toBeDefined();
    }
  });

  it('to a text that must not go out, and holds one without a verdict', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const client = rig.client(sender);
    const blocked = await sendOne(client, messageOf(sender, numberOf(1), { text: 'forbidden' }));
    expect(blocked).toMatchObject({
      reason: Reason.REASON_CONTENT_BLOCKED,
      detail: 'the text says forbidden',
    });
    const held = await sendOne(client, messageOf(sender, numberOf(1), { text: 'undecided' }));
    expect(held).toMatchObject({
      outcome: Outcome.OUTCOME_HELD,
      reason: Reason.REASON_CLASSIFIER_UNAVAILABLE,
    });
    expect(held.retryAt).toBeDefined();
  });

  it('to a credential that was revoked while its stream is open, and no new call is let in', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const client = rig.client(sender);
    const revoked = Promise.withResolvers<void>();
    async function* frames() {
      yield { messages: [messageOf(sender, numberOf(1))] };
      await revoked.promise;
      yield { messages: [messageOf(sender, numberOf(2))] };
    }
    const answers: [Outcome, Reason][] = [];
    for await (const { results } of client.sendStream(frames())) {
      answers.push(...results.map(({ outcome, reason }): [Outcome, Reason] => [outcome, reason]));
      if (answers.length === 2) break;
      await revokeCredential(rig.log, sender);
      revoked.resolve();
    }
    expect(answers).toEqual([
      [Outcome.OUTCOME_QUEUED, Reason.REASON_UNSPECIFIED],
      [Outcome.OUTCOME_REFUSED, Reason.REASON_CREDENTIAL_REVOKED],
    ]);
    await waitFor(() =>
      expect(sendOne(client, messageOf(sender, numberOf(3)))).rejects.toMatchObject({
        reason: 'CREDENTIAL_INVALID',
      }),
    );
  });

  it("to a text longer than the sender's channel takes, with both lengths", async () => {
    const sender = await seedSender(rig.log, 'fast', { channel: Channel.CHANNEL_SMS });
    const message = messageOf(sender, numberOf(1), { text: 'a'.repeat(1_601) });
    const result = await sendOne(rig.client(sender), message);
    expect(result.reason).toBe(Reason.REASON_TEXT_TOO_LONG);
    expect(result.detail).toMatch(/1601.*1600/);
  });
});

describe('an opt-out', () => {
  it('holds for what is sent later and cancels what is queued', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const client = rig.client(sender);
    const messages = Array.from({ length: 15 }, (_, index) => messageOf(sender, numberOf(index)));
    for await (const { results } of client.sendStream(framesOf([messages]))) {
      expect(results).toHaveLength(15);
    }
    const stopped = rig.vault.organisationPseudonym(sender.organisationId, numberOf(14));
    const factSeq = await optOut(rig.log, sender, stopped);
    const later = await sendOne(client, messageOf(sender, numberOf(14)));
    expect(later.reason).toBe(Reason.REASON_OPTED_OUT_ORGANISATION);
    await releasedOf(rig, sender.senderId, 14);
    const ofStopped = await waitFor(async () => {
      const all = (await decisions(rig)).filter(({ recipient }) => recipient === stopped);
      expect(all.some(({ outcome }) => outcome === Outcome.OUTCOME_CANCELLED)).toBe(true);
      return all;
    });
    expect(ofStopped.some(({ outcome }) => outcome === Outcome.OUTCOME_RELEASED)).toBe(false);
    expect(factSeq).toBeGreaterThan(0);
  });

  it('from all political senders holds for every organisation', async () => {
    const first = await seedSender(rig.log, 'fast');
    const second = await seedSender(rig.log, 'fast');
    await optOutOfAll(rig.log, rig.vault.allPoliticalPseudonym(numberOf(77)));
    await waitFor(async () => {
      const { partitions } = await rig.client(first).getPositions({});
      expect(partitions.find(({ partition }) => partition === 'all')?.appliedSeq).toBe(1n);
    });
    for (const sender of [first, second]) {
      const result = await sendOne(rig.client(sender), messageOf(sender, numberOf(77)));
      expect(result.reason).toBe(Reason.REASON_OPTED_OUT_ALL_POLITICAL);
    }
  });
});
