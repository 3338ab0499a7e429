import type { GovernorServiceClient, PlanCampaignResponse } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { RpcFailure } from '@hustings/service-kit';
import { isoFromTimestamp } from '../time.ts';
import { readRecipients } from './recipients.ts';

/** Most people that are named to the governor; of more only the number is told. */
const NAMED_MAX = 50_000;

type Foresight = Pick<GovernorServiceClient, 'planCampaign' | 'estimateCompletion'>;

/** A recipient file, as far as a plan needs it. */
export interface PlannedFile {
  /** Rows that can be read. */
  messages: number;
  /** Their numbers as they stand in the file; none when they are too many to be named. */
  numbers: string[];
  /** Rows that cannot be read. */
  broken: number;
}

export interface PlannedMailing extends Pick<PlannedFile, 'messages' | 'numbers'> {
  senderId: string;
  /** Of numbers in national form; '' = none has such a form. */
  country: string;
  /** SMS segments of each message. */
  units?: number;
  /** Absent = now. */
  start?: Date | undefined;
}

/** Reads a recipient file, whatever its size. Throws UsageFault when that cannot be done. */
export async function readPlannedFile(path: string): Promise<PlannedFile> {
  let numbers: string[] = [];
  let messages = 0;
  let broken = 0;
  for await (const row of readRecipients(path)) {
    if (!row.ok) broken += 1;
    else if (++messages <= NAMED_MAX) numbers.push(row.value.to);
    else numbers = [];
  }
  return { messages, numbers, broken };
}

/** What the governor foresees: it knows what limits have taken, what is queued, who opted out, and the hours where people are. */
export function planWithGovernor(
  client: Pick<Foresight, 'planCampaign'>,
  { senderId, messages, numbers, country, units = 1, start }: PlannedMailing,
): Promise<PlanCampaignResponse> {
  return client.planCampaign({
    senderId,
    messages: BigInt(messages),
    units,
    recipients: numbers,
    defaultCountry: country,
    startAt: start && timestampFromUs(BigInt(start.getTime()) * 1_000n),
  });
}

/**
 * When a mailing would be out, in words. Where no plan can be had, because the gate is being rebuilt or the mailing is too large for
 * one, the limits alone are asked: a foresight must not keep a mailing from going out. Throws what that question throws.
 */
export async function foreseeMailing(client: Foresight, mailing: PlannedMailing): Promise<string> {
  try {
    return describeForesight(await planWithGovernor(client, mailing));
  } catch (error) {
    if (!(error instanceof RpcFailure)) throw error;
  }
  const { senderId, messages } = mailing;
  const found = await client.estimateCompletion({ senderId, messages: BigInt(messages) });
  return `${describeEnd(found)}, hours of recipients left out`;
}

function describeEnd({
  completesAt,
  bindingLimit,
}: Pick<PlanCampaignResponse, 'completesAt' | 'bindingLimit'>): string {
  const end = completesAt ? isoFromTimestamp(completesAt) : 'unknown';
  return `foreseen end ${end}${bindingLimit === '' ? '' : `, decided by ${bindingLimit}`}`;
}

/** "foreseen end 2027-05-20T08:00:00.000Z, decided by quiet:ES; nothing goes out before 2027-05-20T07:00:00.000Z (quiet:ES)". */
export function describeForesight(plan: PlanCampaignResponse): string {
  const never = plan.never.map(({ ruleId, messages }) => `${messages} ${ruleId}`);
  const parts = [describeEnd(plan)];
  const [first] = plan.stretches;
  if (first?.messages === 0n && first.until !== undefined) {
    const why = first.ruleId === '' ? '' : ` (${first.ruleId})`;
    parts.push(`nothing goes out before ${isoFromTimestamp(first.until)}${why}`);
  }
  if (never.length > 0) parts.push(`will not go out: ${never.join(', ')}`);
  return parts.join('; ');
}
