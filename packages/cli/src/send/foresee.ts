import type { PlanCampaignResponse } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import type { Session } from '../session.ts';
import { isoFromTimestamp } from '../time.ts';
import { readRecipients } from './recipients.ts';

/** Most people that are named to the governor; of more only the number is told. */
const NAMED_MAX = 50_000;

/** A recipient file, as far as a plan needs it. */
export interface PlannedFile {
  /** Of all rows that can be read, as they stand in the file. */
  numbers: string[];
  /** Rows that cannot. */
  broken: number;
}

export interface PlannedMailing {
  senderId: string;
  numbers: readonly string[];
  /** Of numbers in national form; '' = none has such a form. */
  country: string;
  /** SMS segments of each message. */
  units?: number;
  /** Absent = now. */
  start?: Date | undefined;
}

/** Reads a recipient file. Throws UsageFault when that cannot be done. */
export async function readPlannedFile(path: string): Promise<PlannedFile> {
  const numbers: string[] = [];
  let broken = 0;
  for await (const row of readRecipients(path)) {
    if (row.ok) numbers.push(row.value.to);
    else broken += 1;
  }
  return { numbers, broken };
}

/** What the governor foresees: it knows what limits have taken, what is queued, who opted out, and the hours where people are. */
export function planWithGovernor(
  session: Session,
  { senderId, numbers, country, units = 1, start }: PlannedMailing,
): Promise<PlanCampaignResponse> {
  return session.client('governor').planCampaign({
    senderId,
    messages: BigInt(numbers.length),
    units,
    recipients: numbers.length <= NAMED_MAX ? [...numbers] : [],
    defaultCountry: country,
    startAt: start && timestampFromUs(BigInt(start.getTime()) * 1_000n),
  });
}

/** "foreseen end 2027-05-20T08:00:00.000Z, decided by quiet:ES; nothing goes out before 2027-05-20T07:00:00.000Z (quiet:ES)". */
export function describeForesight(plan: PlanCampaignResponse): string {
  const end = plan.completesAt ? isoFromTimestamp(plan.completesAt) : 'unknown';
  const limit = plan.bindingLimit === '' ? '' : `, decided by ${plan.bindingLimit}`;
  const never = plan.never.map(({ ruleId, messages }) => `${messages} ${ruleId}`);
  const parts = [`foreseen end ${end}${limit}`];
  const [first] = plan.stretches;
  if (first?.messages === 0n && first.until !== undefined) {
    const why = first.ruleId === '' ? '' : ` (${first.ruleId})`;
    parts.push(`nothing goes out before ${isoFromTimestamp(first.until)}${why}`);
  }
  if (never.length > 0) parts.push(`will not go out: ${never.join(', ')}`);
  return parts.join('; ');
}
