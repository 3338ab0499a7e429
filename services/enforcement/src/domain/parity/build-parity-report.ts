import type { ParityReport } from '../case/process.ts';
import type { Measure } from '../case/state.ts';
import { isGraver, type Measured } from '../case/steps.ts';
import type { Exceedance } from './exceedances.ts';

const DAY_US = 86_400_000_000;

/** Reports compare what was done within this time. */
export const PARITY_SPAN_US = 30 * DAY_US;

/** What was done to one sender that was over the same limit, without its name. */
export interface Treatment {
  /** "sender 1", "sender 2" and so on, in the order of a keyed hash: nobody can tell from the order who it is. */
  label: string;
  peak: number;
  overAtUs: number;
  /** Gravest measure within the span that was not reversed. */
  gravest: Measured | 'NONE';
  measures: readonly { measure: Measured; atUs: number; ruleId: string; reversed: boolean }[];
  /** At least as grave as the measure that is proposed. */
  alike: boolean;
}

/** The report with every other sender, of which the summary goes into the case. */
export interface FullParityReport {
  summary: ParityReport;
  proposed: Measured;
  treatments: readonly Treatment[];
}

export interface ParityQuestion {
  /** Signal of the policy document and the limit that rules set for it. */
  metric: string;
  threshold: number;
  /** Measure that is proposed. */
  proposed: Measured;
  /** Sender that it is about; left out of the comparison. */
  senderId: string;
  /** Why a group of others was treated otherwise, by what they got ("NONE", "WARNED", …). */
  explanations: Readonly<Record<string, string>>;
  policyHash: string;
  builtAtUs: number;
}

export interface ParityRecords {
  exceedances: readonly Exceedance[];
  /** All measures against a sender, of all its cases. */
  measuresOf: (senderId: string) => readonly Measure[];
  /** SHA-256 in lower-case hex. */
  digest: (text: string) => string;
}

/**
 * How every other sender that was over the same limit in the past 30 days was treated. A function of what the log says; the same
 * question at the same instant gives the same report, byte for byte.
 */
export function buildParityReport(
  question: ParityQuestion,
  { exceedances, measuresOf, digest }: ParityRecords,
): FullParityReport {
  const { builtAtUs, metric, threshold, proposed, policyHash } = question;
  const fromUs = builtAtUs - PARITY_SPAN_US;
  const treatments = exceedances
    .filter(({ senderId }) => senderId !== question.senderId)
    .map((each) => ({ each, order: digest(`${policyHash} ${builtAtUs} ${each.senderId}`) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ each }, index) =>
      treatmentOf(each, { label: `sender ${index + 1}`, fromUs, builtAtUs, proposed, measuresOf }),
    );
  const different = treatments.filter(({ alike }) => !alike);
  const gaps = [...Map.groupBy(different, ({ gravest }) => gravest)].map(([gravest, group]) => ({
    senders: group.length,
    explanation: question.explanations[gravest] ?? '',
  }));
  const counts = { senders: treatments.length, treatedAlike: treatments.length - different.length };
  const summary = {
    ...{ metric, threshold, fromUs, untilUs: builtAtUs, ...counts, gaps, policyHash, builtAtUs },
  };
  const reportSha256 = digest(JSON.stringify([summary, proposed, treatments]));
  return { summary: { reportSha256, ...summary }, proposed, treatments };
}

function treatmentOf(
  { senderId, peak, lastAtUs }: Exceedance,
  asked: Pick<ParityRecords, 'measuresOf'> & {
    label: string;
    fromUs: number;
    builtAtUs: number;
    proposed: Measured;
  },
): Treatment {
  const { label, fromUs, builtAtUs, proposed } = asked;
  const measures = asked
    .measuresOf(senderId)
    .filter(({ statement }) => statement.startsAtUs >= fromUs && statement.startsAtUs <= builtAtUs)
    .map(({ statement: { measure, startsAtUs, ruleId }, reversed }) => {
      return { measure, atUs: startsAtUs, ruleId, reversed };
    });
  const gravest = measures
    .filter(({ reversed }) => !reversed)
    .reduce<Measured | 'NONE'>(
      (top, { measure }) => (top === 'NONE' || isGraver(measure, top) ? measure : top),
      'NONE',
    );
  const alike = gravest !== 'NONE' && !isGraver(proposed, gravest);
  return { label, peak, overAtUs: lastAtUs, gravest, measures, alike };
}
