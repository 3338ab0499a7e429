import { Role } from '@hustings/contracts/registry';
import { err, ok, present } from '@hustings/kernel';
import { digestSecret } from '@hustings/service-kit';
import type { CredentialState } from '../domain/credential.ts';
import {
  COMMON_PARTITION,
  metaOf,
  type Ordered,
  type Orderer,
  type Registry,
  targetOf,
} from './order.ts';

export interface CredentialRequest {
  roles: Role[];
  /** '' unless it is a tool's. */
  intermediaryId: string;
  label: string;
}

/** A credential with its bearer token, which is shown this once. */
export interface IssuedCredential {
  credentialId: string;
  token: string;
}

/** Issues a credential of the organisation, or of staff for ''. The organisation must exist. */
export async function issueCredential(
  registry: Registry,
  orderer: Orderer,
  order: { organisationId: string; request: CredentialRequest },
): Ordered<IssuedCredential> {
  const { organisationId, request } = order;
  if (request.roles.includes(Role.ROLE_TOOL) && request.intermediaryId !== '') {
    const known = await isKnownIntermediary(registry, request.intermediaryId);
    if (!known) return err({ reason: 'INTERMEDIARY_UNKNOWN' });
  }
  const credentialId = registry.ids.prefixed('crd');
  const secret = registry.secrets.secret();
  const profile = {
    ...request,
    credentialId,
    organisationId,
    roles: [...new Set(request.roles)],
    secretDigest: digestSecret(secret),
  };
  const target = present(targetOf(registry, credentialId, organisationId), 'a made id is a token');
  const command = { type: 'IssueCredential' as const, profile };
  const done = await registry.stores.credential.execute(target, command, metaOf(registry, orderer));
  return done.ok ? ok({ credentialId, token: `${credentialId}.${secret}` }) : done;
}

/**
 * Issues a new administrator to an organisation whose own may be in the hands of an intruder. Only under a compromise hold: else
 * the operator could act for anybody at any time.
 */
export async function issueToVictim(
  registry: Registry,
  orderer: Orderer,
  order: { victim: string; request: CredentialRequest },
): Ordered<IssuedCredential> {
  const { victim, request } = order;
  if (registry.holdOn(victim) === undefined) return err({ reason: 'ORGANISATION_NOT_HELD' });
  const isAdministrator = request.roles.every((role) => role === Role.ROLE_ORGANISATION_ADMIN);
  if (!isAdministrator) return err({ reason: 'ROLE_NOT_YOURS_TO_GIVE' });
  return issueCredential(registry, orderer, { organisationId: victim, request });
}

/** Ends a credential at once. Staff may end any, an organisation its own. */
export async function revokeCredential(
  registry: Registry,
  orderer: Orderer,
  request: { credentialId: string; reason: string },
): Ordered<CredentialState> {
  const { credentialId, reason } = request;
  const owner =
    orderer.organisationId === ''
      ? registry.directory.ownerOfCredential(credentialId)
      : orderer.organisationId;
  const target = owner === undefined ? null : targetOf(registry, credentialId, owner);
  if (target === null) return err({ reason: 'CREDENTIAL_UNKNOWN' });
  const { credential } = registry.stores;
  const { state } = await credential.load(target);
  // Two organisations may share a partition: the id alone does not say whose it is.
  if (state.status !== 'none' && state.profile.organisationId !== owner) {
    return err({ reason: 'CREDENTIAL_UNKNOWN' });
  }
  const command = { type: 'RevokeCredential' as const, reason };
  const done = await credential.execute(target, command, metaOf(registry, orderer));
  return done.ok ? ok(done.value.state) : done;
}

/** Whether such a tool is registered. */
export async function isKnownIntermediary(
  registry: Registry,
  intermediaryId: string,
): Promise<boolean> {
  const target = targetOf(registry, intermediaryId, '');
  if (target === null) return false;
  const { state } = await registry.stores.intermediary.load(target);
  return state.status === 'registered';
}

/** Registers a sending tool. */
export async function registerIntermediary(
  registry: Registry,
  orderer: Orderer,
  name: string,
): Ordered<string> {
  const intermediaryId = registry.ids.prefixed('int');
  const target = { id: intermediaryId, organisationId: '', partition: COMMON_PARTITION };
  const command = { type: 'RegisterIntermediary' as const, intermediaryId, name };
  const done = await registry.stores.intermediary.execute(
    target,
    command,
    metaOf(registry, orderer),
  );
  return done.ok ? ok(intermediaryId) : done;
}
