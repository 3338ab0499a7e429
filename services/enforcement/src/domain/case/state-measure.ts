import { assert } from '@hustings/kernel';
import type { Statement } from './events.ts';
import { type Evidence, isNonEmpty, type Subject } from './evidence.ts';
import type { Ladder } from './ladder.ts';
import { SYSTEM } from './people.ts';
import type { MeasureReasons, ParityReport } from './process.ts';
import { appealUntil, sayRedress, versionsOf } from './statement.ts';
import { sayInstant } from './wording.ts';

/** What a person's measure is stated from. */
export interface PersonGrounds {
  measure: Statement['measure'];
  step: Statement['step'];
  /** What an appeal has to name. */
  measureId: string;
  reasons: MeasureReasons;
  items: readonly Evidence[];
  parity: ParityReport | null;
  answerIds: readonly string[];
  startsAtUs: number;
  endsAtUs: number | null;
  /** What follows, in one sentence. */
  next: string;
  ladder: Ladder;
  nowUs: number;
}

/** Reasons for a measure that a person took, with every point of Article 17(3) of Regulation (EU) 2022/2065. */
export function stateMeasure(grounds: PersonGrounds): Statement {
  const { reasons, items, ladder, nowUs } = grounds;
  const evidenceIds = items.map((item) => item.evidenceId);
  assert(isNonEmpty(evidenceIds), 'reasons without evidence are refused before');
  const appealUntilUs = appealUntil(nowUs, ladder);
  return {
    measure: grounds.measure,
    startsAtUs: grounds.startsAtUs,
    endsAtUs: grounds.endsAtUs,
    facts: reasons.facts,
    sourceType: items.some((item) => isComplaint(item)) ? 'NOTICE' : 'OWN_INITIATIVE',
    evidenceIds,
    automatedDetection: items.some((item) => item.submittedBy === SYSTEM),
    automatedDecision: false,
    ...versionsOf(items),
    ...legalOf(reasons),
    // A person may find what no rule measures: then the clause itself is the rule.
    ruleId: reasons.ruleId === '' ? CLAUSE_ITSELF : reasons.ruleId,
    clause: reasons.clause,
    explanation: reasons.explanation,
    redress: sayRedress(grounds.measureId, appealUntilUs, ladder),
    appealUntilUs,
    howToFix: `${reasons.howToFix} ${grounds.next}`,
    step: grounds.step,
    whyNotNarrower: reasons.whyNotNarrower,
    parity: grounds.parity,
    answerIds: grounds.answerIds,
  };
}

/** Point (d): only where the content is held to be illegal. The clause of point (e) is named in every case. */
function legalOf({ legalGround, legalExplanation = '' }: MeasureReasons): Pick<Statement, 'legal'> {
  if (legalGround === '') return {};
  return { legal: { ground: legalGround, explanation: legalExplanation } };
}

/** Rule of a measure that rests on no rule of the policy document. */
const CLAUSE_ITSELF = 'clause';

function isComplaint({ evidenceClass }: Evidence): boolean {
  return evidenceClass === 'C' || evidenceClass === 'E' || evidenceClass === 'F';
}

/** The text of the notice that carries a person's statement. */
export function sayPersonMeasure(statement: Statement, subject: Subject): string {
  const { legal } = statement;
  const scope = statement.whyNotNarrower === '' ? [] : [`Scope: ${statement.whyNotNarrower}`];
  return [
    sayHeadline(statement, subject),
    `Why: ${statement.facts}`,
    `Rule ${statement.ruleId}, ${statement.clause}: ${statement.explanation}`,
    ...(legal ? [`Law: ${legal.ground}. ${legal.explanation}`] : []),
    ...scope,
    ...sayParity(statement.parity),
    statement.automatedDetection
      ? 'How it was found: automatically, from events of the log; people decided.'
      : 'How it was found: by people; people decided.',
    `What to change, and what follows: ${statement.howToFix}`,
    `If you disagree: ${statement.redress}`,
  ].join('\n');
}

function sayHeadline({ measure, startsAtUs, endsAtUs }: Statement, subject: Subject): string {
  const who = saySubject(subject);
  const from = `from ${sayInstant(startsAtUs)}`;
  const until = endsAtUs === null ? '' : ` until ${sayInstant(endsAtUs)}`;
  const reading = 'Reading, export and appeal stay open.';
  switch (measure) {
    case 'WARNED':
      return `Warning about ${who}. Nothing is blocked: it can send as before.`;
    case 'RESTRICTED':
      return `Restriction of ${who} ${from}${until}: it can write only to people who have replied to it. ${reading}`;
    case 'SUSPENDED':
      return `Suspension of ${who} ${from}${until}: nothing is sent. ${reading} It ends by itself.`;
    case 'BAN_NOTICE':
      return `Notice of a ban of ${who} ${from}: nothing is sent. ${reading}`;
    case 'BANNED':
      return `Ban of ${who} ${from}: nothing is sent. ${reading} Export works for six months at least.`;
  }
}

function sayParity(parity: ParityReport | null): string[] {
  if (!parity) return [];
  const { metric, senders, treatedAlike, gaps } = parity;
  const others = gaps.map((gap) => `${gap.senders} not: ${gap.explanation}`).join('; ');
  const rest = others === '' ? '' : ` (${others})`;
  return [
    `Equal treatment: ${senders} other senders were over the same limit of ${metric}; ${treatedAlike} of them were treated alike${rest}.`,
  ];
}

/** A subject in words. */
export function saySubject({ kind, id }: Subject): string {
  return `${kind.toLowerCase()} ${id}`;
}
