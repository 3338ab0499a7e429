import { type OptedIn, type OptedOut, Scope, Source } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';

/** One opt-out that stands. Plain JSON: it is part of the aggregate's snapshot. */
export interface Standing {
  scope: Scope;
  /** Sender or campaign; '' for the wider scopes. */
  scopeId: string;
  /** Where the first request came from. Only one that came by reply can be lifted by reply. */
  source: Source;
  /** Receipt of the first request, microseconds since the Unix epoch. */
  sinceUs: number;
  /** Receipt of the latest request. */
  lastUs: number;
  /** True until a clear request or a person confirmed it. */
  provisional: boolean;
}

/** What one recipient has asked of one organisation, or of all political senders. */
export interface RecipientState {
  standing: Standing[];
  /** Receipt of the latest request to be written to again, 0 = never. */
  liftedUs: number;
  /** The latest inbound messages that were recorded, oldest first. */
  inboundIds: string[];
}

/** The person asks not to be written to, or somebody on their behalf does. */
export type OptOut = { type: 'OptOut' } & OptedOut;

/** The person asks, by a start word, to be written to again by the organisation. */
export type OptIn = { type: 'OptIn' } & Omit<OptedIn, 'scope' | 'scopeId'>;

export type RecipientCommand = OptOut | OptIn;

export type RecipientEvent = ({ type: 'OptedOut' } & OptedOut) | ({ type: 'OptedIn' } & OptedIn);

/** Why a request is refused. */
export type RecipientRejection =
  | { reason: 'ScopeMissing' }
  /** A sender or campaign scope names its sender or campaign, the wider scopes name nothing. */
  | { reason: 'ScopeIdMismatch' }
  | { reason: 'SourceMissing' }
  /** A later request by the person says otherwise: this one was delivered late. */
  | { reason: 'LaterRequestStands' }
  /** A start word lifts only what a reply from the same number has set. */
  | { reason: 'NotSetByReply'; source: Source };

/** Providers repeat a message for days; a person does not write more than this in between. */
const MAX_INBOUND_IDS = 32;

/** Who has asked this many senders or campaigns of one organisation to stop means the organisation. */
const MAX_NARROW_SCOPES = 64;

export const recipientDecider: Decider<
  RecipientState,
  RecipientCommand,
  RecipientEvent,
  RecipientRejection
> = {
  decide: (command, state) =>
    command.type === 'OptOut' ? decideOptOut(command, state) : decideOptIn(command, state),
  evolve: (state, event) =>
    event.type === 'OptedOut' ? afterOptOut(state, event) : afterOptIn(state, event),
  initialState: () => ({ standing: [], liftedUs: 0, inboundIds: [] }),
};

type Decision = Result<RecipientEvent[], RecipientRejection>;

function decideOptOut(command: OptOut, state: RecipientState): Decision {
  const fault = findFault(command);
  if (fault !== null) return err(fault);
  if (isKnown(state, command.inboundId)) return ok([]);
  const byReply = command.source === Source.SOURCE_REPLY;
  if (byReply && Number(command.receivedAtUs) < state.liftedUs)
    return err({ reason: 'LaterRequestStands' });
  const { scope, scopeId } = widenMany(command, state);
  const standing = findStanding(state, scope, scopeId);
  const confirms = standing?.provisional === true && !command.provisional;
  // Each reply is recorded as proof of the request, also when it changes nothing.
  if (standing !== undefined && !confirms && !byReply) return ok([]);
  return ok([{ ...command, type: 'OptedOut', scope, scopeId }]);
}

function findFault(command: OptOut): RecipientRejection | null {
  const { scope, scopeId, source } = command;
  if (scope === Scope.SCOPE_UNSPECIFIED || scope === Scope.UNRECOGNIZED) {
    return { reason: 'ScopeMissing' };
  }
  if (source === Source.SOURCE_UNSPECIFIED || source === Source.UNRECOGNIZED) {
    return { reason: 'SourceMissing' };
  }
  return isNarrow(scope) === (scopeId !== '') ? null : { reason: 'ScopeIdMismatch' };
}

function isNarrow(scope: Scope): boolean {
  return scope === Scope.SCOPE_SENDER || scope === Scope.SCOPE_CAMPAIGN;
}

function widenMany(command: OptOut, state: RecipientState): Pick<OptOut, 'scope' | 'scopeId'> {
  const { scope, scopeId } = command;
  const fits = state.standing.length < MAX_NARROW_SCOPES || !isNarrow(scope);
  if (fits || findStanding(state, scope, scopeId) !== undefined) return { scope, scopeId };
  return { scope: Scope.SCOPE_ORGANISATION, scopeId: '' };
}

/**
 * A start word counts from the moment it was received, also when nothing stands: an opt-out that was received earlier may
 * still be on its way. At the same moment the opt-out wins.
 */
function decideOptIn(command: OptIn, state: RecipientState): Decision {
  if (isKnown(state, command.inboundId)) return ok([]);
  const standing = findStanding(state, Scope.SCOPE_ORGANISATION, '');
  if (standing !== undefined && standing.source !== Source.SOURCE_REPLY) {
    return err({ reason: 'NotSetByReply', source: standing.source });
  }
  const latestUs = Math.max(standing?.lastUs ?? 0, state.liftedUs);
  if (Number(command.receivedAtUs) <= latestUs) return err({ reason: 'LaterRequestStands' });
  return ok([{ ...command, type: 'OptedIn', scope: Scope.SCOPE_ORGANISATION, scopeId: '' }]);
}

/** The opt-out that stands for exactly this scope. */
export function findStanding(
  state: RecipientState,
  scope: Scope,
  scopeId: string,
): Standing | undefined {
  return state.standing.find((each) => each.scope === scope && each.scopeId === scopeId);
}

function isKnown(state: RecipientState, inboundId: string): boolean {
  return inboundId !== '' && state.inboundIds.includes(inboundId);
}

function afterOptOut(
  state: RecipientState,
  event: RecipientEvent & { type: 'OptedOut' },
): RecipientState {
  const known = findStanding(state, event.scope, event.scopeId);
  const receivedUs = Number(event.receivedAtUs);
  const standing: Standing = {
    scope: event.scope,
    scopeId: event.scopeId,
    source: known?.source ?? event.source,
    sinceUs: Math.min(known?.sinceUs ?? receivedUs, receivedUs),
    lastUs: Math.max(known?.lastUs ?? receivedUs, receivedUs),
    provisional: (known?.provisional ?? true) && event.provisional,
  };
  return {
    ...state,
    standing: [...state.standing.filter((each) => each !== known), standing],
    inboundIds: remember(state.inboundIds, event.inboundId),
  };
}

function afterOptIn(
  state: RecipientState,
  event: RecipientEvent & { type: 'OptedIn' },
): RecipientState {
  return {
    standing: state.standing.filter((each) => each.scope !== event.scope),
    liftedUs: Math.max(state.liftedUs, Number(event.receivedAtUs)),
    inboundIds: remember(state.inboundIds, event.inboundId),
  };
}

function remember(inboundIds: string[], inboundId: string): string[] {
  return inboundId === '' ? inboundIds : [...inboundIds, inboundId].slice(-MAX_INBOUND_IDS);
}
