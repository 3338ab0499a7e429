import { OrganisationKind } from '@hustings/contracts/registry';
import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';
import { languageOr } from './language.ts';
import { isName, isSentence } from './text-rules.ts';

/** What an organisation says about itself. */
export interface OrganisationProfile {
  organisationId: string;
  name: string;
  kind: OrganisationKind;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Hosts that links may lead to, lower case. */
  hosts: string[];
  /** ISO 639-1: what it is written to in. '' for one of before languages were stated. */
  language: string;
}

export type OrganisationState =
  | { status: 'none' }
  | { status: 'declared' | 'verified' | 'revoked'; profile: OrganisationProfile };

export type OrganisationCommand =
  | { type: 'RegisterOrganisation'; profile: OrganisationProfile }
  | { type: 'VerifyOrganisation'; proof: string }
  | { type: 'RevokeOrganisation'; reason: string };

export type OrganisationEvent =
  | { type: 'OrganisationRegistered'; profile: OrganisationProfile }
  | { type: 'OrganisationVerified'; organisationId: string; proof: string }
  | { type: 'OrganisationRevoked'; organisationId: string; reason: string };

export type OrganisationRejection = {
  reason:
    | 'ORGANISATION_EXISTS'
    | 'ORGANISATION_UNKNOWN'
    | 'ORGANISATION_REVOKED'
    | 'NAME_INVALID'
    | 'KIND_MISSING'
    | 'COUNTRY_INVALID'
    | 'HOST_INVALID'
    | 'TOO_MANY_HOSTS'
    | 'LANGUAGE_INVALID'
    | 'PROOF_MISSING'
    | 'REASON_MISSING';
};

type Decision = Result<OrganisationEvent[], OrganisationRejection>;

/** More hosts than any campaign shows in its texts; each message's links are compared with all of them. */
const MAX_HOSTS = 50;

const COUNTRY = /^[A-Z]{2}$/;

/** A host name in lower case with at least two labels (RFC 1123 §2.1), without port or path. */
const HOST =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

export const organisationDecider: Decider<
  OrganisationState,
  OrganisationCommand,
  OrganisationEvent,
  OrganisationRejection
> = { decide, evolve, initialState: () => ({ status: 'none' }) };

function decide(command: OrganisationCommand, state: OrganisationState): Decision {
  if (command.type === 'RegisterOrganisation') return register(command.profile, state);
  if (state.status === 'none') return err({ reason: 'ORGANISATION_UNKNOWN' });
  return command.type === 'VerifyOrganisation'
    ? verify(command.proof, state)
    : revoke(command.reason, state);
}

function register(profile: OrganisationProfile, state: OrganisationState): Decision {
  if (state.status !== 'none') return err({ reason: 'ORGANISATION_EXISTS' });
  if (!isName(profile.name)) return err({ reason: 'NAME_INVALID' });
  if (profile.kind === OrganisationKind.ORGANISATION_KIND_UNSPECIFIED) {
    return err({ reason: 'KIND_MISSING' });
  }
  if (!COUNTRY.test(profile.country)) return err({ reason: 'COUNTRY_INVALID' });
  if (profile.hosts.length > MAX_HOSTS) return err({ reason: 'TOO_MANY_HOSTS' });
  if (!profile.hosts.every((host) => HOST.test(host))) return err({ reason: 'HOST_INVALID' });
  const language = languageOr(profile.language, profile.country);
  if (language === null) return err({ reason: 'LANGUAGE_INVALID' });
  return ok([{ type: 'OrganisationRegistered', profile: { ...profile, language } }]);
}

type Registered = Exclude<OrganisationState, { status: 'none' }>;

function verify(proof: string, state: Registered): Decision {
  if (state.status === 'revoked') return err({ reason: 'ORGANISATION_REVOKED' });
  if (!isSentence(proof)) return err({ reason: 'PROOF_MISSING' });
  if (state.status === 'verified') return ok([]);
  const { organisationId } = state.profile;
  return ok([{ type: 'OrganisationVerified', organisationId, proof }]);
}

function revoke(reason: string, state: Registered): Decision {
  if (!isSentence(reason)) return err({ reason: 'REASON_MISSING' });
  if (state.status === 'revoked') return ok([]);
  const { organisationId } = state.profile;
  return ok([{ type: 'OrganisationRevoked', organisationId, reason }]);
}

function evolve(state: OrganisationState, event: OrganisationEvent): OrganisationState {
  if (event.type === 'OrganisationRegistered') {
    return { status: 'declared', profile: event.profile };
  }
  if (state.status === 'none') return state;
  const status = event.type === 'OrganisationVerified' ? 'verified' : 'revoked';
  return { ...state, status };
}
