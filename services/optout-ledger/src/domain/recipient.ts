import { LiftCause, Scope } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { unreachable } from '@hustings/kernel';
import {
  type BeginOptIn,
  decideBeginOptIn,
  decideConsent,
  decideLink,
  decideVoid,
  type LinkIdentity,
  type RecordConsent,
  type VoidConsent,
} from './decide-identity.ts';
import { decideLiftGround, decideOptIn, type LiftGround, type OptIn } from './decide-lift.ts';
import { decideOptOut, groundKeyOf, type OptOut, rememberInbound } from './decide-opt-out.ts';
import {
  initialRecipient,
  type RecipientEvent,
  type RecipientRejection,
  type RecipientState,
} from './recipient-state.ts';
import { findStanding, isControl, REQUESTED, withGround, withGrounds } from './standing.ts';

export type { OptIn } from './decide-lift.ts';
export type { OptOut } from './decide-opt-out.ts';
export type { RecipientEvent, RecipientRejection, RecipientState } from './recipient-state.ts';
export type { Standing } from './standing.ts';

export type RecipientCommand =
  | OptOut
  | OptIn
  | LiftGround
  | LinkIdentity
  | RecordConsent
  | VoidConsent
  | BeginOptIn;

/** What one recipient has asked of one organisation, or of all political senders. */
export const recipientDecider: Decider<
  RecipientState,
  RecipientCommand,
  RecipientEvent,
  RecipientRejection
> = {
  decide(command, state) {
    switch (command.type) {
      case 'OptOut':
        return decideOptOut(command, state);
      case 'OptIn':
        return decideOptIn(command, state);
      case 'LiftGround':
        return decideLiftGround(command, state);
      case 'LinkIdentity':
        return decideLink(command, state);
      case 'RecordConsent':
        return decideConsent(command, state);
      case 'VoidConsent':
        return decideVoid(command, state);
      case 'BeginOptIn':
        return decideBeginOptIn(command, state);
      default:
        return unreachable(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'OptedOut':
        return afterOptOut(state, event);
      case 'OptedIn':
      case 'GroundLifted':
        return afterLift(state, event);
      case 'IdentityLinked': {
        const { other, kind, left } = event;
        return { ...state, links: [...state.links, { other, kind, left }] };
      }
      case 'ConsentRecorded': {
        const { source, wording, proof } = event;
        const consent = { source, wording, proof, givenAtUs: Number(event.givenAtUs) };
        return { ...state, consent };
      }
      case 'ConsentVoided':
        return afterVoid(state, event);
      case 'OptInBegun': {
        const { wording, askedFrom } = event;
        const begunAtUs = Number(event.begunAtUs);
        const optIn = { wording, begunAtUs, expiresAtUs: Number(event.expiresAtUs) };
        return { ...state, optIn: askedFrom === '' ? optIn : { ...optIn, askedFrom } };
      }
      default:
        return unreachable(event);
    }
  },
  initialState: initialRecipient,
};

function afterOptOut(
  state: RecipientState,
  event: RecipientEvent & { type: 'OptedOut' },
): RecipientState {
  const receivedUs = Number(event.receivedAtUs);
  const ground = {
    key: groundKeyOf(event),
    source: event.source,
    sinceUs: receivedUs,
    lastUs: receivedUs,
    provisional: event.provisional,
  };
  const known = findStanding(state, event.scope, event.scopeId)?.grounds ?? [];
  const isWhole = event.scope >= Scope.SCOPE_ORGANISATION && !event.provisional;
  return {
    ...state,
    standing: withGrounds(state.standing, event, withGround(known, ground)),
    inboundIds: rememberInbound(state.inboundIds, event.inboundId),
    ...(isWhole && {
      consent: null,
      optIn: null,
      optedOutUs: Math.max(state.optedOutUs, receivedUs),
    }),
  };
}

type Lift = RecipientEvent & { type: 'OptedIn' | 'GroundLifted' };

function afterLift(state: RecipientState, event: Lift): RecipientState {
  const atUs = Number(event.receivedAtUs);
  const known = findStanding(state, event.scope, event.scopeId)?.grounds ?? [];
  const isOwn = event.ground === REQUESTED;
  const left = isOwn
    ? known.filter(({ key }) => isControl(key))
    : known.filter(({ key }) => key !== event.ground);
  const lifted: RecipientState = {
    ...state,
    standing: withGrounds(state.standing, event, event.type === 'OptedIn' ? [] : left),
    inboundIds: rememberInbound(state.inboundIds, event.inboundId),
  };
  if (isOwn) return { ...lifted, ...reconsented(state, event) };
  if (!isControl(event.ground)) return lifted;
  return { ...lifted, resumedUs: { ...state.resumedUs, [event.ground]: atUs } };
}

/** The person's own later word is a consent, and ends a double opt-in that was open. */
function reconsented(state: RecipientState, event: Lift): Partial<RecipientState> {
  const atUs = Number(event.receivedAtUs);
  const isDouble = event.cause === LiftCause.LIFT_CAUSE_DOUBLE_OPT_IN;
  const wording = isDouble ? (state.optIn?.wording ?? '') : 'start word';
  return {
    liftedUs: Math.max(state.liftedUs, atUs),
    consent: {
      source: isDouble ? 'double-opt-in' : 'reply',
      wording,
      givenAtUs: atUs,
      proof: event.inboundId,
    },
    optIn: null,
  };
}

/** A number that has a new owner is linked to nobody any more: what that person asks for is not the former owner's wish. */
function afterVoid(
  state: RecipientState,
  event: RecipientEvent & { type: 'ConsentVoided' },
): RecipientState {
  const isNewOwner = event.reason === 'NUMBER_REASSIGNED' || event.reason === 'WRONG_NUMBER';
  return {
    ...state,
    consent: null,
    voidedUs: Math.max(state.voidedUs, Number(event.atUs)),
    links: isNewOwner ? [] : state.links,
  };
}
