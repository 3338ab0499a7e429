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
  /** Items that would be due and stay, because legal holds stand. */
  heldBack: number;
  legalHoldIds: string[];
}

const DAY_US = 86_400_000_000n;

/** The rules that this system applies itself; the others say why nothing is removed. */
const CONTENT_RULES: Record<string, ContentKind> = {
  'message-content': 'OUTBOUND',
  'inbound-texts': 'INBOUND',
};

const NOTHING = { due: 0, heldBack: 0, legalHoldIds: [] };

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
      isOurs
        ? await applyToContents(parts, rule, { ...run, kind, version })
        : { ...rule, ...NOTHING },
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
  const { ledger, log, retention, legalHolds } = parts;
  const nowUs = ledger.clock.nowUs();
  const dueBeforeUs = nowUs - BigInt(rule.days) * DAY_US;
  const outcome: RuleOutcome = { ...rule, ...NOTHING };
  for (const partition of organisationPartitions(log.layout)) {
    const contents = { partition, kind };
    // The stream is removed from its beginning, so what a hold covers also keeps whatever was stored after it.
    const holds = (await legalHolds.standing(partition)).filter(
      ({ coversFromUs }) => coversFromUs < dueBeforeUs,
    );
    const starts = holds.map(({ coversFromUs }) => coversFromUs);
    const beforeUs = starts.toSorted((a, b) => Number(a - b))[0] ?? dueBeforeUs;
    const { items, throughSeq, oldestUs } = await retention.dueContents(contents, beforeUs);
    if (holds.length > 0) {
      const { items: wouldBe } = await retention.dueContents(contents, dueBeforeUs);
      outcome.heldBack += wouldBe - items;
      outcome.legalHoldIds = [...outcome.legalHoldIds, ...holds.map(({ holdId }) => holdId)];
    }
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
