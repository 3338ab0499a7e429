import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { DeliveryMode, Outcome, Reason } from '@hustings/contracts/governor';
import type { Fact, GateItem, SendContext } from '@hustings/policy';
import { OPENING, SILENCE_END } from './lua-windows.ts';
import * as world from './lua-world.ts';

/** Something that stands in the way of a message. */
export interface Fault {
  name: string;
  facts?: (context: SendContext) => Fact[];
  item?: Partial<GateItem>;
  context?: Partial<SendContext>;
  withoutPolicy?: true;
  reason: Reason;
  outcome?: Outcome;
  ruleId?: string;
  retryAtUs?: number;
  /** What becomes of a message that was queued before the fault came; absent = a queued message cannot have it. */
  queued?: 'CANCELLED' | 'WAIT';
}

const { organisationId, senderId, credentialId, intermediaryId, campaignId, seatId } =
  world.CONTEXT;
/** When the question is put. */
export const NOW = world.T0 + world.SECOND;
const END = NOW + world.HOUR;
export const RECIPIENT = 'r-1';

const optOut = (scope: Extract<Fact, { type: 'OptedOut' }>['scope']): Fact[] => [
  { type: 'OptedOut', organisationId, recipient: RECIPIENT, scope },
];

function sanction(
  sanctionId: string,
  [subjectKind, subjectId]: [SubjectKind, string],
  standing: Standing,
): Fact[] {
  const span = { startsAtUs: NOW, endsAtUs: END };
  const imposed = { sanctionId, subjectKind, subjectId, standing, ...span, stay: null };
  return [{ type: 'SanctionImposed', organisationId, sanction: imposed }];
}

