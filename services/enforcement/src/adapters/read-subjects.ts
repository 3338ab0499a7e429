import type { Commit, RecordedEvent } from '@hustings/contracts/log';
import {
  CampaignCreated,
  CredentialIssued,
  OrganisationKind,
  OrganisationRegistered,
  SenderRegistered,
  ToolGranted,
} from '@hustings/contracts/registry';
import type { SubjectFact } from '../domain/subject-book.ts';

/** What a commit of the registry says of possible subjects of a case. */
export function readSubjects(commit: Commit): SubjectFact[] {
  return commit.events.flatMap((event) => readEvent(event, Number(commit.occurredAtUs)));
}

function readEvent({ eventType, data }: RecordedEvent, atUs: number): SubjectFact[] {
  switch (eventType) {
    case 'registry.OrganisationRegistered.v1': {
      const { organisation } = OrganisationRegistered.decode(data);
      if (!organisation) return [];
      const { organisationId, kind } = organisation;
      const subject = { kind: 'ORGANISATION', id: organisationId } as const;
      const isParty =
        kind === OrganisationKind.ORGANISATION_KIND_PARTY ||
        kind === OrganisationKind.ORGANISATION_KIND_CANDIDATE;
      return [
        { type: 'REGISTERED', subject, organisationId, atUs },
        { type: 'ORGANISATION_KIND', organisationId, isParty },
      ];
    }
    case 'registry.SenderRegistered.v1': {
      const { sender } = SenderRegistered.decode(data);
      if (!sender) return [];
      const { organisationId, senderId } = sender;
      const subject = { kind: 'SENDER', id: senderId } as const;
      return [{ type: 'REGISTERED', subject, organisationId, atUs }];
    }
    case 'registry.CampaignCreated.v1': {
      const { campaign } = CampaignCreated.decode(data);
      if (!campaign) return [];
      const { organisationId, campaignId } = campaign;
      const subject = { kind: 'CAMPAIGN', id: campaignId } as const;
      return [{ type: 'REGISTERED', subject, organisationId, atUs }];
    }
    case 'registry.CredentialIssued.v1':
      return toolOf(CredentialIssued.decode(data), atUs);
    case 'registry.ToolGranted.v1':
      return toolOf(ToolGranted.decode(data), atUs);
    default:
      return [];
  }
}

function toolOf(
  { organisationId, intermediaryId }: { organisationId: string; intermediaryId: string },
  atUs: number,
): SubjectFact[] {
  if (organisationId === '' || intermediaryId === '') return [];
  const subject = { kind: 'TOOL', id: `${organisationId}-${intermediaryId}` } as const;
  return [{ type: 'REGISTERED', subject, organisationId, atUs }];
}
