import { Role } from '@hustings/contracts/registry';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type CredentialCommand,
  type CredentialEvent,
  type CredentialProfile,
  credentialDecider,
} from '../src/domain/credential.ts';

const { ROLE_OPERATOR, ROLE_ORGANISATION_ADMIN, ROLE_TOOL, ROLE_MODERATOR, ROLE_REVIEWER } = Role;

const TOOL: CredentialProfile = {
  credentialId: 'crd-1',
  secretDigest: 'ab'.repeat(32),
  roles: [ROLE_TOOL],
  organisationId: 'org-1',
  intermediaryId: 'int-1',
  label: 'phone bank',
};
const STAFF = { organisationId: '', intermediaryId: '' };

const ISSUED: CredentialEvent = { type: 'CredentialIssued', profile: TOOL };
const REVOKE: CredentialCommand = { type: 'RevokeCredential', reason: 'leaked' };
const REVOKED: CredentialEvent = {
  type: 'CredentialRevoked',
  credentialId: 'crd-1',
  organisationId: 'org-1',
  reason: 'leaked',
};

describe('a credential', () => {
  it.each<[string, Partial<CredentialProfile>]>([
    ['of a tool', {}],
    ['of an administrator', { roles: [ROLE_ORGANISATION_ADMIN], intermediaryId: '' }],
    ['of staff with two roles', { ...STAFF, roles: [ROLE_MODERATOR, ROLE_REVIEWER] }],
    ['of an operator', { ...STAFF, roles: [ROLE_OPERATOR] }],
  ])('%s is issued', (_, changes) => {
    const command = issue(changes);
    expect(given(credentialDecider, []).when(command)).toEqual({
      events: [{ type: 'CredentialIssued', profile: { ...TOOL, ...changes } }],
    });
  });

  it('is revoked once', () => {
    expect(given(credentialDecider, [ISSUED]).when(REVOKE)).toEqual({ events: [REVOKED] });
    expect(given(credentialDecider, [ISSUED, REVOKED]).when(REVOKE)).toEqual({ events: [] });
    expect(given(credentialDecider, [ISSUED, REVOKED]).state()).toMatchObject({
      status: 'revoked',
    });
  });

  it.for<[string, CredentialEvent[], CredentialCommand, string]>([
    ['issued twice', [ISSUED], issue({}), 'CREDENTIAL_EXISTS'],
    ['revoked before it exists', [], REVOKE, 'CREDENTIAL_UNKNOWN'],
    ['revoked for no reason', [ISSUED], { ...REVOKE, reason: '' }, 'REASON_MISSING'],
    ['without roles', [], issue({ roles: [] }), 'ROLES_MISSING'],
    ['with the role "unspecified"', [], issue({ roles: [0] }), 'ROLE_UNKNOWN'],
    ['with a role of a later version', [], issue({ roles: [99 as Role] }), 'ROLE_UNKNOWN'],
    [
      'of a tool that administers',
      [],
      issue({ roles: [ROLE_TOOL, ROLE_ORGANISATION_ADMIN] }),
      'ROLES_DO_NOT_MIX',
    ],
    ['of staff that sends', [], issue({ roles: [ROLE_TOOL, ROLE_MODERATOR] }), 'ROLES_DO_NOT_MIX'],
    [
      'of staff, issued by an organisation',
      [],
      issue({ roles: [ROLE_OPERATOR], intermediaryId: '' }),
      'ROLE_NOT_YOURS_TO_GIVE',
    ],
    [
      'of an administrator, issued by staff',
      [],
      issue({ ...STAFF, roles: [ROLE_ORGANISATION_ADMIN] }),
      'ROLE_NOT_YOURS_TO_GIVE',
    ],
    [
      'of a tool without its intermediary',
      [],
      issue({ intermediaryId: '' }),
      'INTERMEDIARY_MISSING',
    ],
    [
      'of an administrator with an intermediary',
      [],
      issue({ roles: [ROLE_ORGANISATION_ADMIN] }),
      'INTERMEDIARY_NOT_ALLOWED',
    ],
    ['without a label', [], issue({ label: '' }), 'LABEL_INVALID'],
    ['with a label of 61 letters', [], issue({ label: 'a'.repeat(61) }), 'LABEL_INVALID'],
  ])('%s is refused', ([, past, command, reason]) => {
    expect(given(credentialDecider, past).when(command)).toEqual({ rejected: { reason } });
  });
});

function issue(changes: Partial<CredentialProfile>): CredentialCommand {
  return { type: 'IssueCredential', profile: { ...TOOL, ...changes } };
}
