import type { Actor } from '@hustings/contracts/log';
import { ok, type Result } from '@hustings/kernel';
import type { Conflict, ConflictKind, OfficerRejection } from '../domain/officer/decider.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** Facts about the operator's own people live here. */
const STAFF_PARTITION = '0';

/** Records a conflict of interest of the caller. It has effect for cases as soon as the view has seen it. */
export async function declareConflict(
  means: Means,
  declared: { organisationId: string; kind: ConflictKind; endedAtUs: number },
  officer: { by: string; actor: Actor },
): Promise<Result<Conflict, OfficerRejection>> {
  const conflict = { ...declared, officerId: officer.by, atUs: nowUs(means) };
  const result = await means.stores.officers.execute(
    { id: officer.by, partition: STAFF_PARTITION, organisationId: '' },
    { type: 'DeclareConflict', ...conflict },
    metaOf(means, officer.actor),
  );
  if (!result.ok) return result;
  await means.views.current();
  return ok(conflict);
}
