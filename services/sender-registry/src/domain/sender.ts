import { Channel, NumberKind } from '@hustings/contracts/registry';
import type { Decider } from '@hustings/decider';
import { err, ok, type Result, unreachable } from '@hustings/kernel';
import { isSentence } from './text-rules.ts';
import {
  type CodeRejection,
  checkCode,
  requestCode,
  type VerificationCode,
  withRequestedCode,
} from './verification-code.ts';

/** A number or handle that sends. */
export interface SenderProfile {
  senderId: string;
  organisationId: string;
  channel: Channel;
  address: string;
  /** Names a profile of the policy document; only its form is checked here. */
  limitProfile: string;
  /** What the organisation declares the number to be. A personal one is never registered. */
  numberKind: NumberKind;
}

export type SenderState =
  | { status: 'none' }
  | {
      status: 'declared' | 'verified' | 'revoked';
      profile: SenderProfile;
      grants: string[];
      /** Null once verified or revoked. */
      code: VerificationCode | null;
    };

export type SenderCommand =
  | { type: 'RegisterSender'; profile: SenderProfile; codeDigest: string; nowUs: bigint }
  | { type: 'RequestVerification'; codeDigest: string; nowUs: bigint }
  | { type: 'VerifySender'; codeDigest: string; nowUs: bigint }
  | { type: 'ChangeLimitProfile'; limitProfile: string; reason: string; nowUs: bigint }
  | { type: 'RevokeSender'; reason: string }
  | { type: 'GrantTool'; intermediaryId: string }
  | { type: 'RevokeToolGrant'; intermediaryId: string };

export type SenderEvent =
  | { type: 'SenderRegistered'; profile: SenderProfile }
  | {
      type: 'SenderVerificationRequested';
      senderId: string;
      codeDigest: string;
      expiresAtUs: bigint;
    }
  | { type: 'SenderVerificationFailed'; senderId: string; attemptsLeft: number }
  | { type: 'SenderVerified'; senderId: string; organisationId: string }
  | {
      type: 'LimitProfileChanged';
      senderId: string;
      organisationId: string;
      limitProfile: string;
      changedAtUs: bigint;
      reason: string;
    }
  | { type: 'SenderRevoked'; senderId: string; organisationId: string; reason: string }
  | { type: 'ToolGranted'; senderId: string; organisationId: string; intermediaryId: string }
  | { type: 'ToolGrantRevoked'; senderId: string; organisationId: string; intermediaryId: string };

export type SenderRejection =
  | {
      reason:
        | 'SENDER_EXISTS'
        | 'SENDER_UNKNOWN'
        | 'SENDER_REVOKED'
        | 'SENDER_ALREADY_VERIFIED'
        | 'CHANNEL_MISSING'
        | 'PERSONAL_NUMBER'
        | 'LIMIT_PROFILE_INVALID'
        | 'TOO_MANY_GRANTS'
        | 'TOOL_NOT_GRANTED'
        | 'REASON_MISSING';
    }
  | CodeRejection;

type Decision = Result<SenderEvent[], SenderRejection>;
type Standing = Exclude<SenderState, { status: 'none' }>;

/** Every tool on a number can get all of them closed [domain rule ID-09]: a handful is plenty. */
const MAX_GRANTS = 20;

const LIMIT_PROFILE = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;

export const senderDecider: Decider<SenderState, SenderCommand, SenderEvent, SenderRejection> = {
  decide,
  evolve,
  initialState: () => ({ status: 'none' }),
};

function decide(command: SenderCommand, state: SenderState): Decision {
  if (command.type === 'RegisterSender') return register(command, state);
  if (state.status === 'none') return err({ reason: 'SENDER_UNKNOWN' });
  if (command.type === 'RevokeSender') return revoke(command.reason, state);
  if (state.status === 'revoked') return err({ reason: 'SENDER_REVOKED' });
  switch (command.type) {
    case 'RequestVerification':
      return requestVerification(command, state);
    case 'VerifySender':
      return verify(command, state);
    case 'ChangeLimitProfile':
      return changeLimitProfile(command, state);
    case 'GrantTool':
      return grantTool(command.intermediaryId, state);
    case 'RevokeToolGrant':
      return revokeGrant(command.intermediaryId, state);
    default:
      return unreachable(command);
  }
}

