import { createHash } from 'node:crypto';
import type { EventLog } from '@hustings/event-log';
import { type PolicyDocument, policyHash } from '@hustings/policy';
import { preparePolicy } from '../adapters/prepare-policy.ts';
import type { Measured } from '../domain/case/steps.ts';
import { buildParityReport, type FullParityReport } from '../domain/parity/build-parity-report.ts';
import { type NameComparison, NameComparisonRun } from '../domain/parity/compare-names.ts';
import { DryRun, type DryRunOutcome } from '../domain/policy/dry-run.ts';
import type { PolicyInForce } from '../domain/policy/policy-in-force.ts';
import { type Means, nowUs } from './orders.ts';
import { type ReadStage, readPast } from './read-past.ts';

/** What was really done in the time of a dry run. */
export interface ReallyDone {
  warned: number;
  restricted: number;
}

/** What a document would have done since an instant, partition by partition, in one. */
export async function* dryRunPolicy(
  means: Means,
  log: EventLog,
  asked: { document: PolicyDocument; sinceUs: number; signal: AbortSignal },
): AsyncGenerator<ReadStage, { outcome: DryRunOutcome; really: ReallyDone }> {
  const { document, sinceUs, signal } = asked;
  const policy = preparePolicy({
    type: 'PolicyActivated',
    ...{ hash: policyHash(document), document: JSON.stringify(document) },
    ...{ effectiveAtUs: sinceUs, approvedBy: [] },
  });
  const runs: DryRun[] = [];
  const readerOf = (): DryRun => {
    const run = new DryRun(policy, sinceUs);
    runs.push(run);
    return run;
  };
  yield* readPast(log, { readerOf, signal });
  const outcomes = runs.map((run) => run.finish(nowUs(means)));
  return { outcome: sumOf(outcomes), really: reallyDone(means, sinceUs) };
}

/** Compares the policy in force under the real names with itself under others. */
export async function* compareNames(
  means: Means,
  log: EventLog,
  { policy, signal }: { policy: PolicyInForce; signal: AbortSignal },
): AsyncGenerator<ReadStage, NameComparison> {
  const begun = { ...policy, activated: { ...policy.activated, effectiveAtUs: 0 } };
  const runs: NameComparisonRun[] = [];
  const readerOf = (): NameComparisonRun => {
    const run = new NameComparisonRun(begun, (id) => `other-${sha256(id).slice(0, 32)}`);
    runs.push(run);
    return run;
  };
  yield* readPast(log, { readerOf, signal });
  const found = runs.map((run) => run.finish(nowUs(means)));
  const sum = (count: (one: NameComparison) => number): number =>
    found.reduce((total, one) => total + count(one), 0);
  return {
    senders: sum(({ senders }) => senders),
    facts: sum(({ facts }) => facts),
    steps: sum(({ steps }) => steps),
    differences: sum(({ differences }) => differences),
    firstDifferences: found.flatMap(({ firstDifferences }) => firstDifferences).slice(0, 10),
  };
}

/** A question about equal treatment, as a caller puts it. */
export interface ParityAsked {
  metric: string;
  threshold: number;
  proposed: Measured;
  senderId: string;
  explanations: Readonly<Record<string, string>>;
}

/** How every other sender over the same limit was treated, as of now, over all partitions. */
export function reportParity(
  means: Means,
  asked: ParityAsked,
  policy: PolicyInForce,
): FullParityReport {
  const builtAtUs = nowUs(means);
  const limit = policy.thresholds?.find(
    ({ signal, threshold }) => signal === asked.metric && threshold === asked.threshold,
  );
  const span = { fromUs: builtAtUs - 30 * 86_400_000_000, untilUs: builtAtUs };
  const { partitions } = means.views;
  return buildParityReport(
    { ...asked, policyHash: policy.activated.hash, builtAtUs },
    {
      exceedances: limit
        ? partitions.flatMap(({ watch }) => watch.exceedances.over(limit, span))
        : [],
      measuresOf: (senderId) =>
        partitions.flatMap(({ watch }) =>
          [...watch.cases.casesOf({ kind: 'SENDER', id: senderId })].flatMap(
            ({ state }) => state.file.measures,
          ),
        ),
      digest: sha256,
    },
  );
}

function sumOf(outcomes: readonly DryRunOutcome[]): DryRunOutcome {
  const rules = new Map<string, DryRunOutcome['rules'][number]>();
  for (const { ruleId, warned, restricted, shadow } of outcomes.flatMap((each) => each.rules)) {
    const sum = rules.get(ruleId) ?? { ruleId, warned: 0, restricted: 0, shadow: 0 };
    rules.set(ruleId, {
      ...{ ruleId, warned: sum.warned + warned, restricted: sum.restricted + restricted },
      shadow: sum.shadow + shadow,
    });
  }
  const measures = outcomes.flatMap((each) => each.measures).sort((a, b) => a.atUs - b.atUs);
  return {
    facts: outcomes.reduce((sum, { facts }) => sum + facts, 0),
    senders: outcomes.reduce((sum, { senders }) => sum + senders, 0),
    rules: [...rules.values()],
    measures: measures.slice(0, 200),
    measureCount: outcomes.reduce((sum, { measureCount }) => sum + measureCount, 0),
  };
}

function reallyDone(means: Means, sinceUs: number): ReallyDone {
  const done = means.views
    .allCases()
    .flatMap(({ state: { file } }) =>
      file.measures
        .filter(({ statement }) => statement.startsAtUs >= sinceUs)
        .map(({ statement }) => ({ id: file.subject.id, measure: statement.measure })),
    );
  const count = (measure: Measured): number =>
    new Set(done.filter((each) => each.measure === measure).map(({ id }) => id)).size;
  return { warned: count('WARNED'), restricted: count('RESTRICTED') };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
