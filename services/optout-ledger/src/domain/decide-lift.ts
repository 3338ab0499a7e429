import { type GroundLifted, LiftCause, Scope } from '@hustings/contracts/optout';
import { err, ok, type Result } from '@hustings/kernel';
import { isKnownInbound } from './decide-opt-out.ts';
import type { RecipientEvent, RecipientRejection, RecipientState } from './recipient-state.ts';
import { findStanding, isControl, REQUESTED } from './standing.ts';

/** The person asks, from the same number, to be written to again. */
export interface OptIn {
  type: 'OptIn';
  recipient: string;
  /** By this organisation; '' = by all political senders, for which nothing but the yes of a double opt-in counts. */
  organisationId: string;
  inboundId: string;
  ruleId: string;
  receivedAtUs: bigint;
  /** True for a yes, which counts only inside a double opt-in that the person began. */
  isYes?: boolean;
  /** Keyed digest of the sender that the person wrote to. */
  saidTo?: string;
}

/** Takes back one ground: a doubtful reply, a control that was reset, a request that lapsed. It lifts nothing else. */
export type LiftGround = { type: 'LiftGround' } & Omit<GroundLifted, 'inboundId'> & {
    inboundId?: string;
  };

type Decision = Result<RecipientEvent[], RecipientRejection>;

/**
 * A start word counts from the moment it was received, also when nothing stands: an opt-out that was received earlier may
 * still be on its way. At the same moment the opt-out wins.
 */
export function decideOptIn(command: OptIn, state: RecipientState): Decision {
  if (isKnownInbound(state, command.inboundId)) return ok([]);
  const isWide = command.organisationId === '';
  // A start word is meant for whom it is written to.
  const isBoundToOptIn = isWide || command.isYes === true;
  if (isBoundToOptIn && !isOptInOpen(command, state)) return err({ reason: 'NoOptInOpen' });
  const scope = isWide ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION;
  const grounds = findStanding(state, scope, '')?.grounds ?? [];
  const liftable = grounds.filter(({ key }) => !isControl(key));
  if (grounds.length > 0 && liftable.length === 0) return err({ reason: 'ControlStands' });
  const latestUs = Math.max(state.liftedUs, ...liftable.map(({ lastUs }) => lastUs));
  if (Number(command.receivedAtUs) <= latestUs) return err({ reason: 'LaterRequestStands' });
  const { recipient, organisationId, inboundId, ruleId, receivedAtUs } = command;
  const cause =
    command.isYes === true ? LiftCause.LIFT_CAUSE_DOUBLE_OPT_IN : LiftCause.LIFT_CAUSE_OWN_REPLY;
  const lifted = {
    recipient,
    organisationId,
    scope,
    scopeId: '',
    inboundId,
    receivedAtUs,
    cause,
    ground: REQUESTED,
    note: '',
  };
  return liftable.length < grounds.length
    ? ok([{ ...lifted, type: 'GroundLifted' }])
    : ok([{ ...lifted, type: 'OptedIn', ruleId }]);
}

function isOptInOpen({ receivedAtUs, isYes, saidTo }: OptIn, { optIn }: RecipientState): boolean {
  if (optIn === null || isYes !== true) return false;
  if (optIn.askedFrom !== undefined && optIn.askedFrom !== saidTo) return false;
  const atUs = Number(receivedAtUs);
  return optIn.begunAtUs < atUs && atUs <= optIn.expiresAtUs;
}

/** What does not stand is not lifted; a control is remembered as reset all the same, for its stop may come late. */
export function decideLiftGround(command: LiftGround, state: RecipientState): Decision {
  const { inboundId = '', ground, scope, scopeId } = command;
  if (isKnownInbound(state, inboundId)) return ok([]);
  const grounds = findStanding(state, scope, scopeId)?.grounds ?? [];
  const own = grounds.find(({ key }) => key === ground);
  const atUs = Number(command.receivedAtUs);
  if (isControl(ground) && own !== undefined && atUs <= own.lastUs) {
    return err({ reason: 'LaterRequestStands' });
  }
  if (own === undefined && (!isControl(ground) || atUs <= (state.resumedUs[ground] ?? 0))) {
    return ok([]);
  }
  if (own !== undefined && grounds.length === 1) {
    return ok([{ ...command, inboundId, type: 'OptedIn', ruleId: '' }]);
  }
  return ok([{ ...command, inboundId, type: 'GroundLifted' }]);
}
