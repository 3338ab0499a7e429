import { cpus } from 'node:os';
import type { SuiteResult } from './suite.ts';

/** The result of a run, as `--json` writes it. */
export interface Report extends SuiteResult {
  machine: string;
  /** Year, month, day. */
  date: string;
  rounds: number;
  seconds: number;
}

/** Puts the suites' results together. */
export function mergeResults(
  results: readonly SuiteResult[],
  run: { rounds: number; seconds: number },
): Report {
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
    date: new Date().toISOString().slice(0, 10),
    ...run,
    ratios: Object.assign({}, ...results.map(({ ratios }) => ratios)),
    absolute: Object.assign({}, ...results.map(({ absolute }) => absolute)),
  };
}

/** The report as a table for people. */
export function tableOf({ machine, date, rounds, ratios, absolute }: Report): string {
  const lines = [`${machine}, ${date}, medians of ${rounds}`, '', 'ratios'];
  for (const [name, value] of Object.entries(ratios)) lines.push(row(name, value));
  lines.push('', 'absolute');
  for (const [name, value] of Object.entries(absolute)) {
    if (typeof value === 'number') lines.push(row(name, value));
    else lines.push(`  ${name}`, ...Object.entries(value).map(([key, each]) => row(key, each, 4)));
  }
  return `${lines.join('\n')}\n`;
}

function row(name: string, value: number, indent = 2): string {
  const text = Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(value);
  return `${' '.repeat(indent)}${name.padEnd(40 - indent)} ${text.padStart(12)}`;
}
