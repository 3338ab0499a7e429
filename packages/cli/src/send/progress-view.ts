import { Presets, SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';
import { countSettled, renderProgress, type SendProgress } from './progress.ts';

/** Shows how far a mailing is. */
export interface ProgressView {
  update(progress: SendProgress): void;
  end(): void;
}

/** Without a terminal: often enough to see life, rare enough for a log file. */
const LINE_EVERY_MS = 5_000;

/** A live bar on a terminal, else a line every 5 s, always on standard error; nothing when quiet. */
export function openProgressView(io: Io, quiet: boolean): ProgressView {
  if (quiet) return { update: () => undefined, end: () => undefined };
  return io.interactive ? openBar() : openLines(io);
}

function openBar(): ProgressView {
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total}  {counts}',
      stream: process.stderr,
      barsize: 20,
      hideCursor: true,
      linewrap: true,
      clearOnComplete: false,
      // A bar that catches Ctrl-C itself would keep the command from stopping cleanly.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(progress) {
      const counts = renderProgress(progress);
      const settled = countSettled(progress);
      if (started) bar.update(settled, { counts });
      else bar.start(progress.total, settled, { counts });
      started = true;
    },
    end: () => bar.stop(),
  };
}

function openLines(io: Io): ProgressView {
  let latest: SendProgress | null = null;
  const print = (): void => {
    if (latest === null) return;
    io.err(`${countSettled(latest)}/${latest.total}  ${renderProgress(latest)}\n`);
  };
  const timer = setInterval(print, LINE_EVERY_MS);
  return {
    update(progress) {
      latest = { ...progress, tally: { ...progress.tally } };
    },
    end() {
      clearInterval(timer);
      print();
    },
  };
}
