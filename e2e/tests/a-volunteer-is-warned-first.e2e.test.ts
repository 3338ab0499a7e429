import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Outcome, Reason, type SendResult } from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { present } from '@hustings/kernel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CampaignNumber, expectEndAt, openNumber } from './support/campaign-number.ts';
import { CaseWork, CLAUSE, complaint } from './support/casework.ts';
import { type Caller, type Desk, reasonOf } from './support/desk.ts';
import { expectHistory } from './support/history.ts';
import { hustings } from './support/hustings.ts';
import { addTool, messageFor, numberOf, replay, type Scene } from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const BOUND = { timeout: 30_000, interval: 50 };
const WINDOW_MS = 8_000;
const RESTRICTION_MS = 12_000;
const REPLIERS = 4;
const VOLUNTEER = 'volunteer-7';
const QUEUED = { outcome: Outcome.OUTCOME_QUEUED };

let scene: Scene;
let desk: Desk;
let admin: Caller;
/** When the number last wrote through its first tool, milliseconds since the Unix epoch. */
let firstToolUsedAt: number;
let next = 1_000;
let other: CampaignNumber['other'];

beforeAll(async () => {
  ({
    scene,
    desk,
    admin,
    other,
    firstUsedAt: firstToolUsedAt,
  } = await openNumber({
    ...{ windowMs: WINDOW_MS, restrictionMs: RESTRICTION_MS, repliers: REPLIERS },
  }));
}, TIMEOUT_MS);
afterAll(async () => {
  desk.close();
  await scene.close();
});

/** What one message by a seat of the number comes to. */
async function send(
  to: string,
  from: { seatId?: string; senderId?: string; toolToken?: string } = {},
): Promise<SendResult> {
  const index = next++;
  const { toolToken = scene.party.toolToken, senderId = scene.party.senderId, seatId = '' } = from;
  const message = { ...messageFor(scene.party, index), to, senderId, seatId };
  const { result } = await scene.office.governor(toolToken).send({ message });
  if (toolToken === scene.party.toolToken) firstToolUsedAt = Date.now();
  return present(result, 'a call is answered');
}

/** Somebody who was never written to, and answers nothing. */
function stranger(): string {
  return `+3461077${String(1_000 + next)}`;
}

function number() {
  return { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: scene.party.senderId };
}

async function standing(): Promise<Standing> {
  return (await admin.enforcement.getStanding(number())).standing;
}

/** Sends until a message comes to that: measures reach the governor a moment after they were taken. */
async function untilSent(call: () => Promise<SendResult>, wanted: Partial<SendResult>) {
  await vi.waitFor(async () => expect(await call()).toMatchObject(wanted), BOUND);
}

