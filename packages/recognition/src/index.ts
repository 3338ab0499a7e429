export { KEYWORD_FILE, readKeywordFile } from './keyword-file.ts';
export { languagesOf } from './languages.ts';
export { normaliseText } from './normalise.ts';
export type { Tier, Verdict } from './reading.ts';
export { meansWrongNumber, type Recognition, recognise } from './recognise.ts';
export { compileRules, type RecognitionRules } from './rules.ts';
