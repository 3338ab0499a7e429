import { type OptedOut, Scope, Source } from '@hustings/contracts/optout';
import { err, ok, type Result } from '@hustings/kernel';
import type { RecipientEvent, RecipientRejection, RecipientState } from './recipient-state.ts';
import { findStanding, hitGround, isControl, isDoubtful, REQUESTED } from './standing.ts';

/** What a caller need not say; empty then. */
type Optional =
  | 'ground'
  | 'contentSeq'
  | 'normalFormDigest'
  | 'language'
  | 'senderId'
  | 'linkedFrom'
  | 'proof';

/** The person asks not to be written to, or somebody on their behalf does. */
export type OptOut = { type: 'OptOut' } & Omit<OptedOut, Optional> &
  Partial<Pick<OptedOut, Optional>>;

/** Providers repeat a message for days; a person does not write more than this in between. */
const MAX_INBOUND_IDS = 32;

/** Who has asked this many senders or campaigns of one organisation to stop means the organisation. */
const MAX_NARROW_SCOPES = 64;

/** Whose replies were doubtful so often, without anybody having looked, has asked to stop. */
const MAX_DOUBTFUL = 16;

type Decision = Result<RecipientEvent[], RecipientRejection>;

export function decideOptOut(command: OptOut, state: RecipientState): Decision {
  const fault = findFault(command);
  if (fault !== null) return err(fault);
  if (isKnownInbound(state, command.inboundId)) return ok([]);
  const asked = groundOf(command, state);
  if (isOutdated(command, asked.ground, state)) return err({ reason: 'LaterRequestStands' });
  const { scope, scopeId } = widenMany(command, state);
  const keys = findStanding(state, scope, scopeId)?.grounds.map(({ key }) => key) ?? [];
  const stands = keys.includes(asked.ground) || (asked.provisional && keys.includes(REQUESTED));
  // Each reply is recorded as proof of the request, also when it changes nothing.
  if (stands && command.source !== Source.SOURCE_REPLY) return ok([]);
  return ok([{ ...NO_PROOF, ...command, ...asked, type: 'OptedOut', scope, scopeId }]);
}

const NO_PROOF: Required<Pick<OptedOut, Optional>> = {
  ground: REQUESTED,
  contentSeq: 0n,
  normalFormDigest: '',
  language: '',
  senderId: '',
  linkedFrom: '',
  proof: '',
};

/** The ground of an opt-out as an event states it. */
export function groundKeyOf({
  ground = REQUESTED,
  provisional,
  inboundId,
}: Pick<OptOut, 'ground' | 'provisional' | 'inboundId'>): string {
  return ground === REQUESTED && provisional ? hitGround(inboundId) : ground;
}

function groundOf(
  command: OptOut,
  { standing }: RecipientState,
): Pick<OptedOut, 'ground' | 'provisional'> {
  const ground = groundKeyOf(command);
  const doubtful = standing
    .flatMap(({ grounds }) => grounds)
    .filter((each) => isDoubtful(each.key));
  if (isDoubtful(ground) && doubtful.length >= MAX_DOUBTFUL) {
    return { ground: REQUESTED, provisional: false };
  }
  return { ground, provisional: command.provisional };
}

/** A reply, or what came of one over a link, does not undo what the person asked for later. */
function isOutdated(command: OptOut, ground: string, state: RecipientState): boolean {
  const receivedUs = Number(command.receivedAtUs);
  if (isControl(ground)) return receivedUs < (state.resumedUs[ground] ?? 0);
  const isOwn = command.source === Source.SOURCE_REPLY || command.source === Source.SOURCE_IDENTITY;
  return isOwn && receivedUs < state.liftedUs;
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

/** True for an inbound message that was recorded before. */
export function isKnownInbound({ inboundIds }: RecipientState, inboundId: string): boolean {
  return inboundId !== '' && inboundIds.includes(inboundId);
}

/** The latest inbound messages with one more. */
export function rememberInbound(inboundIds: string[], inboundId: string): string[] {
  if (inboundId === '' || inboundIds.includes(inboundId)) return inboundIds;
  return [...inboundIds, inboundId].slice(-MAX_INBOUND_IDS);
}
