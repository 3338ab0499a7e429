import type { CaseBook } from '../domain/case/case-book.ts';
import { originalOf, type Subject } from '../domain/case/evidence.ts';
import type { Ladder } from '../domain/case/ladder.ts';
import type { Strike } from '../domain/case/process.ts';
import { strikesOf } from '../domain/case/strikes.ts';

/** Measures of a subject's earlier cases that still count, each once. */
export function strikesBefore(
  cases: CaseBook,
  subject: Subject,
  { ladder, nowUs }: { ladder: Ladder; nowUs: number },
): Strike[] {
  const byMeasure = new Map<string, Strike>();
  for (const { state } of cases.casesOf(subject)) {
    for (const strike of strikesOf(state.file, ladder, nowUs)) {
      byMeasure.set(strike.measureId, strike);
    }
  }
  return [...byMeasure.values()];
}

/** Originals that measures of a subject's earlier cases rested on. */
export function settledOriginals(
  cases: CaseBook,
  subject: Subject,
  currentCaseId: string,
): string[] {
  return [...cases.casesOf(subject)]
    .map(({ state }) => state.file)
    .filter(({ caseId }) => caseId !== currentCaseId)
    .flatMap(({ evidence, measures }) => {
      const cited = new Set(measures.flatMap(({ statement }) => statement.evidenceIds));
      return evidence.filter(({ evidenceId }) => cited.has(evidenceId)).map(originalOf);
    })
    .filter((original) => original !== '');
}
