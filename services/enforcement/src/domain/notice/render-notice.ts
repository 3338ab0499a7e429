import type { Statement } from '../case/events.ts';
import { type Rendered, rendered } from './said.ts';
import { fill, sayIn, type Wording, wordingOf } from './wording.ts';

/** What a notice is about. */
export interface NoticeFacts {
  statement: Statement;
  measureId: string;
  subjectId: string;
  reversed: boolean;
}

/**
 * A statement of reasons in a language: every point of Article 17(3) of Regulation (EU) 2022/2065. Facts, explanation and advice
 * are quoted as the policy words them, and the text says in which language that is.
 */
export function renderNotice(facts: NoticeFacts, language: string): Rendered {
  const wording = wordingOf(language);
  const { statement } = facts;
  const quoted = wording.language === 'en' ? [] : [wording.original];
  const lines = [
    ...(facts.reversed ? [wording.reversed] : []),
    `${headlineOf(facts, wording)} ${wording.keeps}`,
    fill(wording.why, { facts: statement.facts }),
    fill(wording.evidence, { evidence: statement.evidenceIds.join(', ') }),
    `${sourceOf(statement, wording)} ${foundOf(statement, wording)}`,
    fill(wording.clause, {
      rule: statement.ruleId,
      clause: statement.clause,
      explanation: statement.explanation,
    }),
    ...legalLines(statement, wording),
    ...versionLines(statement, wording),
    fill(wording.territory, { territories: wording.everywhere }),
    fill(wording.fix, { howToFix: statement.howToFix }),
    ...quoted,
    fill(wording.appeal, {
      measure: facts.measureId,
      until: sayIn(wording.language, statement.appealUntilUs),
    }),
    wording.outOfCourt,
  ];
  return rendered(lines.join('\n'), wording);
}

/** Point (d), where a law is a ground. */
function legalLines({ legal }: Statement, wording: Wording): string[] {
  return legal ? [fill(wording.legal, { ...legal })] : [];
}

/** Point (c): which versions of the means took part. */
function versionLines({ policyHash, modelVersion }: Statement, wording: Wording): string[] {
  return [
    ...(policyHash === undefined ? [] : [fill(wording.policyVersion, { policy: policyHash })]),
    ...(modelVersion === undefined ? [] : [fill(wording.modelVersion, { model: modelVersion })]),
  ];
}

function headlineOf({ statement, subjectId }: NoticeFacts, wording: Wording): string {
  const { language } = wording;
  return fill(wording.headline[statement.measure], {
    subject: subjectId,
    from: sayIn(language, statement.startsAtUs),
    until: statement.endsAtUs === null ? wording.noEnd : sayIn(language, statement.endsAtUs),
  });
}

function sourceOf({ sourceType }: Statement, wording: Wording): string {
  return wording.source[sourceType];
}

function foundOf({ automatedDetection, automatedDecision }: Statement, wording: Wording): string {
  if (automatedDecision) return wording.found.automatic;
  return automatedDetection ? wording.found.assisted : wording.found.manual;
}
