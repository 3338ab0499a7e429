import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, type Result } from '@hustings/kernel';
import type { Finding } from '../domain/case/evidence.ts';
import { sayTakeover } from '../domain/hold/say-takeover.ts';
import type { PaceRejection } from '../domain/pace/commands.ts';
import type { ConfirmedAs } from '../domain/pace/events.ts';
import type { PaceState } from '../domain/pace/state.ts';
import { placeHold } from './hold-orders.ts';
import { MACHINE, type Means, metaOf, nowUs } from './orders.ts';

/** What somebody says who answers for a sender. */
export interface PaceConfirmation {
  senderId: string;
  organisationId: string;
  reason: string;
  confirmedBy: string;
  confirmedAs: ConfirmedAs;
  actor: Actor;
}

/** How long nothing begins after a confirmation where no policy says it. */
const RESTS_US = 72 * 3_600_000_000;

/** Ends a sender's slow start, or lets none begin for a while. */
export async function confirmPace(
  means: Means,
  request: PaceConfirmation,
): Promise<Result<PaceState, PaceRejection>> {
  await means.views.current();
  const { actor, ...said } = request;
  const { senderId, organisationId, confirmedBy } = said;
  const organisation = means.views.organisation(organisationId);
  const policy = means.views.policyFor(organisationId, means.layout);
  const result = await means.stores.paces.execute(
    { id: senderId, partition: partitionOf(organisationId, means.layout), organisationId },
    {
      ...{ type: 'ConfirmPace', ...said, nowUs: nowUs(means) },
      issuedAtUs: organisation?.issuedAtUs(confirmedBy) ?? nowUs(means),
      grantedAtUs: organisation?.grantedAtUs(senderId, confirmedBy) ?? 0,
      restsUs: policy?.slowStart?.restsUs ?? RESTS_US,
    },
    metaOf(means, actor),
  );
  return result.ok ? ok(result.value.state) : err(result.error);
}

/** Slows a sender down by rule, and asks its owner. Refused when another replica was faster: then it is slow already. */
export async function beginSlowStart(
  means: Means,
  { finding, partition }: { finding: Finding; partition: string },
): Promise<string> {
  const { organisationId, subject } = finding;
  const slowStart = means.views.policyOf(partition)?.slowStart;
  if (!slowStart) return 'NO_SLOW_START';
  const result = await means.stores.paces.execute(
    { id: subject.id, partition, organisationId },
    {
      ...{ type: 'BeginSlowStart', finding, ...slowStart },
      contacts: means.views.organisation(organisationId)?.administrators ?? [],
      // The facts carry the clock of another machine; a step never precedes what it rests on.
      nowUs: Math.max(nowUs(means), finding.foundAtUs),
    },
    metaOf(means, MACHINE),
  );
  return result.ok ? 'SlowStartBegan' : result.error.reason;
}

/** Freezes a sender by rule; somebody has to look within a day. */
export async function freezeByRule(means: Means, finding: Finding): Promise<string> {
  const { organisationId, subject } = finding;
  const result = await placeHold(means, {
    ...{ subject, organisationId, placedAs: 'SYSTEM', placedBy: 'system', actor: MACHINE },
    ...sayTakeover(finding, nowUs(means)),
    suspectCredentialIds: [],
  });
  return result.ok ? 'CompromiseHoldPlaced' : result.error.reason;
}
