import type { Decider } from '@hustings/decider';
import { assert, err, ok, type Result, unreachable } from '@hustings/kernel';
import { findLiftedSilence, type LiftedSilence, parsePolicyText } from '@hustings/policy';

/** Two approvers, neither of them the proposer. */
export const APPROVALS_NEEDED = 2;

interface Document {
  /** SHA-256 (hex) of the canonical form. */
  hash: string;
  /** Canonical JSON (RFC 8785). */
  document: string;
  proposedBy: string;
  approvedBy: readonly string[];
}

/** Plain JSON: the state is the snapshot. */
export type PolicyState = { status: 'NONE' } | ({ status: 'PROPOSED' | 'ACTIVATED' } & Document);

export type PolicyCommand =
  | { type: 'ProposePolicy'; hash: string; document: string; proposedBy: string }
  | {
      type: 'ApprovePolicy';
      approvedBy: string;
      nowUs: number;
      /** Canonical JSON of the document in force; null for none. */
      inForce: string | null;
    };

export interface PolicyActivated {
  type: 'PolicyActivated';
  hash: string;
  document: string;
  /** Microseconds since the Unix epoch. */
  effectiveAtUs: number;
  approvedBy: readonly string[];
}

export type PolicyEvent =
  | { type: 'PolicyProposed'; hash: string; document: string; proposedBy: string }
  | { type: 'PolicyApproved'; hash: string; approvedBy: string }
  | PolicyActivated;

export type PolicyRejection =
  | { reason: 'POLICY_UNKNOWN' }
  | { reason: 'POLICY_ALREADY_ACTIVATED' }
  | { reason: 'APPROVER_IS_PROPOSER' }
  | { reason: 'ALREADY_APPROVED_BY_CALLER' }
  /** Nobody lifts a silence that has begun. */
  | ({ reason: 'SILENCE_HAS_BEGUN' } & LiftedSilence);

/** One policy document: proposed by one person, put in force by two others. */
export const policyDecider: Decider<PolicyState, PolicyCommand, PolicyEvent, PolicyRejection> = {
  decide: decidePolicy,
  evolve: evolvePolicy,
  initialState: () => ({ status: 'NONE' }),
};

function decidePolicy(
  command: PolicyCommand,
  state: PolicyState,
): Result<PolicyEvent[], PolicyRejection> {
  switch (command.type) {
    case 'ProposePolicy': {
      // The id is the hash: who proposes the same document again changes nothing.
      if (state.status !== 'NONE') return ok([]);
      const { hash, document, proposedBy } = command;
      return ok([{ type: 'PolicyProposed', hash, document, proposedBy }]);
    }
    case 'ApprovePolicy':
      return approve(command, state);
    default:
      return unreachable(command);
  }
}

function approve(
  { approvedBy: approver, nowUs, inForce }: Extract<PolicyCommand, { type: 'ApprovePolicy' }>,
  state: PolicyState,
): Result<PolicyEvent[], PolicyRejection> {
  if (state.status === 'NONE') return err({ reason: 'POLICY_UNKNOWN' });
  if (state.status === 'ACTIVATED') return err({ reason: 'POLICY_ALREADY_ACTIVATED' });
  if (state.proposedBy === approver) return err({ reason: 'APPROVER_IS_PROPOSER' });
  if (state.approvedBy.includes(approver)) return err({ reason: 'ALREADY_APPROVED_BY_CALLER' });
  const { hash, document } = state;
  const approvedBy = [...state.approvedBy, approver];
  const approved: PolicyEvent = { type: 'PolicyApproved', hash, approvedBy: approver };
  if (approvedBy.length < APPROVALS_NEEDED) return ok([approved]);
  const lifted = silenceLiftedBy(document, { inForce, nowUs });
  if (lifted !== null) return err({ reason: 'SILENCE_HAS_BEGUN', ...lifted });
  const effectiveAtUs = Math.max(nowUs, beginOf(document));
  return ok([approved, { type: 'PolicyActivated', hash, document, effectiveAtUs, approvedBy }]);
}

/** The date that a document sets for itself, microseconds since the Unix epoch; 0 = none. It never lies in the past of the record. */
function beginOf(document: string): number {
  const parsed = parsePolicyText(document);
  assert(parsed.ok, 'what was taken in can be read');
  const { effectiveFrom } = parsed.value;
  return effectiveFrom === undefined ? 0 : Date.parse(effectiveFrom) * 1000;
}

/** A wrong election may be corrected for the time to come, and never while its silence runs. */
function silenceLiftedBy(
  document: string,
  { inForce, nowUs }: { inForce: string | null; nowUs: number },
): LiftedSilence | null {
  if (inForce === null) return null;
  const [before, after] = [inForce, document].map((text) => parsePolicyText(text));
  assert(before?.ok === true && after?.ok === true, 'what was taken in can be read');
  return findLiftedSilence(before.value, after.value, nowUs);
}

function evolvePolicy(state: PolicyState, event: PolicyEvent): PolicyState {
  if (event.type === 'PolicyProposed') {
    const { hash, document, proposedBy } = event;
    return { status: 'PROPOSED', hash, document, proposedBy, approvedBy: [] };
  }
  assert(state.status !== 'NONE', `${event.type} before PolicyProposed`);
  switch (event.type) {
    case 'PolicyApproved':
      return { ...state, approvedBy: [...state.approvedBy, event.approvedBy] };
    case 'PolicyActivated':
      return { ...state, status: 'ACTIVATED' };
    default:
      return unreachable(event);
  }
}
