import { type Ladder, toUs } from './ladder.ts';
import type { Strike } from './process.ts';
import type { CaseFile } from './state.ts';

/**
 * Measures that still count at an instant: those of earlier cases and of this one, without what was reversed, and each set of
 * facts once, as the gravest measure that rested on it.
 */
export function strikesOf(file: CaseFile, ladder: Ladder, nowUs: number): Strike[] {
  const sinceUs = nowUs - toUs(ladder.process.strikeLapsesAfterMs);
  const byFacts = new Map<string, Strike>();
  for (const { measureId, statement, reversed, finished } of file.measures) {
    if (reversed) continue;
    const facts = [...statement.evidenceIds].sort().join(' ');
    const atUs = statement.startsAtUs;
    const earlier = byFacts.get(facts);
    const isFinished = finished && statement.measure === 'SUSPENDED';
    byFacts.set(facts, {
      ...{ measureId, step: statement.step, atUs },
      finished: isFinished || (earlier?.finished ?? false),
    });
  }
  return [...file.strikes, ...byFacts.values()].filter(({ atUs }) => atUs > sinceUs);
}
