import type { Fact, LaneSubject } from './fact.ts';

/**
 * What a gate knows of organisations, senders, grants, credentials and campaigns: a flat map of fields, so that a fact
 * sets or removes one field whatever came before, and a context is read with one request.
 */
export const registryFields = {
  /** "DECLARED", "VERIFIED" or "REVOKED". */
  organisation: (id: string): string => `o:${id}`,
  /** "<organisation>|<limit profile>", and what its limits know once the profile was changed: see `senderLimits`. */
  sender: (id: string): string => `s:${id}`,
  /** "VERIFIED" or "REVOKED". */
  senderState: (id: string): string => `v:${id}`,
  /** "1" while the grant holds. */
  grant: (senderId: string, intermediaryId: string): string => `g:${senderId}|${intermediaryId}`,
  /** "<organisation>|<intermediary>"; absent once revoked. */
  credential: (id: string): string => `k:${id}`,
  /** "<organisation>". */
  campaign: (id: string): string => `c:${id}`,
  /** "1" once closed. */
  campaignClosed: (id: string): string => `e:${id}`,
  /** "1" while its owner has paused it. */
  campaignPaused: (id: string): string => `pc:${id}`,
  /** "1" while its owner has paused it. */
  senderPaused: (id: string): string => `ps:${id}`,
  /** "<number>|<order>": what was admitted up to this number is cancelled; the highest of all orders. */
  campaignCancelled: (id: string): string => `xc:${id}`,
  senderCancelled: (id: string): string => `xs:${id}`,
  organisationCancelled: (id: string): string => `xo:${id}`,
  /** One campaign on one sender. */
  pairCancelled: (senderId: string, campaignId: string): string => `xp:${senderId}|${campaignId}`,
};

/** The field that a fact sets, or removes when the value is null; null when the fact is about something else. */
export function registryChange(fact: Fact): { field: string; value: string | null } | null {
  const { organisationId } = fact;
  switch (fact.type) {
    case 'OrganisationDeclared':
      return { field: registryFields.organisation(organisationId), value: 'DECLARED' };
    case 'OrganisationVerified':
      return { field: registryFields.organisation(organisationId), value: 'VERIFIED' };
    case 'OrganisationRevoked':
      return { field: registryFields.organisation(organisationId), value: 'REVOKED' };
    case 'SenderDeclared': {
      const value = `${organisationId}|${fact.limitProfile}`;
      return { field: registryFields.sender(fact.senderId), value };
    }
    case 'SenderVerified':
      return { field: registryFields.senderState(fact.senderId), value: 'VERIFIED' };
    case 'SenderRevoked':
      return { field: registryFields.senderState(fact.senderId), value: 'REVOKED' };
    case 'ToolGranted':
      return { field: registryFields.grant(fact.senderId, fact.intermediaryId), value: '1' };
    case 'ToolGrantRevoked':
      return { field: registryFields.grant(fact.senderId, fact.intermediaryId), value: null };
    case 'CredentialIssued': {
      const value = `${organisationId}|${fact.intermediaryId}`;
      return { field: registryFields.credential(fact.credentialId), value };
    }
    case 'CredentialRevoked':
      return { field: registryFields.credential(fact.credentialId), value: null };
    case 'CampaignCreated':
      return { field: registryFields.campaign(fact.campaignId), value: organisationId };
    case 'CampaignClosed':
      return { field: registryFields.campaignClosed(fact.campaignId), value: '1' };
    case 'LanePaused':
      return { field: pausedField(fact.lane), value: '1' };
    case 'LaneResumed':
      return { field: pausedField(fact.lane), value: null };
    default:
      return null;
  }
}

function pausedField({ kind, id }: LaneSubject): string {
  return kind === 'CAMPAIGN' ? registryFields.campaignPaused(id) : registryFields.senderPaused(id);
}
