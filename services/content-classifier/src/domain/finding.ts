/** What was found, by code. Codes are never reused for another meaning. */
export type FindingCode =
  | 'LINK_UNPARSEABLE'
  | 'LINK_DANGEROUS_SCHEME'
  | 'LINK_UNUSUAL_SCHEME'
  | 'LINK_MISMATCH'
  | 'LINK_UNDECLARED_HOST'
  | 'LINK_SHORTENER'
  | 'UNFILLED_MERGE_FIELD'
  | 'INVISIBLE_CHARACTERS'
  | 'MIXED_SCRIPT_HOMOGLYPHS';

/** One finding: how strongly it speaks against the text, 0 to 1, and one sentence for people. */
export interface Finding {
  code: FindingCode;
  score: number;
  explanation: string;
}

/** Findings with which a text must not go out: nobody can say where such a link leads, or it runs code. */
export const BLOCKING: ReadonlySet<FindingCode> = new Set([
  'LINK_UNPARSEABLE',
  'LINK_DANGEROUS_SCHEME',
]);
