import {
  CompromiseHoldPlaced,
  SanctionImposed,
  Standing,
  StayEnded,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { CancellationOrdered, LanePaused } from '@hustings/contracts/governor';
import { OptedOut, Scope } from '@hustings/contracts/optout';
import {
  CampaignClosed,
  CredentialRevoked,
  OrganisationRevoked,
  SenderRevoked,
  ToolGrantRevoked,
} from '@hustings/contracts/registry';
import type { RecentFacts } from './recent-facts.ts';
import type { Release } from './release.ts';

/** Why a release is handed back without a call. The governor cancels or decides again. */
export type ReturnCode = 'STALE' | 'OPTED_OUT' | 'PROVIDER_BUSY' | 'NO_CONTENT';

const ANY_POLICY = 'policy';

/** What a fact takes away, as keys that releases are compared with; empty when it takes nothing from a release. */
export function takenAwayBy(eventType: string, data: Uint8Array): string[] {
  switch (eventType) {
    case 'optout.OptedOut.v1':
      return [optOutKey(OptedOut.decode(data))].filter((key) => key !== null);
    case 'enforcement.SanctionImposed.v1':
      return sanctionKeys(SanctionImposed.decode(data));
    case 'enforcement.CompromiseHoldPlaced.v1':
      return subjectKeys(CompromiseHoldPlaced.decode(data));
    case 'enforcement.StayEnded.v1':
      return subjectKeys(StayEnded.decode(data));
    case 'policy.PolicyActivated.v1':
      // Its windows may be others: a silence may begin with it.
      return [ANY_POLICY];
    case 'registry.SenderRevoked.v1':
      return [`sender:${SenderRevoked.decode(data).senderId}`];
    case 'registry.CampaignClosed.v1':
      return [`campaign:${CampaignClosed.decode(data).campaignId}`];
    case 'registry.OrganisationRevoked.v1':
      return [`organisation:${OrganisationRevoked.decode(data).organisationId}`];
    case 'registry.CredentialRevoked.v1':
      return [`credential:${CredentialRevoked.decode(data).credentialId}`];
    case 'registry.ToolGrantRevoked.v1': {
      const { senderId, intermediaryId } = ToolGrantRevoked.decode(data);
      return [`grant:${senderId}:${intermediaryId}`];
    }
    case 'governor.LanePaused.v1': {
      const { campaignId = '', senderId = '' } = LanePaused.decode(data).lane ?? {};
      return campaignId === '' ? [`sender:${senderId}`] : [`campaign:${campaignId}`];
    }
    case 'governor.CancellationOrdered.v1':
      return cancellationKeys(CancellationOrdered.decode(data));
    default:
      return [];
  }
}

/** Wider than the order where it names two things: the governor, who knows its cut, decides again. */
function cancellationKeys(order: CancellationOrdered): string[] {
  const { messageIds, campaignId, senderId, organisationId } = order;
  if (messageIds.length > 0) return messageIds.map((id) => `message:${id}`);
  if (campaignId !== '') return [`campaign:${campaignId}`];
  return [senderId === '' ? `organisation:${organisationId}` : `sender:${senderId}`];
}

/** What is known beyond the decision at the moment of the look. */
export interface Knowledge {
  /** Facts of the release's own partition. */
  partition: RecentFacts;
  /** Opt-outs from all political senders. */
  allPolitical: RecentFacts;
}

/**
 * Compares a release with what was appended since its decision. Null = nothing stands in the way. An opt-out ends the
 * message; anything else makes the decision stale, and the governor, who knows every rule, decides again.
 */
export function lookOnceMore(
  release: Release,
  allPoliticalPseudonym: string,
  known: Knowledge,
): 'OPTED_OUT' | 'STALE' | null {
  const optedOut =
    known.partition.hasHit(() => optOutKeysOf(release), release.factsSeq) ||
    known.allPolitical.hasHit(() => [`all:${allPoliticalPseudonym}`], release.allPoliticalSeq);
  if (optedOut) return 'OPTED_OUT';
  const overtaken =
    known.partition.hasHit(() => authorityKeysOf(release), release.factsSeq) ||
    known.partition.hasForgottenAfter(release.factsSeq) ||
    known.allPolitical.hasForgottenAfter(release.allPoliticalSeq);
  return overtaken ? 'STALE' : null;
}

/** True when a fact with these keys concerns the release. */
export function concerns(keys: string[], release: Release, allPoliticalPseudonym: string): boolean {
  const own = [
    ...optOutKeysOf(release),
    ...authorityKeysOf(release),
    `all:${allPoliticalPseudonym}`,
  ];
  return keys.some((key) => own.includes(key));
}

/** True when the decision is too old to act on. A decision from the future (another machine's clock) is not. */
export function isStale(release: Release, nowUs: bigint, maxAgeMs: number): boolean {
  return nowUs - release.decidedAtUs > BigInt(maxAgeMs) * 1000n;
}

function optOutKeysOf({ ref }: Release): string[] {
  return [
    `optout:sender:${ref.senderId}:${ref.recipient}`,
    `optout:campaign:${ref.campaignId}:${ref.recipient}`,
    `optout:organisation:${ref.organisationId}:${ref.recipient}`,
  ];
}

function authorityKeysOf(release: Release): string[] {
  const { ref, credentialId, intermediaryId, seatId } = release;
  return [
    `message:${ref.messageId}`,
    `sender:${ref.senderId}`,
    `campaign:${ref.campaignId}`,
    `organisation:${ref.organisationId}`,
    `credential:${credentialId}`,
    `grant:${ref.senderId}:${intermediaryId}`,
    `tool:${ref.organisationId}-${intermediaryId}`,
    `seat:${ref.organisationId}-${seatId}`,
    ANY_POLICY,
  ];
}

function optOutKey({ scope, scopeId, organisationId, recipient }: OptedOut): string | null {
  switch (scope) {
    case Scope.SCOPE_SENDER:
      return `optout:sender:${scopeId}:${recipient}`;
    case Scope.SCOPE_CAMPAIGN:
      return `optout:campaign:${scopeId}:${recipient}`;
    case Scope.SCOPE_ORGANISATION:
      return `optout:organisation:${organisationId}:${recipient}`;
    case Scope.SCOPE_ALL_POLITICAL:
      return `all:${recipient}`;
    default:
      return null;
  }
}

/** A warning takes nothing away; every other measure may. */
function sanctionKeys(sanction: SanctionImposed): string[] {
  const { standing } = sanction;
  const isMild = standing === Standing.STANDING_WARNED || standing === Standing.STANDING_ACTIVE;
  return isMild ? [] : subjectKeys(sanction);
}

function subjectKeys({
  subjectKind,
  subjectId,
}: Pick<SanctionImposed, 'subjectKind' | 'subjectId'>): string[] {
  switch (subjectKind) {
    case SubjectKind.SUBJECT_KIND_SENDER:
      return [`sender:${subjectId}`];
    case SubjectKind.SUBJECT_KIND_ORGANISATION:
      return [`organisation:${subjectId}`];
    case SubjectKind.SUBJECT_KIND_CAMPAIGN:
      return [`campaign:${subjectId}`];
    case SubjectKind.SUBJECT_KIND_TOOL:
      return [`tool:${subjectId}`];
    case SubjectKind.SUBJECT_KIND_SEAT:
      return [`seat:${subjectId}`];
    default:
      return [];
  }
}
