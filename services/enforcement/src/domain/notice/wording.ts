import { durationOf } from '../case/wording.ts';
import de from './languages/de.json' with { type: 'json' };
import en from './languages/en.json' with { type: 'json' };
import es from './languages/es.json' with { type: 'json' };
import fr from './languages/fr.json' with { type: 'json' };
import hi from './languages/hi.json' with { type: 'json' };
import it from './languages/it.json' with { type: 'json' };
import pt from './languages/pt.json' with { type: 'json' };

/** Sentences of one language, with places in braces. A language whose wording no native speaker has read says so. */
export type Wording = typeof en;

const WORDINGS: Readonly<Record<string, Wording>> = { de, en, es, fr, hi, it, pt };

/** Languages that notices can be had in, ISO 639-1. */
export const LANGUAGES: readonly string[] = Object.keys(WORDINGS);

/** The wording of a language; English where there is none. */
export function wordingOf(language: string): Wording {
  return WORDINGS[language] ?? en;
}

/** A sentence with its places filled. A place that nothing fills stays as it is, so that a fault shows. */
export function fill(sentence: string, places: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => places[name] ?? whole);
}

/** An instant to the second in the manner of the language, in UTC. */
export function sayIn(language: string, us: number): string {
  const parts = { dateStyle: 'long', timeStyle: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language, parts).format(new Date(Math.floor(us / 1000)));
}

/** A duration in the words of the language, for example "72 horas". */
export function sayLastingIn(language: string, ms: number): string {
  const { count, unit } = durationOf(ms) ?? { count: ms, unit: 'millisecond' };
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, style).format(count);
}
