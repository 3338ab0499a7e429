import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  EvidenceClass,
  type ReferralEvidence,
  Standing,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Outcome } from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { present } from '@hustings/kernel';
import type { PolicyDocument } from '@hustings/policy';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CLAUSE } from './support/casework.ts';
import { type Caller, Desk, reasonOf } from './support/desk.ts';
import { hustings } from './support/hustings.ts';
import { messageFor, openScene, queueAll, type Scene, untilSettled } from './support/scene.ts';

const TIMEOUT_MS = 120_000;
const BOUND = { timeout: 30_000, interval: 50 };
const DAY_MS = 86_400_000;
const SET_CLOCK = fileURLToPath(new URL('./support/set-clock.ts', import.meta.url));
const { EVIDENCE_CLASS_C, EVIDENCE_CLASS_D, EVIDENCE_CLASS_F } = EvidenceClass;

const folder = mkdtempSync(join(tmpdir(), 'hustings-clocks-'));
const clocks = join(folder, 'clocks.json');
let scene: Scene;
let desk: Desk;
let admin: Caller;
let document: PolicyDocument;

beforeAll(async () => {
  scene = await openScene({
    env: { NODE_OPTIONS: `--import ${SET_CLOCK}`, E2E_CLOCKS: clocks },
    change: (policy) => {
      document = policy;
    },
  });
  desk = new Desk(scene);
  admin = await desk.as(scene.party.adminToken);
}, TIMEOUT_MS);
afterAll(async () => {
  desk.close();
  await scene.close();
  rmSync(folder, { recursive: true });
});

function sender() {
  return { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: scene.party.senderId };
}

async function standing(): Promise<Standing> {
  return (await admin.enforcement.getStanding(sender())).standing;
}

/** Messages with texts of their own, each arrived or rejected. */
async function write(from: number, count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, index) => messageFor(scene.party, from + index));
  await queueAll(scene, people);
  await untilSettled(scene);
}

