import { PAIR_GENERATION_MS } from '@hustings/policy/gate';
import type { TabledCommit } from './gate-types.ts';

/** Most decisions of one call, unless a single commit holds more: bounds how long Redis is busy, and Lua's stack. */
const MAX_DECISIONS = 1_024;
/** Every generation of the scripts is a whole number of these, so a call that stays in one writes to one of each. */
const GENERATION_US = PAIR_GENERATION_MS * 1_000;
const FORGOTTEN = -1;

/**
 * Parts, in order, that `apply-decisions.lua` takes in one call each. What was decided at `forgottenUs` or before is written to no
 * generation.
 */
export function splitCommits(
  commits: readonly TabledCommit[],
  forgottenUs: number,
): TabledCommit[][] {
  const parts: TabledCommit[][] = [];
  let part: TabledCommit[] = [];
  let decisions = 0;
  let generation = Number.NaN;
  for (const commit of commits) {
    const { decidedAtUs: atUs, rows } = commit.table;
    const next = atUs <= forgottenUs ? FORGOTTEN : Math.floor(atUs / GENERATION_US);
    decisions += rows;
    if (part.length === 0 || next !== generation || decisions > MAX_DECISIONS) {
      part = [];
      parts.push(part);
      decisions = rows;
      generation = next;
    }
    part.push(commit);
  }
  return parts;
}
