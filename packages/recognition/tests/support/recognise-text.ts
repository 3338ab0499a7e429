import { readKeywordFile } from '../../src/keyword-file.ts';
import { type Recognition, recognise } from '../../src/recognise.ts';
import { compileRules } from '../../src/rules.ts';

export const RULES = compileRules(readKeywordFile());

/** Recognition with the keyword file that ships. */
export function recogniseText(text: string, languages: string[] = []): Recognition {
  return recognise(text, languages, RULES);
}
