import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from './run-suite.ts';

/** A live line on a terminal's standard error, plain lines elsewhere. */
export function openProgressBar(seed: number): {
  show: (progress: Progress) => void;
  close: () => void;
} {
  if (!process.stderr.isTTY) {
    return {
      show: ({ struck, planned, text }) =>
        void process.stderr.write(`chaos, seed ${seed}: ${struck}/${planned} ${text}\n`),
      close: () => undefined,
    };
  }
  const format = `seed ${seed} {bar} {value}/{total}  {text}`;
  const bar = new SingleBar({ format, barsize: 24, hideCursor: true }, Presets.shades_classic);
  bar.start(1, 0, { text: '' });
  return {
    show({ struck, planned, text }) {
      bar.setTotal(planned);
      bar.update(struck, { text });
    },
    close: () => bar.stop(),
  };
}
