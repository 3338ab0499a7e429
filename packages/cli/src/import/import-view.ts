import { Presets, SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import type { ImportTally } from './import-tally.ts';

/** Shows how far an import is. */
export interface ImportView {
  update(tally: ImportTally): void;
  end(): void;
}

/** Without a terminal: often enough to see life, rare enough for a log file. */
const LINE_EVERY_MS = 5_000;

/** A live bar on a terminal, else a line every 5 s, always on standard error; nothing when quiet. */
export function openImportView(io: Io, quiet: boolean, total: number): ImportView {
  if (quiet) return { update: () => undefined, end: () => undefined };
  return io.interactive ? openBar(total) : openLines(io, total);
}

function openBar(total: number): ImportView {
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total}  {eta_formatted} left  {counts}',
      stream: process.stderr,
      barsize: 20,
      hideCursor: true,
      clearOnComplete: false,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { counts: '' });
  return {
    update: (tally) => bar.update(tally.rows, { counts: describe(tally) }),
    end: () => bar.stop(),
  };
}

function openLines(io: Io, total: number): ImportView {
  let latest: ImportTally | null = null;
  const print = (): void => {
    if (latest !== null) io.err(`${latest.rows}/${total}  ${describe(latest)}\n`);
  };
  const timer = setInterval(print, LINE_EVERY_MS);
  return {
    update(tally) {
      latest = { ...tally };
    },
    end() {
      clearInterval(timer);
      print();
      latest = null;
    },
  };
}

function describe({ recorded, already, invalid, held }: ImportTally): string {
  return `${recorded} recorded, ${already} stood, ${invalid} invalid, ${held} held`;
}
