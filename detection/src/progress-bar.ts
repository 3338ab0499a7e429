import { Presets, SingleBar } from 'cli-progress';

/** A live line on a terminal's standard error, a line for each quarter elsewhere. */
export function openProgressBar(): {
  show: (seed: number, share: number) => void;
  close: () => void;
} {
  if (!process.stderr.isTTY) {
    let quarter = '';
    return {
      show(seed, share) {
        const next = `seed ${seed}: ${Math.floor(share * 4) * 25} %`;
        if (next !== quarter) process.stderr.write(`detection, ${next}\n`);
        quarter = next;
      },
      close: () => undefined,
    };
  }
  const format = 'seed {seed} {bar} {percentage} % of two weeks';
  const bar = new SingleBar({ format, barsize: 30, hideCursor: true }, Presets.shades_classic);
  bar.start(100, 0, { seed: '' });
  return {
    show: (seed, share) => bar.update(Math.floor(share * 100), { seed }),
    close: () => bar.stop(),
  };
}
