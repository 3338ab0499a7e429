import { Outcome, Reason } from '@hustings/contracts/governor';
import { foreseenAt, type GateItem, type GateVerdict, type InstantUs } from '@hustings/policy';
import type { Decided } from './gate-types.ts';
import type { WindowBook } from './window-book.ts';

/**
 * Puts the hours of each recipient's place into the forecasts of queued messages: the script knows how long they wait for their
 * limits and nothing of the nights in between.
 */
export function withForecasts(
  book: WindowBook,
  items: readonly GateItem[],
  decided: Decided,
): Decided {
  const { nowUs, policyHash } = decided;
  const verdicts = decided.verdicts.map((verdict, index) => {
    const place = items[index]?.context.place ?? '';
    return isForecast(verdict) ? foreseen(book, verdict, { place, nowUs, policyHash }) : verdict;
  });
  return { ...decided, verdicts };
}

type Forecast = Extract<GateVerdict, { answer: 'DECIDED' }>;

function isForecast(verdict: GateVerdict): verdict is Forecast {
  return verdict.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_QUEUED;
}

function foreseen(
  book: WindowBook,
  verdict: Forecast,
  { place, nowUs, policyHash }: { place: string; nowUs: InstantUs; policyHash: string },
): Forecast {
  const { estimatedReleaseAtUs: answered, reason } = verdict;
  const windows = book.windowsOf(policyHash);
  const isQuiet = reason === Reason.REASON_QUIET_HOURS;
  const fromUs = isQuiet ? book.openingAt(policyHash, place, nowUs) : nowUs;
  const delayUs = Math.abs(answered) - fromUs;
  const delay = { fromUs, delayUs, runsWhileClosed: answered < 0 };
  return { ...verdict, estimatedReleaseAtUs: foreseenAt(windows, place, delay) };
}
