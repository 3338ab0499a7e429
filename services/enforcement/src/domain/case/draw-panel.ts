import { err, ok, type Result } from '@hustings/kernel';
import { isNonEmpty } from './evidence.ts';
import type { Drawn, Lot, Proposal, ProposalKind } from './process.ts';
import type { ProcessRejection } from './process-rejections.ts';
import { type CaseFile, participantsOf } from './state.ts';

/** How many decide, and how many of them have to be for it. */
export interface Quorum {
  panelSize: number;
  approvalsNeeded: number;
}

const PANEL_NEAR_A_VOTE: Quorum = { panelSize: 3, approvalsNeeded: 2 };

const QUORUMS: Readonly<Record<ProposalKind, Quorum>> = {
  SUSPEND: { panelSize: 1, approvalsNeeded: 1 },
  RATIFY: { panelSize: 1, approvalsNeeded: 1 },
  BAN_NOTICE: { panelSize: 2, approvalsNeeded: 2 },
  READMIT: { panelSize: 2, approvalsNeeded: 2 },
};

/** Near a vote a panel of three decides what would be taken from a party or candidate; what is given back needs none. */
export function quorumOf(kind: ProposalKind, nearVote: boolean): Quorum {
  return nearVote && kind !== 'READMIT' ? PANEL_NEAR_A_VOTE : QUORUMS[kind];
}

/**
 * Draws a panel by lot from the reviewers who took no part and have no conflict. The randomness comes in; with it, and with
 * what is recorded, anybody draws the same again.
 */
export function drawPanel(options: {
  file: CaseFile;
  conflicted: readonly string[];
  alsoLeftOut: readonly string[];
  lot: Lot;
  size: number;
}): Result<Drawn, ProcessRejection> {
  const { file, lot, size } = options;
  const leftOut = new Set([...participantsOf(file), ...options.conflicted, ...options.alsoLeftOut]);
  const reviewers = [...new Set(lot.reviewers)].sort();
  const eligible = reviewers.filter((each) => !leftOut.has(each));
  const excluded = reviewers.filter((each) => leftOut.has(each));
  const members = draw(eligible, lot.draws, size);
  if (members === null) return err({ reason: 'RANDOMNESS_MISSING', needed: size });
  if (members.length < size || !isNonEmpty(members)) {
    return err({ reason: 'NOBODY_ELIGIBLE', needed: size, eligible: eligible.length });
  }
  return ok({ members, eligible, excluded });
}

/** So many of the items by lot, in the order in which they were drawn, or null when there is too little randomness. */
export function draw(
  items: readonly string[],
  draws: readonly number[],
  size: number,
): string[] | null {
  const left = [...items];
  const drawn: string[] = [];
  for (let at = 0; at < size && left.length > 0; at++) {
    const number = draws[at];
    if (number === undefined) return null;
    drawn.push(...left.splice(number % left.length, 1));
  }
  return drawn;
}

/** The panel without somebody, and with one more drawn from the rest. */
export function redrawPanel(options: {
  file: CaseFile;
  proposal: Proposal;
  leaving: string;
  conflicted: readonly string[];
  lot: Lot;
}): Result<Drawn, ProcessRejection> {
  const { proposal, leaving } = options;
  const staying = proposal.panel.filter((each) => each !== leaving);
  const drawn = drawPanel({
    ...options,
    alsoLeftOut: [...proposal.declined, leaving, proposal.proposedBy],
    size: 1,
  });
  if (!drawn.ok) return drawn;
  const [next] = drawn.value.members;
  return ok({ ...drawn.value, members: [next, ...staying] });
}
