import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { UsageFault } from '../failures.ts';

/** A file with one JSON line for each row. It names lines, never numbers. */
export interface Report {
  add(outcome: object): void;
  close(): Promise<void>;
}

/**
 * Opens the file of `--report`, or a report that goes nowhere.
 *
 * @throws UsageFault when the file cannot be written.
 */
export async function openReport(path: string | undefined): Promise<Report> {
  if (path === undefined) return { add: () => undefined, close: async () => undefined };
  const file = createWriteStream(path);
  await opened(file, path);
  return {
    add: (outcome) => file.write(`${JSON.stringify(outcome)}\n`),
    async close() {
      file.end();
      await finished(file);
    },
  };
}

async function opened(file: WriteStream, path: string): Promise<void> {
  try {
    await once(file, 'open');
  } catch (error) {
    throw new UsageFault(`cannot write ${path}: check the folder and its permissions`, error);
  }
}
