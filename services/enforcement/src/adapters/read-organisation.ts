import type { Commit, RecordedEvent } from '@hustings/contracts/log';
import {
  CredentialIssued,
  CredentialRevoked,
  OrganisationRegistered,
  Role,
  SenderRegistered,
  ToolGranted,
  ToolGrantRevoked,
} from '@hustings/contracts/registry';
import type { OrganisationFact } from '../domain/organisation-book.ts';

/** What a commit of the registry says of organisations. Staff credentials concern none. */
export function readOrganisation(commit: Commit): OrganisationFact[] {
  const at = { atUs: Number(commit.occurredAtUs), by: commit.actor?.id ?? '' };
  return commit.events
    .flatMap((event) => readEvent(event, at))
    .filter(({ organisationId }) => organisationId !== '');
}

function readEvent(
  { eventType, data }: RecordedEvent,
  { atUs, by }: { atUs: number; by: string },
): OrganisationFact[] {
  switch (eventType) {
    case 'registry.OrganisationRegistered.v1': {
      const { organisation } = OrganisationRegistered.decode(data);
      if (!organisation) return [];
      const { organisationId, country, language } = organisation;
      return [{ type: 'ORGANISATION', organisationId, country, language }];
    }
    case 'registry.SenderRegistered.v1': {
      const { sender } = SenderRegistered.decode(data);
      if (!sender) return [];
      const { organisationId, senderId } = sender;
      return [{ type: 'SENDER', organisationId, senderId }];
    }
    case 'registry.CredentialIssued.v1': {
      const { organisationId, credentialId, roles } = CredentialIssued.decode(data);
      const isTool = !roles.includes(Role.ROLE_ORGANISATION_ADMIN);
      return [{ type: 'CREDENTIAL', organisationId, credentialId, isTool, atUs }];
    }
    case 'registry.CredentialRevoked.v1': {
      const { organisationId, credentialId } = CredentialRevoked.decode(data);
      return [{ type: 'CREDENTIAL_ENDED', organisationId, credentialId }];
    }
    case 'registry.ToolGranted.v1': {
      const { organisationId, senderId, intermediaryId } = ToolGranted.decode(data);
      return [{ type: 'GRANT', organisationId, senderId, intermediaryId, by, atUs }];
    }
    case 'registry.ToolGrantRevoked.v1': {
      const { organisationId, senderId, intermediaryId } = ToolGrantRevoked.decode(data);
      return [{ type: 'GRANT_ENDED', organisationId, senderId, intermediaryId }];
    }
    default:
      return [];
  }
}
