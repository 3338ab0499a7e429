import { styleText } from 'node:util';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';

/** Without a terminal a bar is a line, this often. */
const LINE_EVERY_MS = 5_000;

/** Where the demonstration speaks: lines that stay, and one live line below them. Everything goes to standard error. */
export interface Stage {
  /** Begins a chapter. */
  act(title: string): void;
  /** Tells one thing that happened. */
  say(text: string): void;
  /** Shows how far a long work is. */
  progress(done: number, total: number, counts: string): void;
  /** Ends the live line. */
  clear(): void;
}

export function openStage(): Stage {
  return process.stderr.isTTY ? terminalStage() : plainStage();
}

function terminalStage(): Stage {
  let bars: MultiBar | null = null;
  let bar: SingleBar | null = null;
  const print = (line: string): void => {
    if (bars) bars.log(`${line}\n`);
    else process.stderr.write(`${line}\n`);
  };
  return {
    act: (title) => print(`\n${paint('bold', title)}`),
    say: (text) => print(`  ${text}`),
    progress(done, total, counts) {
      bars ??= new MultiBar(
        { format: '  {bar} {value}/{total}  {counts}', barsize: 24, hideCursor: true },
        Presets.shades_classic,
      );
      bar ??= bars.create(total, 0, { counts: '' });
      bar.update(done, { counts });
    },
    clear() {
      bars?.stop();
      bars = null;
      bar = null;
    },
  };
}

function plainStage(): Stage {
  let lastMs = 0;
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  return {
    act: (title) => print(`\n${title}`),
    say: (text) => print(`  ${text}`),
    progress(done, total, counts) {
      if (performance.now() - lastMs < LINE_EVERY_MS) return;
      lastMs = performance.now();
      print(`  ${done}/${total}  ${counts}`);
    },
    clear: () => undefined,
  };
}

/** Colour for people: styleText leaves it out when NO_COLOR is set or the output is no terminal. */
export function paint(style: 'bold' | 'green' | 'red' | 'dim', text: string): string {
  return styleText(style, text, { stream: process.stderr });
}
