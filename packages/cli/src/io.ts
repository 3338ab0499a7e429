import { styleText } from 'node:util';
import { ExitCode } from './failures.ts';

/** The world as a command sees it. Data goes to `out`, everything else to `err`. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>>;
  /** True when `err` is a terminal: progress may be redrawn. */
  interactive: boolean;
  /** True when `out` shows colours; false under NO_COLOR and in pipes. */
  colours: boolean;
  /** Aborts on Ctrl-C. */
  interrupted: AbortSignal;
}

/** Text in a colour, where colours are shown. */
export function paint(io: Io, colour: 'green' | 'red', text: string): string {
  return io.colours ? styleText(colour, text, { validateStream: false }) : text;
}

/** The io of this process. The first Ctrl-C asks the command to stop, the second one ends it. */
export function processIo(): Io {
  const interrupted = new AbortController();
  process.on('SIGINT', () => {
    if (interrupted.signal.aborted) process.exit(ExitCode.interrupted);
    interrupted.abort();
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader, for example `head`, has seen enough.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env: process.env,
    interactive: process.stderr.isTTY === true,
    colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
    interrupted: interrupted.signal,
  };
}
