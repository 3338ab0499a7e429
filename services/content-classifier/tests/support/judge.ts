import { readClassifierData } from '../../src/adapters/classifier-data.ts';
import { type Judgement, judgeText, type TextToJudge } from '../../src/domain/judge-text.ts';

export const { tools: TOOLS } = readClassifierData();

/** Judges a text of an organisation that declared party.example and its donation site. */
export function judge(fields: Partial<TextToJudge> = {}): Judgement {
  const organisationHosts = ['party.example', 'donate.party-fund.example'];
  return judgeText({ text: '', links: [], organisationHosts, personalParts: [], ...fields }, TOOLS);
}

/** Codes of the findings, strongest first. */
export function codesOf({ findings }: Judgement): string[] {
  return findings.map((finding) => finding.code);
}
