import {
  compileRules,
  languagesOf,
  type Recognition,
  readKeywordFile,
  recognise,
} from '@hustings/recognition';

/** What one line of text asks for, as `hustings optout recognise` prints it. */
export interface RecognisedLine {
  text: string;
  verdict: 'OPT_OUT' | 'PROVISIONAL' | 'HELP' | 'START' | 'NONE';
  /** How far an opt-out reaches; '' for what suppresses nothing. */
  scope: Recognition['scope'] | '';
  /** T1 exact, T2 with filler, T3 phrase, T4 misspelling, T5 inside a sentence, T6 nothing, T7 composed; '' for help and start. */
  tier: Recognition['tier'];
  /** Kind of rule and entry of the keyword data, for example `exact:es:baja`; '' when nothing matched. */
  rule: string;
  /** Language of the entry; '' when it has none. */
  language: string;
}

/** A recogniser with the keyword data that ships; `locale` is BCP 47, '' = unknown. */
export function openRecogniser(locale: string): (text: string) => RecognisedLine {
  const rules = compileRules(readKeywordFile());
  const languages = languagesOf(locale, '');
  return (text) => {
    const { verdict, scope, tier, ruleId, language } = recognise(text, languages, rules);
    const suppresses = verdict === 'OPT_OUT' || verdict === 'PROVISIONAL';
    return {
      text,
      // A bare yes opens nothing by itself.
      verdict: verdict === 'CONTEXT_START' ? 'NONE' : verdict,
      scope: suppresses ? scope : '',
      tier,
      rule: ruleId,
      language,
    };
  };
}