function register(
  command: Extract<SenderCommand, { type: 'RegisterSender' }>,
  state: SenderState,
): Decision {
  const { profile, codeDigest, nowUs } = command;
  if (state.status !== 'none') return err({ reason: 'SENDER_EXISTS' });
  if (profile.channel === Channel.CHANNEL_UNSPECIFIED) return err({ reason: 'CHANNEL_MISSING' });
  if (profile.numberKind === NumberKind.NUMBER_KIND_PERSONAL) {
    return err({ reason: 'PERSONAL_NUMBER' });
  }
  if (!LIMIT_PROFILE.test(profile.limitProfile)) return err({ reason: 'LIMIT_PROFILE_INVALID' });
  const { senderId } = profile;
  const requested = requestCode({ codeDigest, nowUs }, null);
  if (!requested.ok) return requested;
  return ok([
    { type: 'SenderRegistered', profile },
    { type: 'SenderVerificationRequested', senderId, ...requested.value },
  ]);
}

function requestVerification(
  command: { codeDigest: string; nowUs: bigint },
  state: Standing,
): Decision {
  if (state.status === 'verified') return err({ reason: 'SENDER_ALREADY_VERIFIED' });
  const { senderId } = state.profile;
  const requested = requestCode(command, state.code);
  return requested.ok
    ? ok([{ type: 'SenderVerificationRequested', senderId, ...requested.value }])
    : requested;
}

function verify(command: { codeDigest: string; nowUs: bigint }, state: Standing): Decision {
  if (state.status === 'verified') return ok([]);
  const { senderId, organisationId } = state.profile;
  const checked = checkCode(command, state.code);
  if (!checked.ok) return checked;
  const { attemptsLeft } = checked.value;
  return attemptsLeft === null
    ? ok([{ type: 'SenderVerified', senderId, organisationId }])
    : ok([{ type: 'SenderVerificationFailed', senderId, attemptsLeft }]);
}

/** What the profile it has forbids may be due to a wrong one: a sender that is not verified yet may change as well. */
function changeLimitProfile(
  { limitProfile, reason, nowUs }: Extract<SenderCommand, { type: 'ChangeLimitProfile' }>,
  { profile }: Standing,
): Decision {
  if (!LIMIT_PROFILE.test(limitProfile)) return err({ reason: 'LIMIT_PROFILE_INVALID' });
  if (!isSentence(reason)) return err({ reason: 'REASON_MISSING' });
  if (limitProfile === profile.limitProfile) return ok([]);
  const { senderId, organisationId } = profile;
  const change = { limitProfile, changedAtUs: nowUs, reason };
  return ok([{ type: 'LimitProfileChanged', senderId, organisationId, ...change }]);
}

function revoke(reason: string, state: Standing): Decision {
  if (!isSentence(reason)) return err({ reason: 'REASON_MISSING' });
  if (state.status === 'revoked') return ok([]);
  const { senderId, organisationId } = state.profile;
  return ok([{ type: 'SenderRevoked', senderId, organisationId, reason }]);
}

function grantTool(intermediaryId: string, state: Standing): Decision {
  if (state.grants.includes(intermediaryId)) return ok([]);
  if (state.grants.length >= MAX_GRANTS) return err({ reason: 'TOO_MANY_GRANTS' });
  const { senderId, organisationId } = state.profile;
  return ok([{ type: 'ToolGranted', senderId, organisationId, intermediaryId }]);
}

function revokeGrant(intermediaryId: string, state: Standing): Decision {
  if (!state.grants.includes(intermediaryId)) return err({ reason: 'TOOL_NOT_GRANTED' });
  const { senderId, organisationId } = state.profile;
  return ok([{ type: 'ToolGrantRevoked', senderId, organisationId, intermediaryId }]);
}

function evolve(state: SenderState, event: SenderEvent): SenderState {
  if (event.type === 'SenderRegistered') {
    return { status: 'declared', profile: event.profile, grants: [], code: null };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'SenderVerificationRequested':
      return { ...state, code: withRequestedCode(event, state.code) };
    case 'SenderVerificationFailed':
      return state.code === null
        ? state
        : { ...state, code: { ...state.code, attemptsLeft: event.attemptsLeft } };
    case 'SenderVerified':
      return { ...state, status: 'verified', code: null };
    case 'LimitProfileChanged':
      return { ...state, profile: { ...state.profile, limitProfile: event.limitProfile } };
    case 'SenderRevoked':
      return { ...state, status: 'revoked', grants: [], code: null };
    case 'ToolGranted':
      return { ...state, grants: [...state.grants, event.intermediaryId] };
    case 'ToolGrantRevoked':
      return { ...state, grants: state.grants.filter((id) => id !== event.intermediaryId) };
    default:
      return unreachable(event);
  }
}
