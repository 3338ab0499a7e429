import { createHash } from 'node:crypto';
import { fold } from '@hustings/decider';
import type { CaseCommand, ReportBreach } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import type { CaseEvent } from '../src/domain/case/events.ts';
import type { Finding } from '../src/domain/case/evidence.ts';
import type { Ladder } from '../src/domain/case/ladder.ts';
import { PROCESS_RULES } from '../src/domain/case/process.ts';
import type { CaseState } from '../src/domain/case/state.ts';

/** 2027-01-15 08:00:00 UTC, microseconds. */
export const START_US = 1_800_000_000_000_000;
export const SECOND_US = 1_000_000;
export const HOUR_US = 3600 * SECOND_US;
export const DAY_US = 24 * HOUR_US;

export const SENDER = 'snd-1';
export const ORGANISATION = 'org-1';
export const CASE = 'cas-snd-1-1';
export const WARNING_NOTICE = 'ntc-snd-1-1-1';
export const SANCTION = 'snc-snd-1-1-1';
export const APPEAL = 'apl-snd-1-1-1';

export const ladder: Ladder = {
  minGapAfterDeliveryMs: 3_600_000,
  warningLapsesAfterMs: 30 * 86_400_000,
  restrictionMs: 72 * 3_600_000,
  deemedDeliveredAfterMs: 24 * 3_600_000,
  appealOpenMs: 184 * 86_400_000,
  appealClocks: {
    restrictionMs: 24 * 3_600_000,
    suspensionMs: 5 * 86_400_000,
    banMs: 10 * 86_400_000,
    campaignRestrictionMs: 12 * 3_600_000,
    campaignSuspensionMs: 48 * 3_600_000,
    campaignBanMs: 72 * 3_600_000,
    stayMs: 24 * 3_600_000,
  },
  process: PROCESS_RULES,
};

/** Of the policy document that the rules of these tests stand in. */
export const POLICY_HASH = 'a'.repeat(64);

/** A finding whose first fact lies at an instant and whose last lies a second later. */
export function findingAt(beganAtUs: number, change: Partial<Finding> = {}): Finding {
  return {
    subject: { kind: 'SENDER', id: SENDER },
    organisationId: ORGANISATION,
    ruleId: 'one-way-traffic',
    clause: 'terms 4.2 (version 1)',
    summary: 'One-way, near-identical traffic.',
    explanation: 'Bulk messages that nobody answers are not a conversation.',
    howToFix: 'Write to people who asked for it.',
    modelVersion: '7',
    measured: [
      { name: 'sent', value: 120, threshold: 50 },
      { name: 'nearDuplicateShare', value: 0.98765, threshold: 0.9 },
    ],
    beganAtUs,
    foundAtUs: beganAtUs + SECOND_US,
    logSeqs: [11, 12, 15],
    ...change,
  };
}

/** The report of a finding that was made as soon as it was complete. */
export function reportOf(finding: Finding, change: Partial<ReportBreach> = {}): ReportBreach {
  return {
    type: 'ReportBreach',
    caseId: CASE,
    finding,
    policyHash: POLICY_HASH,
    factsAfterUs: 0,
    ladder,
    nowUs: finding.foundAtUs,
    ...change,
  };
}

/** The history that commands leave; each of them must be accepted. */
export function historyOf(...commands: CaseCommand[]): CaseEvent[] {
  const events: CaseEvent[] = [];
  for (const command of commands) {
    const result = caseDecider.decide(command, stateAfter(events));
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.reason}`);
    events.push(...result.value);
  }
  return events;
}

export function stateAfter(events: CaseEvent[]): CaseState {
  return fold(caseDecider, events);
}

/** Orders of one story: warned at the start, delivered, restricted, heard. */
export const warnedAtUs = START_US + SECOND_US;
export const deliveredAtUs = warnedAtUs + HOUR_US;
export const restrictedAtUs = deliveredAtUs + 3 * HOUR_US;
export const restrictionEndsAtUs = restrictedAtUs + 72 * HOUR_US;

export const story = {
  warn: reportOf(findingAt(START_US)),
  deliver: {
    type: 'DeliverNotice',
    ...{ noticeId: WARNING_NOTICE, how: 'FETCHED', ladder, nowUs: deliveredAtUs },
  },
  restrict: reportOf(findingAt(restrictedAtUs - SECOND_US)),
  expire: { type: 'EndSanction', sanctionId: SANCTION, ladder, nowUs: restrictionEndsAtUs },
  lapse: {
    type: 'LapseWarning',
    ...{ ladder, nowUs: restrictionEndsAtUs + 30 * DAY_US },
  },
  appeal: {
    type: 'FileAppeal',
    ...{ measureId: SANCTION, organisationId: ORGANISATION, filedBy: 'crd-admin' },
    ...{ grounds: 'Our link was right.', ladder, nowUs: restrictedAtUs + HOUR_US },
    ...{ stay: false, newEvidence: '', onBehalfOf: '', inCampaign: false, pauses: [] },
  },
  uphold: {
    type: 'DecideAppeal',
    ...{ appealId: APPEAL, reviewer: 'crd-reviewer', reasons: 'The link was right.' },
    ...{ outcome: { type: 'OVERTURNED' }, copies: [], conflicted: [] },
    nowUs: restrictedAtUs + 2 * HOUR_US,
  },
} satisfies Record<string, CaseCommand>;

/** A pseudonym as the vault makes them: 128 uniform bits, base64url. The same number gives the same one. */
export function pseudonymOf(number: number): string {
  return createHash('sha256').update(String(number)).digest('base64url').slice(0, 22);
}
