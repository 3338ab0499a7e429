import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vote, windowsWith } from './lua-windows.ts';
import { decisions, framesOf, waitFor } from './support/ask.ts';
import { activatePolicy, type SeededSender, seedSender } from './support/facts.ts';
import { messageOf, numberOf, POLICY, type Rig, startRig } from './support/rig.ts';

const DAY_MS = 86_400_000;
/** Ghana keeps UTC all the year, and nothing is known of its law: the eve and the polling day are silent. */
const GHANA = { recipientRegion: 'GH' };
/** More than one page of a look through the lanes. */
const COUNT = 300;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

/** Windows with a silence in Ghana that begins so soon: the provider's queue is taken for as long as it takes. */
function silenceIn(ms: number) {
  const beginsMs = Date.now() + ms;
  const eveMs = Math.ceil((beginsMs + POLICY.dispatch.releaseMaxAgeMs) / DAY_MS) * DAY_MS;
  const pollingDays = [new Date(eveMs + DAY_MS).toISOString().slice(0, 10)];
  const elections = [{ ...vote('GH', 'Africa/Accra'), pollingDays }];
  const providerQueueMs = eveMs - POLICY.dispatch.releaseMaxAgeMs - beginsMs;
  return { ...POLICY, windows: windowsWith({ elections, providerQueueMs }) };
}

async function queue(sender: SeededSender, count: number, changes: object): Promise<void> {
  const messages = Array.from({ length: count }, (_, at) =>
    messageOf(sender, numberOf(at), changes),
  );
  const frames = [messages.slice(0, 200), messages.slice(200)];
  const used = frames.filter(({ length }) => length > 0);
  for await (const { results } of rig.client(sender).sendStream(framesOf(used))) {
    expect(results.every(({ outcome }) => outcome === Outcome.OUTCOME_QUEUED)).toBe(true);
  }
}

async function outcomesOf({ senderId }: SeededSender) {
  const all = await decisions(rig);
  return all.filter((one) => one.senderId === senderId && one.outcome !== Outcome.OUTCOME_QUEUED);
}

describe('when election silence begins', () => {
  it('what its owner has paused is cancelled at once, wherever it stands, and nothing else', async () => {
    const sender = await seedSender(rig.log, 'fast');
    await rig.client(sender).pauseLane({ lane: { campaignId: sender.campaignId } });
    await queue(sender, COUNT, GHANA);
    await queue(sender, 3, { recipientRegion: 'ES' });
    await activatePolicy(rig.log, silenceIn(2_000));
    await waitFor(async () => expect(await outcomesOf(sender)).toHaveLength(COUNT));
    const cancelled = await outcomesOf(sender);
    expect(
      cancelled.map(({ outcome, reason, ruleId, place }) => [outcome, reason, ruleId, place]),
    ).toEqual(
      cancelled.map(() => [
        Outcome.OUTCOME_CANCELLED,
        Reason.REASON_ELECTION_SILENCE,
        'silence:vote-gh',
        'GH;;',
      ]),
    );
    await rig.client(sender).resumeLane({ lane: { campaignId: sender.campaignId } });
    await waitFor(async () => expect(await outcomesOf(sender)).toHaveLength(COUNT + 3));
    const released = (await outcomesOf(sender)).slice(COUNT);
    expect(released.map(({ outcome, place }) => [outcome, place])).toEqual(
      released.map(() => [Outcome.OUTCOME_RELEASED, 'ES;;']),
    );
  });
});
