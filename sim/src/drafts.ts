import type {
  CaseFile,
  EvidenceClass,
  EvidenceDraft,
  MeasureReasons,
  ParityReport,
} from '@hustings/enforcement/simulation';
import { CLAUSES, HOUR_US } from './cast.ts';
import type { Dice } from './dice.ts';

/** Mostly what can carry something. */
const CLASSES: readonly [EvidenceClass, ...EvidenceClass[]] = [
  ...(['A', 'A', 'A', 'A', 'B', 'B', 'C', 'D', 'E', 'E', 'F', 'F'] as const),
];

const SOME_SHA = '0123456789abcdef'.repeat(4);

/** Evidence of any class, mostly complete, sometimes intercepted or without what it has to state. */
export function draftEvidence(dice: Dice, { clause }: CaseFile, nowUs: number): EvidenceDraft {
  const evidenceClass = dice.pick(CLASSES);
  const sha256 = dice.chance(0.9)
    ? Array.from({ length: 8 }, () =>
        dice
          .below(2 ** 32)
          .toString(16)
          .padStart(8, '0'),
      ).join('')
    : SOME_SHA;
  const capturedAtUs = nowUs - dice.below(HOUR_US);
  const custody = [{ holder: 'desk', receivedAtUs: capturedAtUs, how: 'handed over' }];
  return {
    evidenceClass,
    summary: dice.chance(0.97) ? 'What was seen.' : '',
    logSeqs: evidenceClass === 'A' && dice.chance(0.97) ? [1, 2, 3] : [],
    provenance:
      evidenceClass === 'A'
        ? null
        : {
            ...{ sha256, capturedAtUs, custody, url: 'https://example.org/statement' },
            obtainedHow: dice.chance(0.93) ? 'MEMBER' : 'INTERCEPTED',
          },
    conversation:
      evidenceClass === 'E'
        ? {
            ...{ kind: 'GROUP', participants: 30, metadata: 'none', redactions: 'none' },
            ...{ transcriptSha256: SOME_SHA, translationSha256: SOME_SHA },
          }
        : null,
    about: null,
    clause: dice.chance(0.9) && clause !== '' ? clause : dice.pick(CLAUSES),
    occurredAtUs: nowUs - dice.below(2 * HOUR_US),
    copiesSanctionOf: dice.chance(0.05) ? 'another operator' : '',
  };
}

/** Reasons that cite some of the case's evidence, mostly under its clause and mostly what is newest. */
export function draftReasons(dice: Dice, { evidence, clause }: CaseFile): MeasureReasons {
  const newest = evidence.slice(-4);
  const cited = newest.filter(() => dice.chance(0.6));
  const [last] = evidence.slice(-1);
  return {
    ruleId: '',
    clause: last && dice.chance(0.9) ? last.clause : clause,
    facts: dice.chance(0.97) ? 'What was measured.' : '',
    explanation: 'Why it breaks the clause.',
    howToFix: 'What to change.',
    whyNotNarrower: dice.chance(0.97) ? 'It is about the whole.' : '',
    evidenceIds: cited.map(({ evidenceId }) => evidenceId),
    legalGround: 'Order 12 of the court.',
    legalExplanation: 'What was sent is what the order forbids.',
  };
}

/** A report on equal treatment: mostly there, sometimes stale or with a gap that nobody explained. */
export function draftParity(dice: Dice, nowUs: number): ParityReport | null {
  if (dice.chance(0.1)) return null;
  const gap = dice.chance(0.2) ? 1 : 0;
  return {
    ...{ reportSha256: SOME_SHA, metric: 'nearDuplicateShare', threshold: 0.9 },
    ...{ fromUs: nowUs - 30 * 24 * HOUR_US, untilUs: nowUs, senders: 3, treatedAlike: 3 - gap },
    gaps:
      gap === 1 && dice.chance(0.5) ? [{ senders: 1, explanation: 'It stopped by itself.' }] : [],
    policyHash: SOME_SHA,
    builtAtUs: dice.chance(0.9) ? nowUs : nowUs - 48 * HOUR_US,
  };
}