describe('a volunteer on a seat of a campaign number', { timeout: TIMEOUT_MS }, () => {
  it('has a number of their own that can be neither registered nor sanctioned', async () => {
    const own = '+34600999888';
    const line = ['sender', 'register', '--channel', 'whatsapp', '--address', own];
    const profile = ['--limit-profile', 'whatsapp-20', '--number-kind', 'personal'];
    const refused = await hustings(scene, admin.token, [...line, ...profile]);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toContain('[PERSONAL_NUMBER]');
    const moderator = await desk.moderator();
    const crew = { reporter: moderator, carrier: moderator };
    for (const subjectId of [own, own.slice(1)]) {
      const opening = { party: scene.party, admin, crew, subject: { ...number(), subjectId } };
      expect(await reasonOf(CaseWork.open(opening))).toBe('SUBJECT_UNKNOWN');
    }
  });

  it('alone is restricted when the evidence is about the seat alone, and is heard by somebody else', async () => {
    const { party } = scene;
    const subjectId = `${party.organisationId}-${VOLUNTEER}`;
    const seat = { subjectKind: SubjectKind.SUBJECT_KIND_SEAT, subjectId };
    const [reporter, carrier, judge, reviewer] = await Promise.all([
      desk.moderator(),
      desk.moderator(),
      desk.hire([Role.ROLE_MODERATOR, Role.ROLE_REVIEWER]),
      desk.reviewer(),
    ]);
    const opening = { party, admin, crew: { reporter, carrier } };
    const wide = await CaseWork.open(opening);
    const ofSeat = { aboutKind: seat.subjectKind, aboutId: seat.subjectId };
    const evidenceId = await wide.add(reporter, { ...complaint('of the number'), ...ofSeat });
    const tooWide = wide.take(judge, Standing.STANDING_WARNED, [evidenceId]);
    expect(await reasonOf(tooWide)).toBe('SCOPE_TOO_WIDE');
    await reporter.cases.closeCase({ caseId: wide.caseId, reasons: 'It is about one seat.' });

    const narrow = await CaseWork.open({ ...opening, subject: seat });
    await narrow.restrict(judge);
    await untilSent(() => send(stranger(), { seatId: VOLUNTEER }), {
      ...{ outcome: Outcome.OUTCOME_REFUSED, reason: Reason.REASON_RESTRICTED_REPLY_ONLY },
    });
    for (const goesOn of [{ seatId: 'volunteer-8' }, {}, other]) {
      expect(await send(stranger(), goesOn)).toMatchObject(QUEUED);
    }
    const { sanctionId } = await admin.enforcement.getStanding(seat);
    const tool = await desk.as(party.toolToken);
    const grounds = 'They had written to us first.';
    const onBehalfOf = `seat:${VOLUNTEER}`;
    const { appealId } = await tool.enforcement.fileAppeal({ sanctionId, grounds, onBehalfOf });
    const decision = { appealId, upholdAppeal: true, reasons: 'They had.' };
    expect(await reasonOf(judge.enforcement.decideAppeal(decision))).toBe('REVIEWER_INVOLVED');
    await reviewer.enforcement.decideAppeal(decision);
    await untilSent(() => send(stranger(), { seatId: VOLUNTEER }), QUEUED);
  });

  it('is told with reasons and a date before anything happens, keeps writing to those who replied, and the end comes by itself', async () => {
    const { senderId } = scene.party;
    const newTool = await addTool(scene, 'Desktop client', [senderId]);
    const seat = { seatId: VOLUNTEER, toolToken: newTool };
    const longAgo = { ...BOUND, message: 'what the first tool sent has left the window' };
    await expect.poll(() => Date.now() - firstToolUsedAt, longAgo).toBeGreaterThan(WINDOW_MS);
    const writeUntil = async (wanted: Standing) => {
      for (let sent = 0; (await standing()) !== wanted; sent += 4) {
        expect(sent, `no ${wanted}`).toBeLessThan(380);
        for (const _ of [1, 2, 3, 4]) await send(numberOf(next), seat);
      }
    };
    await writeUntil(Standing.STANDING_WARNED);
    const listed = await hustings(scene, newTool, [
      'notice',
      'list',
      '--new',
      '--language',
      'en',
      '--json',
    ]);
    const notices: { text: string; statement?: { ruleId: string; appealUntilUs: string } }[] =
      JSON.parse(listed.out);
    const warning = notices.findLast(({ statement }) => statement?.ruleId === 'new-tool');
    expect(notices.map(({ statement }) => statement?.ruleId)).toContain('new-tool');
    expect(warning).toMatchObject({ statement: { ruleId: 'new-tool', clause: CLAUSE } });
    expect(warning?.text).toContain('Nothing is blocked');
    expect(Number(warning?.statement?.appealUntilUs)).toBeGreaterThan(Date.now() * 1000);
    // Nothing has been taken yet.
    expect(await send(stranger(), seat)).toMatchObject(QUEUED);
    await expectHistory(scene, admin, 'warned');

    await writeUntil(Standing.STANDING_RESTRICTED);
    const restricted = await admin.enforcement.getStanding(number());
    const endsAtMs = Number(usFromTimestamp(present(restricted.endsAt, 'an end'))) / 1000;
    await untilSent(() => send(stranger(), seat), {
      ...{ outcome: Outcome.OUTCOME_REFUSED, reason: Reason.REASON_RESTRICTED_REPLY_ONLY },
      retryAt: restricted.endsAt,
    });
    for (let replier = 0; replier < REPLIERS; replier++) {
      expect(await send(numberOf(replier), seat)).toMatchObject(QUEUED);
    }
    expect(await send(stranger(), other)).toMatchObject(QUEUED);
    await vi.waitFor(async () => {
      const { recipients } = await scene.provider.report();
      for (let replier = 0; replier < REPLIERS; replier++) {
        expect(recipients[numberOf(replier)]?.accepted).toBe(2);
      }
    }, BOUND);
    expect(Date.now()).toBeLessThan(endsAtMs);
    await expectHistory(scene, admin, 'restricted');
    await expectEndAt(endsAtMs, () => send(stranger(), seat));
    await expectHistory(scene, admin, 'after');
    await expect.poll(standing, BOUND).toBe(Standing.STANDING_WARNED);
    expect(await replay(scene)).toMatchObject({ differences: 0n, processViolations: 0n, lost: 0n });
    expect((await scene.provider.report()).optOutViolations).toBe(0);
  });
});
