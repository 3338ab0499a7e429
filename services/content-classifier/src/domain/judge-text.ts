import { canonicalise } from './canonicalise.ts';
import { BLOCKING, type Finding } from './finding.ts';
import { findLinkFaults, type LinkedText, type LinkTools } from './link-findings.ts';
import { findTextFaults } from './text-findings.ts';

export type Disposition = 'ALLOW' | 'REVIEW' | 'BLOCK';

/** A text to judge. */
export interface TextToJudge extends LinkedText {
  /** Parts that differ from one recipient to the next. */
  personalParts: readonly string[];
}

/** What judging needs beside the text. */
export interface JudgingTools extends LinkTools {
  /** Version of rules and data: the same text under the same version gets the same judgement. */
  version: string;
  /** SHA-256, hex. */
  digest(text: string): string;
}

export interface Judgement {
  /** Deterministic id of version, template and findings. */
  verdictId: string;
  /** Canonical template; stays in memory only. */
  template: string;
  fingerprint: string;
  disposition: Disposition;
  /** Strongest first. */
  findings: Finding[];
}

/** Hex digits of fingerprints and ids: 128 bits, no chance of two texts that share one. */
const ID_CHARS = 32;

/** A text full of faults needs no longer list to be understood. */
const MAX_FINDINGS = 16;

/** Judges a text: deterministic, explained, and without any state. */
export function judgeText(text: TextToJudge, tools: JudgingTools): Judgement {
  const template = canonicalise(text.text, text.personalParts, tools.lookAlikes);
  const fingerprint = tools.digest(template).slice(0, ID_CHARS);
  const findings = strongestFirst([
    ...findLinkFaults(text, tools),
    ...findTextFaults(text.text, tools.lookAlikes),
  ]);
  const proof = JSON.stringify([tools.version, fingerprint, findings]);
  return {
    verdictId: tools.digest(proof).slice(0, ID_CHARS),
    template,
    fingerprint,
    disposition: dispositionOf(findings),
    findings,
  };
}

function dispositionOf(findings: Finding[]): Disposition {
  if (findings.some(({ code }) => BLOCKING.has(code))) return 'BLOCK';
  return findings.length === 0 ? 'ALLOW' : 'REVIEW';
}

function strongestFirst(findings: Finding[]): Finding[] {
  const distinct = new Map(findings.map((each) => [`${each.code} ${each.explanation}`, each]));
  return [...distinct.values()].sort(compareFindings).slice(0, MAX_FINDINGS);
}

/** A total order, so that equal inputs give equal lists. Code units, for a locale would make it differ by machine. */
function compareFindings(a: Finding, b: Finding): number {
  if (a.score !== b.score) return b.score - a.score;
  const [left, right] = [`${a.code} ${a.explanation}`, `${b.code} ${b.explanation}`];
  return left < right ? -1 : Number(left > right);
}
