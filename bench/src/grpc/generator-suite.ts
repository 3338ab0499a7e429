import { medianOf } from '../statistics.ts';
import type { Suite } from '../suite.ts';
import { runH2load } from './h2load.ts';
import { loadEcho, UNARY, warmUp } from './loads.ts';

/**
 * Whether the load generator can be trusted: on the same echo, with the same connections and calls, it must reach what h2load
 * reaches. h2load itself cannot ask the governor anything but the same question again: it sends one body, and so one
 * idempotency key, for ever.
 */
export const generatorSuite: Suite = {
  name: 'generator',
  about: 'the bare unary echo under this generator and under h2load',
  async run(context) {
    await warmUp(context);
    const rounds: { ours: number; h2load: number; share: number }[] = [];
    const { address } = await context.echo();
    for (let round = 1; round <= context.rounds; round++) {
      const ours = await loadEcho(context, UNARY);
      const h2load = await runH2load({ address, ...UNARY, seconds: context.seconds });
      rounds.push({ ours: ours.messagesPerSecond, h2load, share: ours.clientShare });
      context.note(
        `${round}/${context.rounds} ${ours.messagesPerSecond.toFixed(0)}/s here, ${h2load.toFixed(0)}/s under h2load`,
      );
    }
    return {
      ratios: { generatorVsH2load: medianOf(rounds, ({ ours, h2load }) => ours / h2load) },
      absolute: {
        echoUnderH2loadPerSecond: medianOf(rounds, ({ h2load }) => h2load),
        generatorShareOfACore: medianOf(rounds, ({ share }) => share),
      },
    };
  },
};
