import { medianOf } from '../statistics.ts';
import type { Suite } from '../suite.ts';
import { loadGovernor, STREAM, warmUp } from './loads.ts';
import type { MeasuredLoad } from './run-load.ts';

/** Numbers that no other load writes to; each round takes new ones, and no round reaches the end of its own. */
const FIRST = 20_000_000;
const PER_ROUND = 2_000_000;

/** People who were never written to: each gets a key of its own, stored before the decision. */
export const firstContactSuite: Suite = {
  name: 'first-contact',
  about: 'messages to people who were never written to, by stream',
  async run(context) {
    await warmUp(context);
    const rounds: MeasuredLoad[] = [];
    for (let round = 1; round <= context.rounds; round++) {
      const recipients = { count: PER_ROUND, first: FIRST + round * PER_ROUND };
      const measured = await loadGovernor(context, STREAM, recipients);
      rounds.push(measured);
      context.note(`${round}/${context.rounds} ${measured.messagesPerSecond.toFixed(0)}/s`);
    }
    return {
      ratios: {},
      absolute: {
        firstContactPerSecond: medianOf(rounds, ({ messagesPerSecond }) => messagesPerSecond),
        firstContactGovernorCpuUs: medianOf(rounds, ({ cpuUs }) => cpuUs.governor ?? Number.NaN),
      },
    };
  },
};
