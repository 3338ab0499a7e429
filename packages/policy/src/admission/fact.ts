import type { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import type { PolicyDocument } from '../document/schema.ts';
import type { InstantUs } from './types.ts';

/** Scopes of an opt-out that a gate keeps; the one from all political senders arrives with each item instead. */
export type OptOutScope =
  | { kind: 'ORGANISATION' }
  | { kind: 'CAMPAIGN'; campaignId: string }
  | { kind: 'SENDER'; senderId: string };

/** A measure that binds a subject from one exact instant to another. */
export interface Sanction {
  sanctionId: string;
  subjectKind: SubjectKind;
  subjectId: string;
  standing: Standing;
  startsAtUs: InstantUs;
  /** 0 = until lifted. */
  endsAtUs: InstantUs;
  /** While it runs the sanction has no effect; `endsAtUs` 0 = until it is ended. Null = none was granted. */
  stay: { startsAtUs: InstantUs; endsAtUs: InstantUs } | null;
}

/** What an owner pauses and resumes: what one campaign, or one sender, has queued. */
export interface LaneSubject {
  kind: 'CAMPAIGN' | 'SENDER';
  id: string;
}

/** What a log event means to admission. Plain data; everything a gate knows comes from these and from decisions. */
export type Fact =
  | { type: 'OrganisationDeclared'; organisationId: string }
  | { type: 'OrganisationVerified'; organisationId: string }
  | { type: 'OrganisationRevoked'; organisationId: string }
  | { type: 'SenderDeclared'; organisationId: string; senderId: string; limitProfile: string }
  /** The sender obeys another profile of the policy from the next decision on. Says nothing of a sender that is not known. */
  | {
      type: 'LimitProfileChanged';
      organisationId: string;
      senderId: string;
      limitProfile: string;
      atUs: InstantUs;
    }
  | { type: 'SenderVerified'; organisationId: string; senderId: string }
  | { type: 'SenderRevoked'; organisationId: string; senderId: string }
  | { type: 'ToolGranted'; organisationId: string; senderId: string; intermediaryId: string }
  | { type: 'ToolGrantRevoked'; organisationId: string; senderId: string; intermediaryId: string }
  | {
      type: 'CredentialIssued';
      organisationId: string;
      credentialId: string;
      intermediaryId: string;
    }
  | { type: 'CredentialRevoked'; organisationId: string; credentialId: string }
  | { type: 'CampaignCreated'; organisationId: string; campaignId: string }
  | { type: 'CampaignClosed'; organisationId: string; campaignId: string }
  | { type: 'OptedOut'; organisationId: string; recipient: string; scope: OptOutScope }
  | { type: 'OptedIn'; organisationId: string; recipient: string; scope: OptOutScope }
  | { type: 'SanctionImposed'; organisationId: string; sanction: Sanction }
  | {
      type: 'SanctionEnded';
      organisationId: string;
      sanctionId: string;
      subjectKind: SubjectKind;
      subjectId: string;
    }
  /** Says nothing where the gate knows no such sanction. */
  | {
      type: 'StayGranted';
      organisationId: string;
      sanctionId: string;
      subjectKind: SubjectKind;
      subjectId: string;
      startsAtUs: InstantUs;
      /** 0 = until it is ended. */
      endsAtUs: InstantUs;
    }
  | {
      type: 'StayEnded';
      organisationId: string;
      sanctionId: string;
      subjectKind: SubjectKind;
      subjectId: string;
    }
  | { type: 'Replied'; organisationId: string; recipient: string; atUs: InstantUs }
  | { type: 'LanePaused'; organisationId: string; lane: LaneSubject }
  | { type: 'LaneResumed'; organisationId: string; lane: LaneSubject }
  /** What was admitted up to a number and fits is never released again. At least one of the three is given. */
  | {
      type: 'CancellationOrdered';
      organisationId: string;
      orderId: string;
      /** Empty = all that the other two name. */
      messageIds: string[];
      /** '' = any. */
      campaignId: string;
      /** '' = any. */
      senderId: string;
      throughNumber: number;
    }
  /** Handed back uncalled: stands in its lane again, where it stood. */
  | { type: 'ReleaseReturned'; organisationId: string; messageId: string; attempt: number }
  /** The provider was called, or the message cannot be sent at all: nothing further is decided on it. */
  | { type: 'ReleaseEnded'; organisationId: string; messageId: string; attempt: number }
  /** Concerns every organisation: organisationId is ''. */
  | {
      type: 'PolicyActivated';
      organisationId: '';
      hash: string;
      policy: PolicyDocument;
      effectiveAtUs: InstantUs;
    };

/** One log entry as one gate sees it. Applied at once or not at all. */
export interface FactEntry {
  /** Sequence in the partition's stream. */
  seq: number;
  /** True for a marker on the gate's own subject: it moves the gate's sequence and carries no fact. */
  marker: boolean;
  facts: Fact[];
}
