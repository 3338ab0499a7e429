import { measureRebuild } from './rebuild/rebuild-suite.ts';
import type { SuiteResult } from './suite.ts';

const USUAL = { rounds: 3, messages: 200_000 } as const;

/** How fast a governor makes Redis from the log: messages a second, each admitted, released and handed off. */
export function rebuild(): Promise<SuiteResult> {
  return measureRebuild({ ...USUAL, note: (text) => process.stderr.write(`${text}\n`) });
}
