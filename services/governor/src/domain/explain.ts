import { Outcome, Reason } from '@hustings/contracts/governor';

/** One sentence for people about a decision: what happened and what they can do. */
export function explain(
  outcome: Outcome,
  reason: Reason,
  { ruleId, retryAtUs, finding }: { ruleId: string; retryAtUs: bigint; finding: string },
): string {
  if (outcome === Outcome.OUTCOME_RELEASED) return 'handed to the dispatcher';
  if (outcome === Outcome.OUTCOME_QUEUED) {
    return reason === Reason.REASON_QUIET_HOURS
      ? `queued; it goes out after the quiet hours at the recipient's place (${ruleId}), when every limit allows it`
      : 'queued; it goes out when every limit allows it';
  }
  const until = retryAtUs > 0n ? new Date(Number(retryAtUs / 1000n)).toISOString() : '';
  return (SENTENCES[reason] ?? (() => 'refused'))({ ruleId, until, finding });
}

interface Details {
  ruleId: string;
  until: string;
  finding: string;
}

const SENTENCES: Partial<Record<Reason, (details: Details) => string>> = {
  [Reason.REASON_OPTED_OUT_SENDER]: () => 'the recipient opted out from this sender',
  [Reason.REASON_OPTED_OUT_CAMPAIGN]: () => 'the recipient opted out from this campaign',
  [Reason.REASON_OPTED_OUT_ORGANISATION]: () => 'the recipient opted out from this organisation',
  [Reason.REASON_OPTED_OUT_ALL_POLITICAL]: () =>
    'the recipient opted out from all political senders',
  [Reason.REASON_SENDER_UNKNOWN]: () =>
    'your organisation has no such sender; see `hustings sender list`',
  [Reason.REASON_SENDER_NOT_VERIFIED]: () =>
    'verify the number first with `hustings sender verify`',
  [Reason.REASON_SENDER_REVOKED]: () => 'the sender was retired',
  [Reason.REASON_TOOL_NOT_GRANTED]: () =>
    'this tool has no grant for the sender; its organisation gives one with `hustings grant add`',
  [Reason.REASON_CREDENTIAL_REVOKED]: () =>
    'the credential was revoked; ask its issuer for a new one',
  [Reason.REASON_CAMPAIGN_UNKNOWN]: () => 'your organisation has no such campaign',
  [Reason.REASON_CAMPAIGN_CLOSED]: () => 'the campaign is closed',
  [Reason.REASON_ORGANISATION_NOT_VERIFIED]: () => 'the organisation is not verified',
  [Reason.REASON_RESTRICTED_REPLY_ONLY]: ({ until }) =>
    `until ${until} only recipients who have replied may be written to; see \`hustings notice list\``,
  [Reason.REASON_SUSPENDED]: ({ ruleId, until }) =>
    `suspended${until && ` until ${until}`} (${ruleId}); see \`hustings notice list\``,
  [Reason.REASON_BANNED]: ({ ruleId }) => `banned (${ruleId}); see \`hustings notice list\``,
  [Reason.REASON_COMPROMISE_HOLD]: ({ ruleId, until }) =>
    `frozen${until && ` until ${until}`} because of a suspected takeover (${ruleId}); what is queued keeps its place`,
  [Reason.REASON_QUIET_HOURS]: ({ ruleId, until }) =>
    until
      ? `quiet hours at the recipient's place (${ruleId}); retry at ${until}, or send it queued`
      : `no fit hour at the recipient's place can be foreseen (${ruleId}); state recipient_zone and recipient_region`,
  [Reason.REASON_ELECTION_SILENCE]: ({ ruleId, until }) =>
    until
      ? `election silence at the recipient's place (${ruleId}); retry at ${until}`
      : `cancelled by election silence at the recipient's place (${ruleId})`,
  [Reason.REASON_LIMIT_EXCEEDED]: ({ ruleId, until }) =>
    until ? `limit ${ruleId}; retry at ${until}, or send it queued` : `limit ${ruleId}`,
  [Reason.REASON_IDEMPOTENCY_CONFLICT]: () =>
    'this idempotency key was used with another body; use a new key for a new message',
  [Reason.REASON_CLASSIFIER_UNAVAILABLE]: ({ until }) =>
    `no verdict on the text could be had and nothing passes without one; retry at ${until}`,
  [Reason.REASON_CONTENT_BLOCKED]: ({ finding }) => finding || 'the text may not be sent',
  [Reason.REASON_NO_POLICY]: () => 'no policy is in force yet; see `hustings policy propose`',
  [Reason.REASON_EXPIRED]: () => 'its own expiry had passed',
  [Reason.REASON_CAMPAIGN_PAUSED]: () =>
    'its campaign is paused; resume it with `hustings campaign resume`, or send it queued: it waits',
  [Reason.REASON_SENDER_PAUSED]: () =>
    'its sender is paused; resume it with `hustings sender resume`, or send it queued: it waits',
  [Reason.REASON_CANCELLED_BY_OWNER]: ({ ruleId }) =>
    `cancelled by its owner${ruleId && ` (${ruleId})`}`,
};
