import type {
  ImportHeld,
  ImportReviewed,
  ImportRowsTaken,
  Scope,
} from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';

/** Rows that were taken, by import and hour, so that the state stays small. */
interface Taken {
  importId: string;
  /** Of the first of them, microseconds since the Unix epoch. */
  sinceUs: number;
  rows: number;
}

/** One import that went over the limit. */
export interface Held {
  importId: string;
  organisationId: string;
  scope: Scope;
  /** When it was held first. */
  atUs: number;
  review: 'OPEN' | 'APPROVED' | 'REFUSED';
}

/** What one requester has brought. Plain JSON: it is part of the aggregate's snapshot. */
export interface RequesterState {
  taken: Taken[];
  held: Held[];
}

/** A requester brings rows. What is within the limit is taken, the rest is held. */
export type TakeRows = {
  type: 'TakeRows';
  limit: { rows: number; windowUs: number };
} & ImportRowsTaken;

/** Somebody looks at an import that was held. */
export type ReviewRows = {
  type: 'ReviewRows';
  importId: string;
  approved: boolean;
  reason: string;
  /** Credential of the reviewer. */
  reviewer: string;
  requester: string;
};

export type RequesterCommand = TakeRows | ReviewRows;

export type RequesterEvent =
  | ({ type: 'RowsTaken' } & ImportRowsTaken)
  | ({ type: 'Held' } & ImportHeld)
  | ({ type: 'Reviewed' } & ImportReviewed);

export type RequesterRejection =
  /** Nothing of that name waits for a review. */
  | { reason: 'ImportUnknown' }
  | { reason: 'ReviewedAlready' }
  /** Nobody lets in what they bring themselves. */
  | { reason: 'OwnImport' }
  | { reason: 'ReasonMissing' };

const HOUR_US = 3_600_000_000;
/** Older ones that were reviewed are dropped; open ones never. */
const MAX_REVIEWED = 64;

export const requesterDecider: Decider<
  RequesterState,
  RequesterCommand,
  RequesterEvent,
  RequesterRejection
> = {
  decide: (command, state) =>
    command.type === 'TakeRows' ? ok(decideTake(command, state)) : decideReview(command, state),
  evolve,
  initialState: () => ({ taken: [], held: [] }),
};

/** Rows that may still come unseen; infinite for an import that was approved, none for one that was refused. */
export function rowsLeft(
  state: RequesterState,
  command: Pick<TakeRows, 'importId' | 'limit' | 'atUs'>,
): number {
  const held = state.held.find(({ importId }) => importId === command.importId);
  if (held?.review === 'APPROVED') return Number.POSITIVE_INFINITY;
  if (held?.review === 'REFUSED') return 0;
  const from = Number(command.atUs) - command.limit.windowUs;
  const counted = state.taken.filter(({ sinceUs }) => sinceUs > from);
  return Math.max(0, command.limit.rows - counted.reduce((sum, { rows }) => sum + rows, 0));
}

function decideTake(command: TakeRows, state: RequesterState): RequesterEvent[] {
  const { type: _type, limit, ...taken } = command;
  const asked = Number(command.rows);
  const allowed = Math.min(asked, rowsLeft(state, command));
  const events: RequesterEvent[] = [];
  if (allowed > 0) {
    events.push({ ...taken, type: 'RowsTaken', rows: BigInt(allowed) });
  }
  const isHeld = state.held.some(({ importId }) => importId === command.importId);
  if (allowed < asked && !isHeld) {
    const { importId, requester, organisationId, scope, policyVersion, atUs } = command;
    events.push({
      ...{ type: 'Held', importId, requester, organisationId, scope, policyVersion, atUs },
      rowsAllowed: BigInt(limit.rows),
      windowS: BigInt(Math.round(limit.windowUs / 1_000_000)),
    });
  }
  return events;
}

function decideReview(
  command: ReviewRows,
  state: RequesterState,
): Result<RequesterEvent[], RequesterRejection> {
  const { importId, approved, reason, reviewer, requester } = command;
  const held = state.held.find((each) => each.importId === importId);
  if (held === undefined) return err({ reason: 'ImportUnknown' });
  if (reviewer === requester) return err({ reason: 'OwnImport' });
  if (reason.trim() === '') return err({ reason: 'ReasonMissing' });
  const said = approved ? 'APPROVED' : 'REFUSED';
  if (held.review === said) return ok([]);
  if (held.review !== 'OPEN') return err({ reason: 'ReviewedAlready' });
  const { organisationId } = held;
  return ok([{ type: 'Reviewed', importId, organisationId, approved, reason }]);
}

function evolve(state: RequesterState, event: RequesterEvent): RequesterState {
  switch (event.type) {
    case 'RowsTaken':
      return { ...state, taken: addRows(state.taken, event) };
    case 'Held': {
      const { importId, organisationId, scope, atUs } = event;
      const held: Held = { importId, organisationId, scope, atUs: Number(atUs), review: 'OPEN' };
      return { ...state, held: [...withoutOld(state.held), held] };
    }
    case 'Reviewed': {
      const review = event.approved ? 'APPROVED' : 'REFUSED';
      const held = state.held.map((each) =>
        each.importId === event.importId ? { ...each, review } : each,
      ) satisfies Held[];
      return { ...state, held };
    }
    default:
      return event satisfies never;
  }
}

/** Rows of one hour and import are one entry; what no window can reach any more goes. */
function addRows(taken: Taken[], { importId, rows, atUs }: RowsTaken): Taken[] {
  const nowUs = Number(atUs);
  const kept = taken.filter(({ sinceUs }) => sinceUs > nowUs - LONGEST_WINDOW_US);
  const same = kept.find(
    (each) => each.importId === importId && Math.abs(nowUs - each.sinceUs) < HOUR_US,
  );
  const added = Number(rows);
  if (same === undefined) return [...kept, { importId, sinceUs: nowUs, rows: added }];
  return kept.map((each) => (each === same ? { ...each, rows: each.rows + added } : each));
}

type RowsTaken = Extract<RequesterEvent, { type: 'RowsTaken' }>;

/** No policy looks back further. */
const LONGEST_WINDOW_US = 31 * 24 * HOUR_US;

function withoutOld(held: Held[]): Held[] {
  const reviewed = held.filter(({ review }) => review !== 'OPEN');
  const old = new Set(reviewed.slice(0, -MAX_REVIEWED));
  return held.filter((each) => !old.has(each));
}
