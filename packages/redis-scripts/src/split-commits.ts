import { PAIR_GENERATION_MS } from '@hustings/policy/gate';
import type { RecordedCommit } from './gate-types.ts';

/** Most decisions of one call, unless a single commit holds more: bounds how long Redis is busy, and Lua's stack. */
const MAX_DECISIONS = 1_024;
/** Every generation of the scripts is a whole number of these, so a call that stays in one writes to one of each. */
const GENERATION_US = PAIR_GENERATION_MS * 1_000;

/** Parts, in order, that `apply-decisions.lua` takes in one call each. */
export function splitCommits(commits: readonly RecordedCommit[]): RecordedCommit[][] {
  const parts: RecordedCommit[][] = [];
  let part: RecordedCommit[] = [];
  let decisions = 0;
  let generation = Number.NaN;
  for (const commit of commits) {
    const next = Math.floor(Number(commit.event.decidedAtUs) / GENERATION_US);
    decisions += commit.event.decisions.length;
    if (part.length === 0 || next !== generation || decisions > MAX_DECISIONS) {
      part = [];
      parts.push(part);
      decisions = commit.event.decisions.length;
      generation = next;
    }
    part.push(commit);
  }
  return parts;
}
