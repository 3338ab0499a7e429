import { sayInstant } from '../case/wording.ts';
import type { SlowStart } from '../pace/state.ts';
import { type Rendered, rendered } from './said.ts';
import { fill, sayIn, type Wording, wordingOf } from './wording.ts';

/** What a notice of a slow start is made of. */
export type PaceFacts = Pick<
  SlowStart,
  'slowStartId' | 'startsAtUs' | 'endsAtUs' | 'summary' | 'explanation' | 'howToFix'
> & { senderId: string };

/**
 * The notice of a slow start in a language: what is slow, what is new, what to do in either case, and when it ends by itself. What
 * the policy says is quoted, and the text says in which language that is.
 */
export function renderPace(facts: PaceFacts, language: string): Rendered {
  const wording = wordingOf(language);
  const { language: written, original } = wording;
  const lines = linesOf(facts, wording, (us) => sayIn(written, us));
  return rendered([...lines, ...(written === 'en' ? [] : [original])].join('\n'), wording);
}

/** The English of it as the log holds it. */
export function sayPacePlainly(facts: PaceFacts): string {
  return linesOf(facts, wordingOf('en'), sayInstant).join('\n');
}

function linesOf(
  { senderId: subject, slowStartId: slow, ...facts }: PaceFacts,
  { pace }: Wording,
  sayOne: (us: number) => string,
): string[] {
  return [
    fill(pace.goes, { subject, slow, from: sayOne(facts.startsAtUs) }),
    fill(pace.yours, { subject }),
    fill(pace.notYours, { subject }),
    fill(pace.ends, { until: sayOne(facts.endsAtUs) }),
    fill(pace.isNew, { summary: facts.summary }),
    facts.explanation,
    facts.howToFix,
  ];
}
