import { Command } from 'commander';
import { type Handler, runInSession, type Setup } from '../session.ts';

export type { Setup };

/** Runs a handler for a command: the last line of every action. */
export function start(setup: Setup, command: Command, handler: Handler): Promise<void> {
  return runInSession(setup, command, { handler });
}

/** The same for commands that stop in their own way on Ctrl-C. */
export function startStoppable(setup: Setup, command: Command, handler: Handler): Promise<void> {
  return runInSession(setup, command, { handler, stopsItself: true });
}

/** A group such as "org". */
export function group(name: string, description: string): Command {
  return new Command(name).description(description);
}

/** Examples under a command's help. */
export function examples(...lines: string[]): string {
  const indented = lines.map((line) => `  $ hustings ${line}`);
  return ['', lines.length === 1 ? 'Example:' : 'Examples:', ...indented].join('\n');
}