describe('rules and notices with a date', { timeout: TIMEOUT_MS }, () => {
  it('bind nobody before it: two officers approve a policy, and what was sent before counts for nothing', async () => {
    const officer = () => desk.hire([Role.ROLE_POLICY_OFFICER]);
    const [proposer, first, second] = await Promise.all([officer(), officer(), officer()]);
    const effectiveAtMs = Date.now() + 8_000;
    const rule = present(document.enforcement.rules[0], 'a rule');
    const bulk = { ...rule, id: 'bulk', clause: CLAUSE, when: 'sent >= 10.0' };
    const dated = {
      ...document,
      ...{ name: 'from the date on', effectiveFrom: new Date(effectiveAtMs).toISOString() },
      enforcement: { ...document.enforcement, rules: [bulk] },
    };
    const documentJson = JSON.stringify(dated);
    const { hash } = await proposer.policy.proposePolicy({ documentJson });
    expect(await reasonOf(proposer.policy.approvePolicy({ hash }))).toBe('APPROVER_IS_PROPOSER');
    expect(await first.policy.approvePolicy({ hash })).toMatchObject({ activated: false });
    expect(await reasonOf(first.policy.approvePolicy({ hash }))).toBe('ALREADY_APPROVED_BY_CALLER');
    expect(await second.policy.approvePolicy({ hash })).toMatchObject({ activated: true });
    await write(0, 12);
    expect((await admin.policy.getActivePolicy({})).hash).not.toBe(hash);
    expect(Date.now()).toBeLessThan(effectiveAtMs);
    await expect.poll(() => Date.now(), BOUND).toBeGreaterThan(effectiveAtMs);
    await write(100, 9);
    expect((await admin.policy.getActivePolicy({})).hash).toBe(hash);
    expect(await standing()).toBe(Standing.STANDING_ACTIVE);
    await write(200, 1);
    await expect.poll(standing, BOUND).toBe(Standing.STANDING_WARNED);
    const { cases } = await admin.enforcement.listCases({});
    const shown = await admin.enforcement.getCase({ caseId: cases[0]?.caseId ?? '' });
    const statement = shown.case?.statement;
    expect(statement).toMatchObject({ ruleId: 'bulk', automatedDecision: true });
    const [evidence] = shown.case?.evidence ?? [];
    expect(Number(evidence?.occurredAtUs)).toBeGreaterThanOrEqual(effectiveAtMs * 1000);
    expect(evidence?.signals).toMatchObject([{ name: 'sent', value: 10 }]);
  });

  it('name zone and instant, take off-platform claims only for what follows, and change no standing', async () => {
    const [publisher, moderator, one, two, counsel] = await Promise.all([
      desk.moderator(),
      desk.moderator(),
      desk.reviewer(),
      desk.reviewer(),
      desk.hire([Role.ROLE_COUNSEL]),
    ]);
    const effectiveDate = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
    const published = await publish(publisher, effectiveDate);
    const { referralId, notice } = present(published.referral, 'a published notice');
    const effectiveAfterMs = Number(notice?.effectiveAfterUs) / 1000;
    expect(madridTime(effectiveAfterMs)).toBe('00:00:00');
    expect(madridTime(effectiveAfterMs - 1)).toBe('23:59:59');

    const add = (by: Caller, evidence: Partial<ReferralEvidence>) =>
      by.remedy.addReferralEvidence({
        referralId,
        evidence: { ...claim(Date.now()), ...evidence },
      });
    const approve = (by: Caller) =>
      by.remedy.approveReferral({ referralId, reasons: 'The archive shows it.' });
    const notAnnounced = { evidenceClass: EVIDENCE_CLASS_F };
    expect(await reasonOf(add(moderator, notAnnounced))).toBe('EVIDENCE_NOT_ANNOUNCED');
    const ahead = claim(effectiveAfterMs + 1);
    expect(await reasonOf(add(moderator, ahead))).toBe('EVIDENCE_IN_FUTURE');
    expect(await reasonOf(add(moderator, { url: '' }))).toBe('EVIDENCE_URL_MISSING');
    expect((await add(moderator, {})).referral?.ground).toBe('NONE');
    expect(await reasonOf(approve(one))).toBe('PREDICATE_NOT_MET');

    // A complaint of before the date corroborates a claim only when it is linked with it.
    const other = present((await publish(publisher, effectiveDate)).referral, 'another notice');
    const corroborate = async (evidence: Partial<ReferralEvidence>) => {
      const item = {
        referralId: other.referralId,
        evidence: { ...claim(Date.now()), ...evidence },
      };
      return (await moderator.remedy.addReferralEvidence(item)).referral;
    };
    const claimed = await corroborate({});
    const complaint = { evidenceClass: EVIDENCE_CLASS_C, url: '' };
    expect((await corroborate(complaint))?.ground).toBe('NONE');
    const linkedEvidenceIds = [claimed?.evidence[0]?.evidenceId ?? ''];
    const linked = await corroborate({ ...complaint, linkedEvidenceIds });
    expect(linked?.ground).toBe('LINKED_BEFORE_DATE');

    // Three days later.
    writeFileSync(clocks, JSON.stringify({ enforcement: 3 * DAY_MS }));
    await scene.stack.fleet.member('enforcement').restart();
    // In three days the warning of the first story has lapsed: what is compared stands still.
    await vi.waitFor(async () => {
      expect(await standing()).toBe(Standing.STANDING_ACTIVE);
    }, BOUND);
    expect((await add(moderator, {})).referral?.ground).toBe('NONE');
    const after = await add(moderator, claim(effectiveAfterMs + DAY_MS));
    expect(after.referral?.ground).toBe('CONTINUED_AFTER_DATE');
    const make = () => publisher.remedy.makeReferral({ referralId });
    expect(await reasonOf(approve(moderator))).toBe('ROLE_MISSING');
    await approve(one);
    expect(await reasonOf(approve(one))).toBe('ALREADY_APPROVED');
    await approve(two);
    expect(await reasonOf(make())).toBe('APPROVALS_MISSING');
    await approve(counsel);
    expect(await reasonOf(make())).toBe('RESPONDENT_NOT_TOLD');
    await publisher.remedy.tellRespondent({ referralId });
    const { notices } = await admin.enforcement.fetchNotices({});
    const told = notices.findLast(({ text }) => text.includes(referralId))?.text;
    expect(told).toContain(`after the end of ${effectiveDate} in the zone Europe/Madrid`);
    expect(told).toContain(new Date(effectiveAfterMs).toISOString().slice(0, 19).replace('T', ' '));
    expect((await make()).referral).toMatchObject({ status: 'MADE' });

    expect(await standing()).toBe(Standing.STANDING_ACTIVE);
    expect(await admin.remedy.getCapabilityCard(sender())).toMatchObject({
      overlays: ['REFERRAL_NOTICED'],
    });
    const message = messageFor(scene.party, 900);
    const sent = await scene.office.governor(scene.party.toolToken).send({ message });
    expect(sent.result).toMatchObject({ outcome: Outcome.OUTCOME_QUEUED });
  });

  it('leave a log from which anybody derives every decision of the machine again', async () => {
    const { token } = await desk.hire([Role.ROLE_AUDITOR]);
    const replayed = await hustings(scene, token, ['audit', 'replay', '--json']);
    expect(JSON.parse(replayed.out)).toMatchObject({ ok: true, differences: 0 });
    expect(replayed.exitCode).toBe(0);
  });
});

function publish(by: Caller, effectiveDate: string) {
  return by.remedy.publishReferralNotice({
    ...{ organisationId: scene.party.organisationId, effectiveDate, timeZone: 'Europe/Madrid' },
    ...{ conduct: 'Selling bulk messages to people who did not ask.', clause: CLAUSE },
    ...{ evidenceClasses: [EVIDENCE_CLASS_C, EVIDENCE_CLASS_D], contact: 'legal@example.org' },
  });
}

/** A claim on the company's own site, archived. */
function claim(atMs: number) {
  return {
    ...{ evidenceClass: EVIDENCE_CLASS_D, conductAtUs: BigInt(Math.round(atMs)) * 1000n },
    ...{ summary: 'The price list offers bulk messages.', url: 'https://prueba.example/prices' },
    sha256: createHash('sha256').update(`archive ${atMs}`).digest('hex'),
  };
}

function madridTime(ms: number): string {
  return new Date(ms).toLocaleTimeString('en-GB', { timeZone: 'Europe/Madrid' });
}
