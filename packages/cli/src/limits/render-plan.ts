import type { PlanCampaignResponse, PlanDay, PlanPace } from '@hustings/contracts/governor';
import { type Timestamp, usFromTimestamp } from '@hustings/contracts/timestamp';
import { renderFields } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';
import { describeSpan, drawBar } from './bar.ts';

/** Days that are drawn; a longer plan says how many follow. */
const DAYS_SHOWN = 31;

/** A plan as a picture: one line a day with a bar and what decides, then what would be faster. */
export function renderPlan(plan: PlanCampaignResponse): string {
  const took = msOf(plan.completesAt) - msOf(plan.startsAt);
  const { days } = plan;
  const facts = renderFields([
    ['messages', `${plan.messages}${ahead(plan.queuedBefore)}`],
    ['begins', iso(plan.startsAt)],
    ['out by', `${iso(plan.completesAt)} (${describeSpan(took)}${spread(days.length)})`],
    ['profile', plan.profile],
    ['decided by', plan.bindingLimit],
    ['which means', plan.bindingLimitText],
  ]);
  const most = Math.max(1, ...days.map(({ messages }) => Number(messages)));
  const shown = days.slice(0, DAYS_SHOWN).map((day) => dayLine(day, most));
  const more = days.length > DAYS_SHOWN ? [`… and ${days.length - DAYS_SHOWN} more days`] : [];
  const sections = [
    facts,
    [...shown, ...more].join('\n'),
    list(
      'faster',
      plan.faster.map(({ text, completesAt }) => {
        const span = describeSpan(msOf(completesAt) - msOf(plan.startsAt));
        return `${text}: ${span}`;
      }),
    ),
    list(
      'not sent',
      plan.never.map(({ ruleId, messages }) => `${messages} ${ruleId}`),
    ),
    list('slowed down', plan.paces.map(describePace)),
    list('taken for granted', plan.assumptions),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function dayLine({ day, from, messages, ruleId }: PlanDay, most: number): string {
  const name = `day ${day}`.padEnd(8);
  const bar = drawBar(Number(messages) / most);
  return `${name} ${iso(from)}  ${bar}  ${String(messages).padStart(7)}  ${ruleId}`.trimEnd();
}

function describePace({ inForce, until, completesAt, text }: PlanPace): string {
  const end = inForce ? `until ${iso(until)} at the latest` : `then out by ${iso(completesAt)}`;
  return `${text} (${end})`;
}

function list(name: string, lines: string[]): string {
  return lines.length === 0 ? '' : [`${name}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}

function ahead(queued: bigint): string {
  return queued === 0n ? '' : `, ${queued} of them queued before`;
}

function spread(days: number): string {
  return days > 1 ? `, over ${days} days` : '';
}

function iso(timestamp: Timestamp | undefined): string {
  return timestamp ? isoFromTimestamp(timestamp) : '';
}

function msOf(timestamp: Timestamp | undefined): number {
  return timestamp ? Number(usFromTimestamp(timestamp) / 1_000n) : 0;
}
