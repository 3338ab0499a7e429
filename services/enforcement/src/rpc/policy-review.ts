import {
  type CheckParityResponse,
  type DryRunPolicyResponse,
  type PolicyReviewServiceImplementation,
  Standing,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { EventLog } from '@hustings/event-log';
import { parsePolicyText, policyHash } from '@hustings/policy';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { wireParity } from '../adapters/wire-process.ts';
import { type Means, nowUs } from '../app/orders.ts';
import type { ReadStage } from '../app/read-past.ts';
import { compareNames, dryRunPolicy, reportParity } from '../app/review-policy.ts';
import type { Measured } from '../domain/case/steps.ts';
import type { PolicyInForce } from '../domain/policy/policy-in-force.ts';
import { timestamp } from './case-message.ts';
import { answer } from './refusals.ts';

const MAX_SHADOW = 1000;

/** Measures that a report can be asked for, and how each stands in the contract. */
const MEASURES: readonly (readonly [Standing, Measured])[] = [
  [Standing.STANDING_WARNED, 'WARNED'],
  [Standing.STANDING_RESTRICTED, 'RESTRICTED'],
  [Standing.STANDING_SUSPENDED, 'SUSPENDED'],
  [Standing.STANDING_BAN_NOTICE, 'BAN_NOTICE'],
  [Standing.STANDING_BANNED, 'BANNED'],
];

/** What policies do, would have done, and whether they do it to everybody alike. */
export function policyReviewRpc(means: Means, log: EventLog): PolicyReviewServiceImplementation {
  return {
    dryRunPolicy: dryRun(means, log),
    checkParity: checkParity(means, log),
    buildParityReport: buildReport(means),
    listShadowBreaches: listBreaches(means),
  };
}

function dryRun(means: Means, log: EventLog): PolicyReviewServiceImplementation['dryRunPolicy'] {
  return async function* (request, context): AsyncGenerator<DryRunPolicyResponse> {
    requireRole(context, Role.ROLE_POLICY_OFFICER, Role.ROLE_AUDITOR, Role.ROLE_OPERATOR);
    const document = readDocument(request.documentJson);
    const sinceUs = request.since ? Number(usFromTimestamp(request.since)) : 0;
    if (sinceUs > nowUs(means)) throw invalid('since', 'has to lie in the past');
    const stages = dryRunPolicy(means, log, { document, sinceUs, signal: context.signal });
    for (let stage = await stages.next(); ; stage = await stages.next()) {
      if (!stage.done) {
        yield { body: { $case: 'progress', value: progressOf(stage.value) } };
        continue;
      }
      const { outcome, really } = stage.value;
      yield {
        body: {
          $case: 'report',
          value: {
            hash: policyHash(document),
            facts: BigInt(outcome.facts),
            senders: BigInt(outcome.senders),
            rules: outcome.rules.map(({ ruleId, warned, restricted, shadow }) => ({
              ruleId,
              ...{
                warned: BigInt(warned),
                restricted: BigInt(restricted),
                shadow: BigInt(shadow),
              },
            })),
            measures: outcome.measures.map(({ senderId, measure, ruleId, atUs, sentAfter }) => ({
              ...{ senderId, ruleId, measure: standingOf(measure), at: timestamp(atUs) },
              sentAfter: BigInt(sentAfter),
            })),
            measureCount: BigInt(outcome.measureCount),
            reallyWarned: BigInt(really.warned),
            reallyRestricted: BigInt(really.restricted),
          },
        },
      };
      return;
    }
  };
}

function checkParity(
  means: Means,
  log: EventLog,
): PolicyReviewServiceImplementation['checkParity'] {
  return async function* (_request, context): AsyncGenerator<CheckParityResponse> {
    requireRole(context, Role.ROLE_AUDITOR, Role.ROLE_OPERATOR);
    const policy = policyOf(means);
    const stages = compareNames(means, log, { policy, signal: context.signal });
    for (let stage = await stages.next(); ; stage = await stages.next()) {
      if (!stage.done) {
        yield { body: { $case: 'progress', value: progressOf(stage.value) } };
        continue;
      }
      const { senders, facts, steps, differences, firstDifferences } = stage.value;
      yield {
        body: {
          $case: 'report',
          value: {
            policyHash: policy.activated.hash,
            ...{ senders: BigInt(senders), facts: BigInt(facts), steps: BigInt(steps) },
            ...{ differences: BigInt(differences), firstDifferences: [...firstDifferences] },
          },
        },
      };
      return;
    }
  };
}

function buildReport(means: Means): PolicyReviewServiceImplementation['buildParityReport'] {
  return (request, context) =>
    answer(async () => {
      requireStaff(context);
      await means.views.current();
      const policy = policyOf(means);
      const { metric, threshold, senderId, explanations } = request;
      const proposed = MEASURES.find(([standing]) => standing === request.proposed)?.[1];
      if (!proposed) throw invalid('proposed', 'has to be a measure of the ladder');
      if (
        !policy.thresholds?.some((each) => each.signal === metric && each.threshold === threshold)
      ) {
        const known = policy.thresholds
          ?.map((each) => `${each.signal} ${each.threshold}`)
          .join(', ');
        throw invalid('metric', `no rule sets this limit; known are ${known}`);
      }
      const asked = { metric, threshold, senderId, proposed, explanations };
      const { summary, treatments } = reportParity(means, asked, policy);
      const explained = summary.gaps
        .filter(({ explanation }) => explanation.trim() !== '')
        .reduce((sum, gap) => sum + gap.senders, 0);
      return {
        reportSha256: summary.reportSha256,
        senders: BigInt(summary.senders),
        treatedAlike: BigInt(summary.treatedAlike),
        unexplained: BigInt(summary.senders - summary.treatedAlike - explained),
        treatments: treatments.map(({ label, peak, overAtUs, gravest, alike }) => ({
          ...{ label, peak, alike, overAt: timestamp(overAtUs), gravest: standingOf(gravest) },
        })),
        policyHash: summary.policyHash,
        builtAt: timestamp(summary.builtAtUs),
        attachment: wireParity(summary),
      };
    });
}

function listBreaches(means: Means): PolicyReviewServiceImplementation['listShadowBreaches'] {
  return (_request, context) =>
    answer(async () => {
      requireStaff(context);
      await means.views.current();
      const breaches = means.views.partitions.flatMap(({ watch }) =>
        watch.shadows.all().slice(0, MAX_SHADOW),
      );
      return {
        breaches: breaches
          .sort((a, b) => a.atUs - b.atUs)
          .map(({ ruleId, senderId, atUs }) => ({ ruleId, senderId, at: timestamp(atUs) })),
      };
    });
}

function requireStaff(context: Parameters<typeof requireRole>[0]): void {
  requireRole(
    context,
    ...[Role.ROLE_MODERATOR, Role.ROLE_REVIEWER, Role.ROLE_POLICY_OFFICER],
    ...[Role.ROLE_AUDITOR, Role.ROLE_OPERATOR],
  );
}

function readDocument(documentJson: string) {
  const parsed = parsePolicyText(documentJson);
  if (parsed.ok) return parsed.value;
  throw RpcFailure.invalid(
    'POLICY_INVALID',
    `the document has ${parsed.error.length} fault(s)`,
    parsed.error.map(({ path, message }) => ({
      field: `document_json: ${path}`,
      description: message,
    })),
  );
}

function policyOf({ views }: Means): PolicyInForce {
  const { policy } = views;
  if (policy) return policy;
  throw RpcFailure.precondition('NO_POLICY', 'no policy is in force; propose and approve one');
}

function progressOf({ partition, seq, lastSeq }: ReadStage) {
  return { partition, seq: BigInt(seq), lastSeq: BigInt(lastSeq) };
}

function standingOf(measure: Measured | 'NONE'): Standing {
  return MEASURES.find(([, name]) => name === measure)?.[0] ?? Standing.STANDING_UNSPECIFIED;
}

function invalid(field: string, description: string): RpcFailure {
  return RpcFailure.invalid('REQUEST_INVALID', `${field} ${description}`, [{ field, description }]);
}
