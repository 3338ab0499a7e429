import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, present, type Result } from '@hustings/kernel';
import type {
  LegalHoldCommand,
  LegalHoldRejection,
  PlaceLegalHold,
} from '../domain/legal-hold/commands.ts';
import type { LegalHold } from '../domain/legal-hold/state.ts';
import { conflictedIn } from './case-context.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

export type LegalHoldOutcome = Promise<
  Result<LegalHold, LegalHoldRejection | { reason: 'ORGANISATION_UNKNOWN' | 'CASE_UNKNOWN' }>
>;

/** What a caller wants held. */
export interface LegalHoldRequest
  extends Pick<PlaceLegalHold, 'authority' | 'reasons' | 'coversFromUs'> {
  /** One of the two: everything of an organisation, or one case. */
  organisationId: string;
  caseId: string;
}

/** Who orders. */
interface Orderer {
  by: string;
  actor: Actor;
}

/** From now on nothing of an organisation, or of one of its cases, is erased. */
export async function placeLegalHold(
  means: Means,
  { organisationId: asked, ...request }: LegalHoldRequest,
  { by, actor }: Orderer,
): LegalHoldOutcome {
  await means.views.current();
  const { caseId } = request;
  const found = means.views.findCase((cases) => cases.byId(caseId))?.record.state.file;
  if (caseId !== '' && !found) return err({ reason: 'CASE_UNKNOWN' });
  const organisationId = found?.organisationId ?? asked;
  if (!means.views.organisation(organisationId)) return err({ reason: 'ORGANISATION_UNKNOWN' });
  const conflicted = conflictedIn(means, organisationId);
  const order = { holdId: means.ids.prefixed('lgh'), by, conflicted, nowUs: nowUs(means) };
  return give(means, {
    organisationId,
    actor,
    command: { type: 'PlaceLegalHold', ...request, ...order, organisationId },
  });
}

/** Asks that a hold is lifted, or lifts it. */
export async function orderLegalHold(
  means: Means,
  asked: { type: 'AskLegalHoldLift' | 'LiftLegalHold'; holdId: string; reason: string },
  { by, actor }: Orderer,
): LegalHoldOutcome {
  await means.views.current();
  const hold = means.views.legalHold(asked.holdId);
  if (!hold) return err({ reason: 'LEGAL_HOLD_UNKNOWN' });
  const { organisationId } = hold;
  const conflicted = conflictedIn(means, organisationId);
  const command = { ...asked, by, conflicted, nowUs: nowUs(means) };
  return give(means, { organisationId, actor, command });
}

async function give(
  means: Means,
  order: { organisationId: string; actor: Actor; command: LegalHoldCommand },
): LegalHoldOutcome {
  const { organisationId, actor, command } = order;
  const partition = partitionOf(organisationId, means.layout);
  const target = { id: command.holdId, partition, organisationId };
  const result = await means.stores.legalHolds.execute(target, command, metaOf(means, actor));
  if (!result.ok) return result;
  return ok(present(result.value.state.hold, 'an order about a legal hold leaves one'));
}
