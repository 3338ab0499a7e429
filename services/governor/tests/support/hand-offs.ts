import { HandOffsFinished, HandOffsStarted } from '@hustings/contracts/dispatch';
import { type DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { expect } from 'vitest';
import { decisions, waitFor } from './ask.ts';
import { appendFacts, type SeededSender } from './facts.ts';
import type { Rig } from './rig.ts';

type Decisions = DecisionsRecorded['decisions'];

/** Says in the log, as a dispatcher does, that releases were taken up; nothing is called yet. */
export async function takeUp(rig: Rig, released: Decisions): Promise<void> {
  const [first] = released;
  if (first) await appendFacts(rig.log, first.organisationId, { events: [startOf(released)] });
}

/** Waits until a sender has so many releases, and says in the log meanwhile that each was called and accepted. */
export async function handedOff(
  rig: Rig,
  { senderId, organisationId }: SeededSender,
  count: number,
): Promise<Decisions> {
  let called = 0;
  return waitFor(async () => {
    const released = (await decisions(rig)).filter(
      (one) => one.senderId === senderId && one.outcome === Outcome.OUTCOME_RELEASED,
    );
    const fresh = released.slice(called);
    called = released.length;
    const events = [startOf(fresh), endOf(fresh)];
    if (fresh.length > 0) await appendFacts(rig.log, organisationId, { events });
    expect(released).toHaveLength(count);
    return released;
  });
}

function startOf(released: Decisions) {
  const started = HandOffsStarted.fromPartial({ releases: released.map(refOf) });
  return {
    eventType: 'dispatch.HandOffsStarted.v1',
    data: HandOffsStarted.encode(started).finish(),
  };
}

function endOf(released: Decisions) {
  const accepted = released.map((decision) => ({ release: refOf(decision) }));
  return {
    eventType: 'dispatch.HandOffsFinished.v1',
    data: HandOffsFinished.encode(HandOffsFinished.fromPartial({ accepted })).finish(),
  };
}

function refOf(decision: Decisions[number]) {
  return { ...decision, decisionNumber: decision.number };
}
