import type { Breach } from '@hustings/policy';
import type { Finding } from './case/evidence.ts';
import type { SenderFact } from './signals/fact.ts';
import type { SenderWindow } from './signals/sender-window.ts';

/** What a breach is in a case: what was measured, since when, and where it stands in the log. `fact` led to it. */
export function findingOf(
  fact: SenderFact,
  { rule, measured }: Breach,
  window: SenderWindow,
): Finding {
  const { logSeqs, beganAtUs } = window.evidence();
  return {
    subject: { kind: 'SENDER', id: fact.senderId },
    organisationId: fact.organisationId,
    ruleId: rule.id,
    clause: rule.clause,
    summary: rule.summary,
    explanation: rule.explanation,
    howToFix: rule.howToFix,
    modelVersion: window.classifierVersions,
    measured,
    logSeqs,
    // What asks for a precaution may lie outside the window, which a warning has emptied.
    beganAtUs: Math.min(beganAtUs, fact.atUs),
    foundAtUs: fact.atUs,
  };
}
