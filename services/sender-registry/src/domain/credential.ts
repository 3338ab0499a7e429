import { Role } from '@hustings/contracts/registry';
import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';
import { isSentence, lengthWithin } from './text-rules.ts';

/** A bearer credential. Only a digest of its secret is ever known here. */
export interface CredentialProfile {
  credentialId: string;
  /** SHA-256 of the secret, hex. */
  secretDigest: string;
  roles: Role[];
  /** '' for staff. */
  organisationId: string;
  /** '' unless it is a tool's. */
  intermediaryId: string;
  label: string;
}

export type CredentialState =
  | { status: 'none' }
  | { status: 'issued' | 'revoked'; profile: CredentialProfile };

export type CredentialCommand =
  | { type: 'IssueCredential'; profile: CredentialProfile }
  | { type: 'RevokeCredential'; reason: string };

export type CredentialEvent =
  | { type: 'CredentialIssued'; profile: CredentialProfile }
  | { type: 'CredentialRevoked'; credentialId: string; organisationId: string; reason: string };

export type CredentialRejection = {
  reason:
    | 'CREDENTIAL_EXISTS'
    | 'CREDENTIAL_UNKNOWN'
    | 'ROLES_MISSING'
    | 'ROLE_UNKNOWN'
    | 'ROLES_DO_NOT_MIX'
    | 'ROLE_NOT_YOURS_TO_GIVE'
    | 'INTERMEDIARY_MISSING'
    | 'INTERMEDIARY_NOT_ALLOWED'
    | 'LABEL_INVALID'
    | 'REASON_MISSING';
};

type Decision = Result<CredentialEvent[], CredentialRejection>;

const LABEL_MAX = 60;

const STAFF_ROLES: readonly Role[] = [
  Role.ROLE_OPERATOR,
  Role.ROLE_MODERATOR,
  Role.ROLE_REVIEWER,
  Role.ROLE_POLICY_OFFICER,
  Role.ROLE_AUDITOR,
  Role.ROLE_COUNSEL,
];

/** A leaked tool credential must never manage the organisation, so these two do not mix either. */
const ORGANISATION_ROLES: readonly Role[] = [Role.ROLE_ORGANISATION_ADMIN, Role.ROLE_TOOL];

export const credentialDecider: Decider<
  CredentialState,
  CredentialCommand,
  CredentialEvent,
  CredentialRejection
> = {
  initialState: () => ({ status: 'none' }),

  decide(command, state) {
    if (command.type === 'IssueCredential') return issue(command.profile, state);
    if (state.status === 'none') return err({ reason: 'CREDENTIAL_UNKNOWN' });
    if (!isSentence(command.reason)) return err({ reason: 'REASON_MISSING' });
    if (state.status === 'revoked') return ok([]);
    const { credentialId, organisationId } = state.profile;
    const { reason } = command;
    return ok([{ type: 'CredentialRevoked', credentialId, organisationId, reason }]);
  },

  evolve(state, event) {
    if (event.type === 'CredentialIssued') return { status: 'issued', profile: event.profile };
    return state.status === 'none' ? state : { ...state, status: 'revoked' };
  },
};

function issue(profile: CredentialProfile, state: CredentialState): Decision {
  if (state.status !== 'none') return err({ reason: 'CREDENTIAL_EXISTS' });
  if (!lengthWithin(profile.label, 1, LABEL_MAX)) return err({ reason: 'LABEL_INVALID' });
  const fault = faultOfRoles(profile);
  return fault === null ? ok([{ type: 'CredentialIssued', profile }]) : err({ reason: fault });
}

function faultOfRoles(profile: CredentialProfile): CredentialRejection['reason'] | null {
  const { roles, organisationId, intermediaryId } = profile;
  if (roles.length === 0) return 'ROLES_MISSING';
  if (!roles.every((role) => STAFF_ROLES.includes(role) || ORGANISATION_ROLES.includes(role))) {
    return 'ROLE_UNKNOWN';
  }
  const ofStaff = roles.filter((role) => STAFF_ROLES.includes(role)).length;
  if (ofStaff === 0 ? new Set(roles).size > 1 : ofStaff < roles.length) return 'ROLES_DO_NOT_MIX';
  // Staff roles come from staff, an organisation's roles from the organisation.
  if (ofStaff > 0 !== (organisationId === '')) return 'ROLE_NOT_YOURS_TO_GIVE';
  const isTool = roles.includes(Role.ROLE_TOOL);
  if (isTool && intermediaryId === '') return 'INTERMEDIARY_MISSING';
  return !isTool && intermediaryId !== '' ? 'INTERMEDIARY_NOT_ALLOWED' : null;
}
