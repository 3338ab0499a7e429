import type { CheckedLink } from '@hustings/contracts/classifier';

/** What the governor asks of the classifier. */
export interface TextToClassify {
  organisationId: string;
  senderId: string;
  /** The template: the text without its personal parts. */
  template: string;
  links: CheckedLink[];
  organisationHosts: string[];
  /** Longest wait for a verdict, from the policy document. */
  deadlineMs: number;
}

/** A verdict as decisions use it. */
export interface Verdict {
  verdictId: string;
  templateFingerprint: string;
  familyId: string;
  disposition: 'ALLOW' | 'REVIEW' | 'BLOCK';
  findingCodes: string[];
  /** Version of the classifier's rules and data. */
  classifierVersion: string;
  /** Strongest finding in one sentence, '' when there is none. */
  explanation: string;
}

/** The verdict, at once when it is known, or null when none could be had in time: then nothing passes. */
export interface Classifier {
  classify(text: TextToClassify): Verdict | null | Promise<Verdict | null>;
  stop(): void;
}
