import { DeliveryMode, Priority } from '@hustings/contracts/governor';
import {
  type Fact,
  type GateItem,
  type PolicyDocument,
  parsePolicy,
  type SendContext,
  type WindowsSection,
} from '@hustings/policy';

/** 2027-01-15T08:00:00Z in µs. */
export const T0 = 1_800_000_000_000_000;
export const SECOND = 1_000_000;
export const HOUR = 3_600 * SECOND;
export const DAY = 24 * HOUR;

export const CONTEXT: SendContext = {
  organisationId: 'org-a',
  credentialId: 'crd-a',
  intermediaryId: 'int-a',
  senderId: 'snd-a',
  campaignId: 'cmp-a',
  seatId: 'seat-a',
  place: ';;ES',
};

const COMMON = { onUnknownPast: 'empty', meaning: 'of a test', source: 'a test', shadow: false };

/** A window limit of a test policy. */
export function windowLimit(
  id: string,
  [max, perMs]: [number, number],
  extra: object = {},
): object {
  return { ...COMMON, id, shape: 'window', max, perMs, guardMs: 0, cost: 'messages', ...extra };
}

export function bucketLimit(
  id: string,
  [burst, everyMs]: [number, number],
  extra: object = {},
): object {
  return { ...COMMON, id, shape: 'bucket', burst, everyMs, cost: 'messages', ...extra };
}

export function pairLimit(
  id: string,
  [burst, everyMs]: [number, number],
  extra: object = {},
): object {
  return { ...COMMON, id, shape: 'pair', burst, everyMs, cost: 'messages', ...extra };
}

export function uniquesLimit(
  id: string,
  [max, perMs]: [number, number],
  extra: object = {},
): object {
  return { ...COMMON, id, shape: 'uniques', max, perMs, cost: 'messages', ...extra };
}

export function unansweredLimit(
  id: string,
  [max, perMs]: [number, number],
  extra: object = {},
): object {
  return { ...COMMON, id, shape: 'unanswered', max, perMs, cost: 'messages', ...extra };
}

interface ProfileLimits {
  sender?: object[];
  organisation?: object[];
}

/** A policy with the profile "p", and others by name. Throws when the limits are not valid. */
export function policyWith(
  {
    whileWarned = [],
    whileSlow = [],
    ...limits
  }: ProfileLimits & { whileWarned?: object[]; whileSlow?: object[] },
  windows?: WindowsSection,
  others: Record<string, ProfileLimits> = {},
): PolicyDocument {
  const profiles = Object.fromEntries(
    Object.entries({ p: limits, ...others }).map(([name, own]) => [
      name,
      { meaning: 'of a test', sender: [], organisation: [], ...own },
    ]),
  );
  const parsed = parsePolicy({
    schema: 1,
    name: 'test',
    note: '',
    limits: {
      profiles,
      ...(whileWarned.length > 0 ? { whileWarned } : {}),
      ...(whileSlow.length > 0 ? { whileSlow } : {}),
    },
    content: {
      maxCharacters: { WHATSAPP: 4096, SMS: 1600, TELEGRAM: 4096 },
      classifierDeadlineMs: 100,
      retryHeldAfterMs: 2_000,
    },
    dispatch: { releaseMaxAgeMs: 5_000 },
    windows,
    enforcement: {
      signals: { windowMs: 60_000 },
      rules: [],
      ladder: {
        warning: { minGapAfterDeliveryMs: 1, lapsesAfterMs: 1 },
        restriction: { durationMs: 1 },
        noticeDeemedDeliveredAfterMs: 1,
        appeal: { openMs: 1, decideWithinMs: 1 },
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export function activated(policy: PolicyDocument, effectiveAtUs = T0, hash = 'hash-1'): Fact {
  return { type: 'PolicyActivated', organisationId: '', hash, policy, effectiveAtUs };
}

/** Everything that a message of `CONTEXT` needs, apart from a policy. */
export function registered(context: SendContext = CONTEXT): Fact[] {
  const { organisationId, senderId, intermediaryId, credentialId, campaignId } = context;
  return [
    { type: 'OrganisationDeclared', organisationId },
    { type: 'OrganisationVerified', organisationId },
    { type: 'SenderDeclared', organisationId, senderId, limitProfile: 'p' },
    { type: 'SenderVerified', organisationId, senderId },
    { type: 'ToolGranted', organisationId, senderId, intermediaryId },
    { type: 'CredentialIssued', organisationId, credentialId, intermediaryId },
    { type: 'CampaignCreated', organisationId, campaignId },
  ];
}

/** A new request of `CONTEXT`, queued, without faults. */
export function request(name: string, extra: Partial<GateItem> = {}): GateItem {
  return {
    kind: 'ADMISSION',
    context: CONTEXT,
    messageId: `msg-${name}`,
    recipient: `r-${name}`,
    idempotencyKey: `key-${name}`,
    requestHash: hashOf(name),
    priority: Priority.PRIORITY_BULK,
    mode: DeliveryMode.DELIVERY_MODE_QUEUED,
    units: 1,
    expiresAtUs: 0,
    textVerdict: 'ALLOW',
    allPoliticalSuppressed: false,
    releaseAttempt: 1,
    ...extra,
  };
}

/** As `request`, to be released at once or refused. */
export function immediate(name: string, extra: Partial<GateItem> = {}): GateItem {
  return request(name, { mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE, ...extra });
}

/** The release of what `request(name)` queued. */
export function release(name: string, extra: Partial<GateItem> = {}): GateItem {
  return request(name, { kind: 'RELEASE', ...extra });
}

/** 16 bytes that differ when the texts do. */
export function hashOf(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set(new TextEncoder().encode(text).subarray(0, 16));
  return bytes;
}
