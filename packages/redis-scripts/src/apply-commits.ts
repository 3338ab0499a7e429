import { encodeCommits } from './encode-commit.ts';
import { gateKeys } from './gate-keys.ts';
import { appliedOf, behindOf, type RunScript } from './gate-replies.ts';
import type { Applied, Behind, GateRef, PastCommits } from './gate-types.ts';
import { textOf } from './script.ts';
import { splitCommits } from './split-commits.ts';

interface Place {
  gate: GateRef;
  epoch: string;
}

/** Applies commits in as few calls as they need; those that were applied before change nothing. */
export async function applyCommits(
  run: RunScript,
  place: Place,
  { commits, forgottenUs = Number.NEGATIVE_INFINITY, leavesLevelsOut = false }: PastCommits,
): Promise<Applied | Behind> {
  // All are issued before the first is answered: what the caller issues next stands behind them on the connection.
  const parts = splitCommits(commits, forgottenUs).map((some) => {
    const part = { commits: some, forgottenUs, leavesLevelsOut };
    return { part, answer: applyPart(run, place, part) };
  });
  // The first that fails ends the loop below: nobody would hear of the others, and Node ends a process for that.
  for (const { answer } of parts) answer.catch(() => undefined);
  const applied = new Sum();
  let isPartlyKnown = false;
  for (const { part, answer } of parts) {
    const outcome = await answer;
    isPartlyKnown ||= outcome === 'PARTLY_KNOWN';
    // Another process applies the same commits: the parts behind that one have found the gate behind.
    const settled = isPartlyKnown ? await applySingly(run, place, part) : outcome;
    if (settled !== 'PARTLY_KNOWN' && settled.outcome === 'BEHIND') return settled;
    applied.add(settled);
  }
  return applied.answer;
}

async function applySingly(
  run: RunScript,
  place: Place,
  { commits, ...past }: Required<PastCommits>,
): Promise<Applied | Behind> {
  const applied = new Sum();
  for (const commit of commits) {
    const outcome = await applyPart(run, place, { commits: [commit], ...past });
    if (outcome !== 'PARTLY_KNOWN' && outcome.outcome === 'BEHIND') return outcome;
    applied.add(outcome);
  }
  return applied.answer;
}

async function applyPart(
  run: RunScript,
  { gate, epoch }: Place,
  part: Required<PastCommits>,
): Promise<Applied | Behind | 'PARTLY_KNOWN'> {
  const { args, rest } = encodeCommits(part);
  const levels = part.leavesLevelsOut ? 0 : 1;
  const reply = await run('apply-decisions', {
    keys: gateKeys(gate, epoch),
    args: { epoch, levels, ...args },
    rest,
  });
  if (textOf(reply[0]) === 'PARTLY_KNOWN') return 'PARTLY_KNOWN';
  return behindOf(reply) ?? appliedOf(reply);
}

/** APPLIED as soon as one call has applied something. */
class Sum {
  answer: Applied = { outcome: 'SKIPPED' };

  add(outcome: Applied | Behind | 'PARTLY_KNOWN'): void {
    if (outcome !== 'PARTLY_KNOWN' && outcome.outcome === 'APPLIED') this.answer = outcome;
  }
}
