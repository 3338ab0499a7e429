import type { ParityReport } from './process.ts';
import type { ProcessRejection } from './process-rejections.ts';

/** A report on equal treatment is built for the proposal that it belongs to: a day at most before it. */
export const PARITY_MAX_AGE_US = 24 * 3_600_000_000;

const SHA256 = /^[0-9a-f]{64}$/;

/** Refuses a proposal without a fresh report in which every difference of treatment is explained. */
export function refuseParity(parity: ParityReport | null, nowUs: number): ProcessRejection | null {
  if (!parity || !SHA256.test(parity.reportSha256) || parity.metric.trim() === '') {
    return { reason: 'PARITY_MISSING' };
  }
  const { builtAtUs, senders, treatedAlike, gaps } = parity;
  if (builtAtUs < nowUs - PARITY_MAX_AGE_US || builtAtUs > nowUs) {
    return { reason: 'PARITY_STALE', builtAtUs };
  }
  const explained = gaps
    .filter((gap) => gap.explanation.trim() !== '')
    .reduce((sum, gap) => sum + gap.senders, 0);
  const unexplained = senders - treatedAlike - explained;
  return unexplained === 0 ? null : { reason: 'PARITY_GAP_UNEXPLAINED', senders: unexplained };
}
