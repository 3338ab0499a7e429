import { sayInstant } from '../case/wording.ts';
import type { Hold } from '../hold/state.ts';
import { type Rendered, rendered } from './said.ts';
import { fill, sayIn, type Wording, wordingOf } from './wording.ts';

type HoldFacts = Pick<
  Hold,
  'holdId' | 'subject' | 'placedAs' | 'reasons' | 'placedAtUs' | 'reviewByUs'
>;

/** The notice of a compromise hold in a language: what is frozen, why, what it means, until when, what to do. */
export function renderHold(hold: HoldFacts, language: string): Rendered {
  const wording = wordingOf(language);
  const { language: written, asWritten } = wording;
  const lines = linesOf(hold, wording, (us) => sayIn(written, us));
  return rendered([...lines, ...(written === 'en' ? [] : [asWritten])].join('\n'), wording);
}

/** The English of it as the log holds it. */
export function sayHoldPlainly(hold: HoldFacts): string {
  return linesOf(hold, wordingOf('en'), sayInstant).join('\n');
}

function linesOf(
  { holdId, subject, placedAs, reasons, placedAtUs, reviewByUs }: HoldFacts,
  { hold: said }: Wording,
  sayOne: (us: number) => string,
): string[] {
  const places = { subject: subject.id, hold: holdId, from: sayOne(placedAtUs) };
  return [
    fill(said[subject.kind], places),
    fill(said.why, { reasons }),
    said.means,
    placedAs === 'OWNER' ? said.owner : fill(said.review, { until: sayOne(reviewByUs) }),
    said.todo,
  ];
}