/** Every refusal, in the order in which the gate looks for them: the first one that applies is the answer. */
export const FAULTS: Fault[] = [
  {
    name: 'the key was used with another request',
    item: { idempotencyKey: 'key-bound' },
    reason: Reason.REASON_IDEMPOTENCY_CONFLICT,
  },
  { name: 'no policy is in force', withoutPolicy: true, reason: Reason.REASON_NO_POLICY },
  {
    name: 'the credential is revoked',
    facts: () => [{ type: 'CredentialRevoked', organisationId, credentialId }],
    reason: Reason.REASON_CREDENTIAL_REVOKED,
    queued: 'CANCELLED',
  },
  {
    name: 'the organisation is revoked',
    facts: () => [{ type: 'OrganisationRevoked', organisationId }],
    reason: Reason.REASON_ORGANISATION_NOT_VERIFIED,
    queued: 'CANCELLED',
  },
  {
    name: 'the sender belongs to somebody else',
    context: { senderId: 'snd-foreign' },
    reason: Reason.REASON_SENDER_UNKNOWN,
  },
  {
    name: 'the sender is revoked',
    facts: (context) => [{ type: 'SenderRevoked', organisationId, senderId: context.senderId }],
    reason: Reason.REASON_SENDER_REVOKED,
    queued: 'CANCELLED',
  },
  {
    name: 'the sender is not verified',
    context: { senderId: 'snd-declared' },
    reason: Reason.REASON_SENDER_NOT_VERIFIED,
  },
  {
    name: 'the policy does not know the profile of the sender',
    context: { senderId: 'snd-odd' },
    reason: Reason.REASON_NO_POLICY,
    ruleId: 'profile:odd',
  },
  {
    name: 'the tool has no grant',
    facts: () => [{ type: 'ToolGrantRevoked', organisationId, senderId, intermediaryId }],
    reason: Reason.REASON_TOOL_NOT_GRANTED,
    queued: 'CANCELLED',
  },
  {
    name: 'the campaign is unknown',
    context: { campaignId: 'cmp-foreign' },
    reason: Reason.REASON_CAMPAIGN_UNKNOWN,
  },
  {
    name: 'the campaign is closed',
    facts: () => [{ type: 'CampaignClosed', organisationId, campaignId }],
    reason: Reason.REASON_CAMPAIGN_CLOSED,
    queued: 'CANCELLED',
  },
  {
    name: 'the message has expired at this very instant',
    item: { expiresAtUs: NOW },
    reason: Reason.REASON_EXPIRED,
    queued: 'CANCELLED',
  },
  {
    name: 'the recipient opted out from all political senders',
    item: { allPoliticalSuppressed: true },
    reason: Reason.REASON_OPTED_OUT_ALL_POLITICAL,
    queued: 'CANCELLED',
  },
  {
    name: 'the recipient opted out from the organisation',
    facts: () => optOut({ kind: 'ORGANISATION' }),
    reason: Reason.REASON_OPTED_OUT_ORGANISATION,
    queued: 'CANCELLED',
  },
  {
    name: 'the recipient opted out from the campaign',
    facts: () => optOut({ kind: 'CAMPAIGN', campaignId }),
    reason: Reason.REASON_OPTED_OUT_CAMPAIGN,
    queued: 'CANCELLED',
  },
  {
    name: 'the recipient opted out from the sender',
    facts: () => optOut({ kind: 'SENDER', senderId }),
    reason: Reason.REASON_OPTED_OUT_SENDER,
    queued: 'CANCELLED',
  },
  {
    name: 'the campaign is held because of a suspected takeover',
    facts: () =>
      sanction(
        'hld-cmp',
        [SubjectKind.SUBJECT_KIND_CAMPAIGN, campaignId],
        Standing.STANDING_COMPROMISE_HOLD,
      ),
    outcome: Outcome.OUTCOME_HELD,
    reason: Reason.REASON_COMPROMISE_HOLD,
    ruleId: 'hld-cmp',
    retryAtUs: END,
    queued: 'WAIT',
  },
  {
    name: 'the organisation is banned',
    facts: () =>
      sanction(
        'snc-org',
        [SubjectKind.SUBJECT_KIND_ORGANISATION, organisationId],
        Standing.STANDING_BANNED,
      ),
    reason: Reason.REASON_BANNED,
    ruleId: 'snc-org',
    retryAtUs: END,
    queued: 'CANCELLED',
  },
  {
    name: 'the campaign is about to be banned',
    facts: () =>
      sanction(
        'snc-cmp',
        [SubjectKind.SUBJECT_KIND_CAMPAIGN, campaignId],
        Standing.STANDING_BAN_NOTICE,
      ),
    reason: Reason.REASON_SUSPENDED,
    ruleId: 'snc-cmp',
    retryAtUs: END,
    queued: 'CANCELLED',
  },
  {
    name: 'the seat is suspended',
    facts: () =>
      sanction(
        'snc-seat',
        [SubjectKind.SUBJECT_KIND_SEAT, `${organisationId}-${seatId}`],
        Standing.STANDING_SUSPENDED,
      ),
    reason: Reason.REASON_SUSPENDED,
    ruleId: 'snc-seat',
    retryAtUs: END,
    queued: 'CANCELLED',
  },
  {
    name: 'the tool is suspended at this organisation',
    facts: () =>
      sanction(
        'snc-tool',
        [SubjectKind.SUBJECT_KIND_TOOL, `${organisationId}-${intermediaryId}`],
        Standing.STANDING_SUSPENDED,
      ),
    reason: Reason.REASON_SUSPENDED,
    ruleId: 'snc-tool',
    retryAtUs: END,
    queued: 'CANCELLED',
  },
  {
    name: 'the sender is restricted to recipients who have replied',
    facts: () =>
      sanction(
        'snc-snd',
        [SubjectKind.SUBJECT_KIND_SENDER, senderId],
        Standing.STANDING_RESTRICTED,
      ),
    reason: Reason.REASON_RESTRICTED_REPLY_ONLY,
    ruleId: 'snc-snd',
    retryAtUs: END,
    queued: 'WAIT',
  },
  {
    name: 'the recipient may vote today',
    context: { place: 'PT;;' },
    reason: Reason.REASON_ELECTION_SILENCE,
    ruleId: 'silence:vote-pt',
    retryAtUs: SILENCE_END,
    queued: 'CANCELLED',
  },
  {
    name: 'the text is blocked',
    item: { textVerdict: 'BLOCK' },
    reason: Reason.REASON_CONTENT_BLOCKED,
  },
  {
    name: 'nobody has judged the text',
    item: { textVerdict: 'NONE' },
    outcome: Outcome.OUTCOME_HELD,
    reason: Reason.REASON_CLASSIFIER_UNAVAILABLE,
    retryAtUs: NOW + 2 * world.SECOND,
  },
  {
    name: 'it is too early at the place of the recipient for what is wanted now',
    context: { place: 'FR;;' },
    item: { mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE },
    outcome: Outcome.OUTCOME_HELD,
    reason: Reason.REASON_QUIET_HOURS,
    ruleId: 'quiet:FR',
    retryAtUs: OPENING,
    queued: 'WAIT',
  },
  {
    name: 'a limit is used up',
    item: { mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE },
    reason: Reason.REASON_LIMIT_EXCEEDED,
    ruleId: 'one-a-minute',
    retryAtUs: world.T0 + 60 * world.SECOND,
  },
];
