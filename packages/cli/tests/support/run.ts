import type { Io } from '../../src/io.ts';
import { runCli } from '../../src/program.ts';

export interface Ran {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs one command line in this process. */
export async function run(
  args: string[],
  options: { env?: Record<string, string>; interrupted?: AbortSignal } = {},
): Promise<Ran> {
  const ran = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    env: options.env ?? {},
    interactive: false,
    colours: false,
    interrupted: options.interrupted ?? new AbortController().signal,
  };
  const exitCode = await runCli(args, io);
  return { exitCode, ...ran };
}
