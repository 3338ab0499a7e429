import { median, medianOf, rounded } from '../statistics.ts';
import type { Suite } from '../suite.ts';
import { loadEcho, loadGovernor, UNARY, warmUp } from './loads.ts';
import type { MeasuredLoad } from './run-load.ts';

/** How often saturation is measured before half of it is chosen. */
const LOOKS = 3;
/** Calls by the clock may pile up so far on a connection; the server's own bound is above. */
const IN_FLIGHT_MAX = 900;

/** The slowest hundredth of unary calls when the governor is half busy, beside the echo at the same rate. */
export const tailSuite: Suite = {
  name: 'tail',
  about: 'p99 of unary calls at half of the governor’s saturation, open loop',
  async run(context) {
    await warmUp(context);
    const looks: number[] = [];
    for (let look = 0; look < LOOKS; look++) {
      looks.push((await loadGovernor(context, UNARY)).messagesPerSecond);
    }
    const ratePerSecond = Math.round(median(looks) / 2);
    context.note(`half of saturation is ${ratePerSecond}/s`);
    const shape = { ...UNARY, inFlight: IN_FLIGHT_MAX, ratePerSecond };
    const rounds: { governed: MeasuredLoad; echo: MeasuredLoad }[] = [];
    for (let round = 1; round <= context.rounds; round++) {
      const governed = await loadGovernor(context, shape);
      const echo = await loadEcho(context, shape);
      rounds.push({ governed, echo });
      context.note(
        `${round}/${context.rounds} p99 ${governed.p99Ms.toFixed(1)} ms, echo ${echo.p99Ms.toFixed(1)} ms`,
      );
    }
    return {
      ratios: {
        unaryP99VsEchoAtHalfLoad: medianOf(
          rounds,
          ({ governed, echo }) => governed.p99Ms / echo.p99Ms,
        ),
        unaryP50VsEchoAtHalfLoad: medianOf(
          rounds,
          ({ governed, echo }) => governed.p50Ms / echo.p50Ms,
        ),
      },
      absolute: {
        halfLoad: {
          perSecond: rounded(ratePerSecond),
          p50Ms: medianOf(rounds, ({ governed }) => governed.p50Ms),
          p99Ms: medianOf(rounds, ({ governed }) => governed.p99Ms),
          echoP50Ms: medianOf(rounds, ({ echo }) => echo.p50Ms),
          echoP99Ms: medianOf(rounds, ({ echo }) => echo.p99Ms),
        },
      },
    };
  },
};
