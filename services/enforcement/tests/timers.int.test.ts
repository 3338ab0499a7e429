import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { type Clock, systemClock } from '@hustings/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activatePolicy, LADDER, ORGANISATION, SENDER, World } from './world.ts';

const BOUND = { timeout: 15_000, interval: 25 };
const RESTRICTION_MS = 600_000;
const LAPSE_MS = 7_200_000;
const sender = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: SENDER };

/** The clock of a machine that somebody sets. */
class SteppedClock implements Clock {
  #offsetUs = 0n;

  nowUs(): bigint {
    return systemClock.nowUs() + this.#offsetUs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs();
  }

  stepMs(ms: number): void {
    this.#offsetUs += BigInt(ms) * 1000n;
  }
}

describe('deadlines that are read from the log', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.create();
  });

  afterEach(async () => {
    await world.close();
  });

  it('are kept once each by two replicas, over clock steps both ways and restarts', async () => {
    const clock = new SteppedClock();
    const [one, two] = await Promise.all([world.startReplica(clock), world.startReplica(clock)]);
    await activatePolicy(world, one.address, {
      ...LADDER,
      warning: { minGapAfterDeliveryMs: 1, lapsesAfterMs: LAPSE_MS },
      restriction: { durationMs: RESTRICTION_MS },
      noticeDeemedDeliveredAfterMs: LAPSE_MS / 2,
    });
    const admin = await world.caller(one.address, Role.ROLE_ORGANISATION_ADMIN, ORGANISATION);
    await world.release(10);
    await world.reached('Warned');
    await admin.enforcement.fetchNotices({});
    await world.release(10);
    await world.reached('SanctionImposed');
    const ends = async (): Promise<number> =>
      (await world.caseEvents()).filter((type) => type === 'SanctionEnded').length;

    // Set back by a day: nothing ends, however long ago it seems to have begun or not.
    clock.stepMs(-86_400_000);
    await admin.enforcement.fetchNotices({});
    expect(await ends()).toBe(0);

    // Set forward past the end: both replicas see it, and it is recorded once, also after a restart.
    clock.stepMs(86_400_000 + RESTRICTION_MS + 1000);
    await two.stop();
    const three = await world.startReplica(clock);
    await expect.poll(ends, BOUND).toBe(1);
    const party = await world.knownCaller(three.address, admin.token);
    await party.enforcement.fetchNotices({});
    expect(await party.enforcement.getStanding(sender)).toMatchObject({
      standing: Standing.STANDING_WARNED,
    });

    // Set back again: what has ended does not end again, nor come back.
    clock.stepMs(-RESTRICTION_MS / 2);
    await Promise.all([one.stop(), three.stop()]);
    const four = await world.startReplica(clock);
    const again = await world.knownCaller(four.address, admin.token);
    expect(await again.enforcement.getStanding(sender)).toMatchObject({
      standing: Standing.STANDING_WARNED,
    });
    expect(await ends()).toBe(1);

    // Far ahead, with two fresh replicas: the warning lapses once.
    clock.stepMs(LAPSE_MS + RESTRICTION_MS);
    await four.stop();
    await Promise.all([world.startReplica(clock), world.startReplica(clock)]);
    await world.reached('CaseClosed');
    const types = await world.caseEvents();
    expect(types.filter((type) => type === 'CaseClosed')).toHaveLength(1);
    expect(types.filter((type) => type === 'SanctionEnded')).toHaveLength(1);
    const issued = types.filter((type) => type === 'NoticeIssued').length;
    expect(types.filter((type) => type === 'NoticeDelivered')).toHaveLength(issued);
  });
});
