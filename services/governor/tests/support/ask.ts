import {
  DecisionsRecorded,
  DeliveryMode,
  Outcome,
  type SendResult,
} from '@hustings/contracts/governor';
import { expect, vi } from 'vitest';
import type { messageOf, Rig } from './rig.ts';

type Message = ReturnType<typeof messageOf>;
type Decisions = DecisionsRecorded['decisions'];

export const IMMEDIATE = { mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE };

/** The answer to one message. */
export async function sendOne(
  client: ReturnType<Rig['client']>,
  message: Message,
): Promise<SendResult> {
  const { result } = await client.send({ message });
  if (!result) throw new Error('a call was not answered');
  return result;
}

/** Frames as a tool streams them. */
export async function* framesOf(frames: Message[][]): AsyncGenerator<{ messages: Message[] }> {
  for (const messages of frames) yield { messages };
}

interface RecordedGroup {
  seq: number;
  subject: string;
  recorded: DecisionsRecorded;
}

/** Every recorded group of decisions after a sequence, in the order of the log. */
export async function recordedGroups(rig: Rig, after = 0): Promise<RecordedGroup[]> {
  const found: RecordedGroup[] = [];
  const until = await rig.log.lastSeq('0');
  const signal = AbortSignal.timeout(10_000);
  const subjects = ['hustings.evt.0.gate.*'];
  for await (const entry of rig.log.follow({ partition: '0', after, until, subjects, signal })) {
    const events = 'commit' in entry ? entry.commit.events : [];
    for (const { eventType, data } of events) {
      if (eventType !== 'governor.DecisionsRecorded.v1') continue;
      found.push({
        seq: entry.seq,
        subject: entry.subject,
        recorded: DecisionsRecorded.decode(data),
      });
    }
  }
  return found;
}

/** Every decision in the log, in order. */
export async function decisions(rig: Rig): Promise<Decisions> {
  return (await recordedGroups(rig)).flatMap(({ recorded }) => recorded.decisions);
}

/** Waits until a sender has so many releases. */
export async function releasedOf(rig: Rig, senderId: string, count: number): Promise<Decisions> {
  return waitFor(async () => {
    const released = (await decisions(rig)).filter(
      (one) => one.senderId === senderId && one.outcome === Outcome.OUTCOME_RELEASED,
    );
    expect(released).toHaveLength(count);
    return released;
  });
}

/** Looks again until the claims hold, for at most 15 s. */
export async function waitFor<T>(look: () => Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 15_000, interval: 50 });
}
