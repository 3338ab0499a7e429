import { err, ok, type Result } from '@hustings/kernel';
import type { CaseRejection } from '../domain/case/commands.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import type { Finding } from '../domain/case/evidence.ts';
import { caseIdOf, ordinalOf } from '../domain/case/ids.ts';
import type { PolicyInForce } from '../domain/policy/policy-in-force.ts';
import { MACHINE, type Means, metaOf, nowUs } from './orders.ts';
import type { PartitionWatch } from './partition-watch.ts';
import { strikesBefore } from './strikes-before.ts';

/** Cases of one subject that may have been closed, each by another replica, between a look and the order. */
const MAX_CLOSED_MEANWHILE = 3;

/** Reports a breach to the subject's open case, or opens the next. A refusal means that it needs no answer. */
export async function reportBreach(
  means: Means,
  followed: PartitionWatch,
  breach: { finding: Finding; policy: PolicyInForce },
): Promise<Result<CaseEvent[], CaseRejection>> {
  const { finding, policy } = breach;
  const { organisationId, subject } = finding;
  let { caseId, factsAfterUs } = followed.watch.cases.nextReport(subject);
  for (let closed = 0; ; closed++) {
    const result = await means.stores.cases.execute(
      { id: caseId, partition: followed.partition, organisationId },
      {
        type: 'ReportBreach',
        caseId,
        finding,
        policyHash: policy.activated.hash,
        factsAfterUs,
        strikes: strikesBefore(followed.watch.cases, subject, {
          ladder: policy.ladder,
          nowUs: nowUs(means),
        }),
        ladder: policy.ladder,
        // The facts carry the clock of another machine; a step never precedes what it rests on.
        nowUs: Math.max(nowUs(means), finding.foundAtUs),
      },
      metaOf(means, MACHINE),
    );
    if (result.ok) return ok(result.value.events);
    if (result.error.reason !== 'CASE_CLOSED' || closed >= MAX_CLOSED_MEANWHILE) {
      return err(result.error);
    }
    caseId = caseIdOf(subject, ordinalOf(caseId) + 1);
    factsAfterUs = result.error.closedAtUs;
  }
}
