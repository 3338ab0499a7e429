import { Outcome, Reason, Remedy } from '@hustings/contracts/governor';

/** What would make a message pass. */
export interface Advice {
  remedy: Remedy;
  /** In a sentence; '' when nothing is needed. */
  text: string;
}

const NOTHING: Advice = { remedy: Remedy.REMEDY_UNSPECIFIED, text: '' };

/** What helps against a reason, whatever its time. */
const BY_REASON: Partial<Record<Reason, Advice>> = {
  [Reason.REASON_OPTED_OUT_SENDER]: recipientDecides(),
  [Reason.REASON_OPTED_OUT_CAMPAIGN]: recipientDecides(),
  [Reason.REASON_OPTED_OUT_ORGANISATION]: recipientDecides(),
  [Reason.REASON_OPTED_OUT_ALL_POLITICAL]: recipientDecides(),
  [Reason.REASON_SENDER_UNKNOWN]: another('name a sender of your organisation'),
  [Reason.REASON_SENDER_REVOKED]: another('use another sender: this one was retired'),
  [Reason.REASON_CREDENTIAL_REVOKED]: another('ask your organisation for a new credential'),
  [Reason.REASON_CAMPAIGN_UNKNOWN]: another('name a campaign of your organisation'),
  [Reason.REASON_CAMPAIGN_CLOSED]: another('use a campaign that is open'),
  [Reason.REASON_SENDER_NOT_VERIFIED]: {
    remedy: Remedy.REMEDY_VERIFY_SENDER,
    text: 'verify the number: `hustings sender verify`',
  },
  [Reason.REASON_ORGANISATION_NOT_VERIFIED]: {
    remedy: Remedy.REMEDY_VERIFY_ORGANISATION,
    text: 'the operator has to verify the organisation: `hustings org verify`',
  },
  [Reason.REASON_TOOL_NOT_GRANTED]: {
    remedy: Remedy.REMEDY_GRANT_TOOL,
    text: "the organisation's administrator grants the tool: `hustings grant add`",
  },
  [Reason.REASON_RESTRICTED_REPLY_ONLY]: appeal('write to people who have replied, or appeal'),
  [Reason.REASON_SUSPENDED]: appeal('see `hustings notice list` and appeal'),
  [Reason.REASON_BANNED]: appeal('see `hustings notice list` and appeal'),
  [Reason.REASON_COMPROMISE_HOLD]: appeal('prove that the sender is yours again; ask the operator'),
  [Reason.REASON_LIMIT_EXCEEDED]: {
    remedy: Remedy.REMEDY_CHANGE_MESSAGE,
    text: 'no time helps: the message is larger than the limit; make it shorter',
  },
  [Reason.REASON_IDEMPOTENCY_CONFLICT]: change('use a new key for a new message'),
  [Reason.REASON_INVALID_NUMBER]: change('write the number in E.164, such as +34600000001'),
  [Reason.REASON_TEXT_TOO_LONG]: change('shorten the text'),
  [Reason.REASON_TEXT_EMPTY]: change('write a text'),
  [Reason.REASON_INVALID_REQUEST]: change('mend the field that the detail names'),
  [Reason.REASON_CONTENT_BLOCKED]: change('change what the finding names'),
  [Reason.REASON_EXPIRED]: change('set a later expiry, or none'),
  [Reason.REASON_QUIET_HOURS]: change(
    'state recipient_zone and recipient_region; where they are stated, the operator has to confirm the row of the place in the policy',
  ),
  [Reason.REASON_ELECTION_SILENCE]: operator(
    'the operator has to confirm the dates of the silence in the policy',
  ),
  [Reason.REASON_NO_POLICY]: operator('the operator has to put a policy in force'),
  [Reason.REASON_CAMPAIGN_PAUSED]: resume('resume the campaign: `hustings campaign resume`'),
  [Reason.REASON_SENDER_PAUSED]: resume('resume the sender: `hustings sender resume`'),
  [Reason.REASON_CANCELLED_BY_OWNER]: resume('resume what was stopped'),
};

/** Against these a lane helps: a queued message is accepted and goes out when they allow it. Against any other it is refused or held as well. */
const A_LANE_HELPS: ReadonlySet<Reason> = new Set([
  Reason.REASON_LIMIT_EXCEEDED,
  Reason.REASON_QUIET_HOURS,
]);

/** What would make a simulated message pass, and if only time does, when. */
export function adviseOn(verdict: {
  outcome: Outcome;
  reason: Reason;
  retryAtUs: bigint;
  immediate: boolean;
}): Advice {
  const { outcome, reason, retryAtUs, immediate } = verdict;
  if (outcome === Outcome.OUTCOME_RELEASED || outcome === Outcome.OUTCOME_QUEUED) return NOTHING;
  const known = BY_REASON[reason];
  const isSanction = known?.remedy === Remedy.REMEDY_APPEAL;
  if (retryAtUs > 0n && !isSanction) {
    return waiting(retryAtUs, immediate && A_LANE_HELPS.has(reason));
  }
  return known ?? operator('ask the operator');
}

function waiting(retryAtUs: bigint, laneHelps: boolean): Advice {
  const at = new Date(Number(retryAtUs / 1_000n)).toISOString();
  return laneHelps
    ? {
        remedy: Remedy.REMEDY_QUEUE,
        text: `send it queued, and it goes out by itself; or wait until ${at}`,
      }
    : { remedy: Remedy.REMEDY_WAIT, text: `wait until ${at}` };
}

function recipientDecides(): Advice {
  return {
    remedy: Remedy.REMEDY_RECIPIENT_DECIDES,
    text: 'nothing that a sender can do: only the recipient can opt in again',
  };
}

function another(text: string): Advice {
  return { remedy: Remedy.REMEDY_USE_ANOTHER, text };
}

function change(text: string): Advice {
  return { remedy: Remedy.REMEDY_CHANGE_MESSAGE, text };
}

function appeal(text: string): Advice {
  return { remedy: Remedy.REMEDY_APPEAL, text };
}

function resume(text: string): Advice {
  return { remedy: Remedy.REMEDY_RESUME, text };
}

function operator(text: string): Advice {
  return { remedy: Remedy.REMEDY_OPERATOR_ACTS, text };
}
