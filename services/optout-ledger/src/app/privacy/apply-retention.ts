import type { Actor } from '@hustings/contracts/log';
import { organisationPartitions } from '@hustings/event-log';
import type { RetentionRuleData } from '../../privacy-policy.ts';
import type { PrivacyParts } from './privacy-parts.ts';

/** A rule of the schedule with what it found. */
export interface RuleOutcome extends RetentionRuleData {
  due: number;
  oldestUs?: bigint;
}

const DAY_US = 86_400_000_000n;

/** The rule that this system applies itself; the others say why nothing is removed. */
const CONTENT_RULE = 'message-content';

/** Finds what the schedule says is due and, unless it is a dry run, removes it and records that in the log. */
export async function applyRetention(
  parts: PrivacyParts,
  run: { dryRun: boolean; actor: Actor },
): Promise<RuleOutcome[]> {
  const outcomes: RuleOutcome[] = [];
  for (const rule of parts.policy.retention) {
    const isOurs = rule.applied && rule.days > 0 && rule.id === CONTENT_RULE;
    outcomes.push(isOurs ? await applyToContents(parts, rule, run) : { ...rule, due: 0 });
  }
  return outcomes;
}

async function applyToContents(
  { ledger, log, policy, retention }: PrivacyParts,
  rule: RetentionRuleData,
  { dryRun, actor }: { dryRun: boolean; actor: Actor },
): Promise<RuleOutcome> {
  const nowUs = ledger.clock.nowUs();
  const beforeUs = nowUs - BigInt(rule.days) * DAY_US;
  const outcome: RuleOutcome = { ...rule, due: 0 };
  for (const partition of organisationPartitions(log.layout)) {
    const { items, throughSeq, oldestUs } = await retention.dueContents(partition, beforeUs);
    if (items === 0) continue;
    if (oldestUs !== undefined && oldestUs < (outcome.oldestUs ?? oldestUs + 1n)) {
      outcome.oldestUs = oldestUs;
    }
    if (dryRun) {
      outcome.due += items;
      continue;
    }
    const removed = await retention.removeContents(partition, throughSeq);
    outcome.due += removed;
    const what = { partition, version: policy.version, ruleId: rule.id, beforeUs };
    await retention.record({ ...what, removed, throughSeq, actor, atUs: nowUs });
  }
  return outcome;
}
