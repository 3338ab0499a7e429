import {
  type Judgement,
  type JudgingTools,
  judgeText,
  type TextToJudge,
} from '../domain/judge-text.ts';
import type { FamilyBook } from '../ports/family-book.ts';
import { assignFamily } from './assign-family.ts';

/** What classifying needs. */
export interface Classifier {
  tools: JudgingTools;
  book: FamilyBook;
  /** Version of the sketches: families of another version are not comparable. */
  sketchVersion: string;
}

export type Verdict = Omit<Judgement, 'template'> & { familyId: string };

/** Hex digits of a family id: 96 bits. */
const FAMILY_ID_CHARS = 24;

/** Judges a text and finds its family of near-duplicates. The text is not kept. */
export async function classifyText(classifier: Classifier, text: TextToJudge): Promise<Verdict> {
  const { tools, book, sketchVersion } = classifier;
  const { template, ...judgement } = judgeText(text, tools);
  const { fingerprint } = judgement;
  const familyKey = tools.digest(`${sketchVersion} ${fingerprint}`);
  const familyId = `fam-${familyKey.slice(0, FAMILY_ID_CHARS)}`;
  return {
    ...judgement,
    familyId: await assignFamily(book, { text: template, fingerprint, familyId }),
  };
}
