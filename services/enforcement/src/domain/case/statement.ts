import type { MachineMeasure, Statement } from './events.ts';
import type { Evidence, Finding } from './evidence.ts';
import { type Ladder, toUs } from './ladder.ts';
import { sayDuration, sayInstant, sayMeasured } from './wording.ts';

/** Why the machine names a sender: what it measures is counted by number. */
export const MACHINE_SCOPE =
  'The measured facts are counted over the number as a whole; they do not name one seat.';

/** What a statement of reasons is made from. */
export interface Grounds {
  measure: MachineMeasure;
  /** What an appeal has to name. */
  measureId: string;
  finding: Finding;
  evidence: Evidence;
  ladder: Ladder;
  nowUs: number;
}

/** Reasons for a measure that starts now, with every point of Article 17(3) of Regulation (EU) 2022/2065. */
export function stateReasons(grounds: Grounds): Statement {
  const { measure, finding, evidence, ladder, nowUs } = grounds;
  const appealUntilUs = appealUntil(nowUs, ladder);
  return {
    measure,
    startsAtUs: nowUs,
    endsAtUs: measure === 'RESTRICTED' ? nowUs + toUs(ladder.restrictionMs) : null,
    facts: sayFacts(finding),
    sourceType: 'OWN_INITIATIVE',
    evidenceIds: [evidence.evidenceId],
    automatedDetection: true,
    automatedDecision: true,
    ...versionsOf([evidence]),
    ruleId: finding.ruleId,
    clause: finding.clause,
    explanation: finding.explanation,
    redress: sayRedress(grounds.measureId, appealUntilUs, ladder),
    appealUntilUs,
    howToFix: `${finding.howToFix} ${sayNextStep(measure, ladder)}`,
    step: measure === 'WARNED' ? 'T01' : 'T02',
    whyNotNarrower: MACHINE_SCOPE,
    parity: null,
    answerIds: [],
  };
}

/** What automated means took part in finding what evidence shows: point (c). */
export function versionsOf(
  items: readonly Evidence[],
): Pick<Statement, 'policyHash' | 'modelVersion'> {
  const policies = namedOnce(items.map((item) => item.policyHash));
  const models = namedOnce(items.map((item) => item.modelVersion));
  return {
    ...(policies === '' ? {} : { policyHash: policies }),
    ...(models === '' ? {} : { modelVersion: models }),
  };
}

function namedOnce(versions: readonly (string | undefined)[]): string {
  return [...new Set(versions.filter((each) => each !== undefined))].join(', ');
}

/** The text of the notice that carries a statement. */
export function sayMeasure(statement: Statement, senderId: string): string {
  return [
    sayHeadline(statement, senderId),
    `Why: ${statement.facts}`,
    `Rule ${statement.ruleId}, ${statement.clause}: ${statement.explanation}`,
    'How it was found: automatically, from events of the log; no person took part so far.',
    `What to change, and what follows: ${statement.howToFix}`,
    `If you disagree: ${statement.redress}`,
  ].join('\n');
}

/**
 * The appeal window is counted from delivery (DSA Article 20(1)). Delivery is not known yet, so the window is stated
 * from the latest instant at which the notice can count as delivered.
 */
export function appealUntil(nowUs: number, ladder: Ladder): number {
  return nowUs + toUs(ladder.deemedDeliveredAfterMs) + toUs(ladder.appealOpenMs);
}

function sayHeadline(statement: Statement, senderId: string): string {
  if (statement.endsAtUs === null) {
    return `Warning about sender ${senderId}. Nothing is blocked: it can send as before.`;
  }
  return (
    `Sender ${senderId} is restricted from ${sayInstant(statement.startsAtUs)} until ` +
    `${sayInstant(statement.endsAtUs)}: it can write only to people who have replied to it. ` +
    'Reading and appeal stay open. The restriction ends by itself.'
  );
}

function sayFacts(finding: Finding): string {
  const began = sayInstant(finding.beganAtUs);
  const found = sayInstant(finding.foundAtUs);
  return `${finding.summary} Measured from ${began} to ${found}: ${sayMeasured(finding.measured)}.`;
}

/** How to appeal, until when, to whom. */
export function sayRedress(measureId: string, untilUs: number, ladder: Ladder): string {
  return (
    `appeal free of charge until ${sayInstant(untilUs)} with "hustings appeal file ${measureId}" (FileAppeal). ` +
    `A person who took no part in the case decides within ${sayDuration(ladder.appealClocks.restrictionMs)}. ` +
    'Out-of-court dispute bodies and the courts stay open to you.'
  );
}

function sayNextStep(measure: MachineMeasure, ladder: Ladder): string {
  const restriction = sayDuration(ladder.restrictionMs);
  const gap = sayDuration(ladder.minGapAfterDeliveryMs);
  const lapse = sayDuration(ladder.warningLapsesAfterMs);
  const lead = measure === 'WARNED' ? 'A new breach' : 'After the restriction a new breach';
  return (
    `${lead} that begins more than ${gap} after delivery of this notice leads to a restriction of ` +
    `${restriction} to people who have replied. Without one the warning lapses after ${lapse}.`
  );
}
