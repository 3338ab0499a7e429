import type { Actor } from '@hustings/contracts/log';
import { organisationPartitions } from '@hustings/event-log';
import type { RetentionRuleData } from '../../domain/privacy/privacy-policy.ts';
import type { ContentKind } from '../../ports/retention-store.ts';
import { citedTexts } from './cited-texts.ts';
import type { PrivacyParts } from './privacy-parts.ts';

/** A rule of the schedule with what it found. */
export interface RuleOutcome extends RetentionRuleData {
  due: number;
  oldestUs?: bigint;
}

const DAY_US = 86_400_000_000n;

/** The rules that this system applies itself; the others say why nothing is removed. */
const CONTENT_RULES: Record<string, ContentKind> = {
  'message-content': 'OUTBOUND',
  'inbound-texts': 'INBOUND',
};

/** Finds what the schedule says is due and, unless it is a dry run, removes it and records that in the log. */
export async function applyRetention(
  parts: PrivacyParts,
  run: { dryRun: boolean; actor: Actor },
): Promise<{ version: string; rules: RuleOutcome[] }> {
  const { version, retention } = parts.policies.at(parts.ledger.clock.nowUs());
  const rules: RuleOutcome[] = [];
  for (const rule of retention) {
    const kind = CONTENT_RULES[rule.id];
    const isOurs = kind !== undefined && rule.applied && rule.days > 0;
    rules.push(
      isOurs ? await applyToContents(parts, rule, { ...run, kind, version }) : { ...rule, due: 0 },
    );
  }
  return { version, rules };
}

interface ContentRun {
  dryRun: boolean;
  actor: Actor;
  kind: ContentKind;
  /** Of the policy in force when the run began. */
  version: string;
}

async function applyToContents(
  parts: PrivacyParts,
  rule: RetentionRuleData,
  { dryRun, actor, kind, version }: ContentRun,
): Promise<RuleOutcome> {
  const { ledger, log, retention } = parts;
  const nowUs = ledger.clock.nowUs();
  const beforeUs = nowUs - BigInt(rule.days) * DAY_US;
  const outcome: RuleOutcome = { ...rule, due: 0 };
  for (const partition of organisationPartitions(log.layout)) {
    const contents = { partition, kind };
    const { items, throughSeq, oldestUs } = await retention.dueContents(contents, beforeUs);
    if (items === 0) continue;
    if (oldestUs !== undefined && oldestUs < (outcome.oldestUs ?? oldestUs + 1n)) {
      outcome.oldestUs = oldestUs;
    }
    if (dryRun) {
      outcome.due += items;
      continue;
    }
    if (kind === 'INBOUND') await keepEvidence(parts, partition, throughSeq);
    const removed = await retention.removeContents(contents, throughSeq);
    outcome.due += removed;
    const what = { partition, version, ruleId: rule.id, beforeUs };
    await retention.record({ ...what, removed, throughSeq, actor, atUs: nowUs });
  }
  return outcome;
}

/** What a case cites outlives the schedule; it is put aside before anything is removed. */
async function keepEvidence(
  { log, retention }: PrivacyParts,
  partition: string,
  throughSeq: number,
): Promise<void> {
  const cited = await citedTexts(log, partition);
  await retention.keepContents(
    partition,
    cited.filter((seq) => seq <= throughSeq),
  );
}
