import {
  ImportServiceDefinition,
  type ListHeldImportsResponse,
  type ReviewImportRequest,
  type ReviewImportResponse,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { unreachable } from '@hustings/kernel';
import {
  bindService,
  type Principal,
  principalOf,
  RpcFailure,
  type ServiceBinding,
} from '@hustings/service-kit';
import type { ImportParts } from '../../app/import/import-batch.ts';
import { listHeld, reviewImport } from '../../app/import/review-import.ts';
import type { RequesterRejection } from '../../domain/import/requester.ts';
import { actorOf, callerKindOf } from '../caller.ts';
import { readId } from '../check-request.ts';
import { answerImport } from './import-opt-outs.ts';

/** hustings.optout.v1.ImportService over the ledger. */
export function bindImportService(parts: ImportParts): ServiceBinding {
  return bindService(ImportServiceDefinition, {
    importOptOuts: (request, context) => answerImport(parts, request, principalOf(context)),
    listHeldImports: (_request, context) => answerList(parts, principalOf(context)),
    reviewImport: (request, context) => answerReview(parts, request, principalOf(context)),
  });
}

async function answerList(
  parts: ImportParts,
  principal: Principal,
): Promise<ListHeldImportsResponse> {
  requireStaff(principal);
  const open = (await listHeld(parts)).filter(({ review }) => review === 'OPEN');
  return {
    imports: open.map(({ importId, requester, organisationId, scope, rowsTaken, atUs }) => ({
      importId,
      requester,
      organisationId,
      scope,
      rowsTaken: BigInt(rowsTaken),
      heldAt: timestampFromUs(BigInt(atUs)),
    })),
  };
}

async function answerReview(
  parts: ImportParts,
  request: ReviewImportRequest,
  principal: Principal,
): Promise<ReviewImportResponse> {
  requireStaff(principal);
  const { approve: approved, reason } = request;
  const importId = readId('import_id', request.importId);
  const reviewer = actorOf(principal);
  const reviewed = await reviewImport(parts, { importId, approved, reason, reviewer });
  if (!reviewed.ok) throw failureOf(reviewed.error);
  return { seq: BigInt(reviewed.value) };
}

function requireStaff(principal: Principal): void {
  if (callerKindOf(principal) === 'staff') return;
  throw RpcFailure.denied('ROLE_MISSING', 'imports are reviewed by staff: use such a credential');
}

function failureOf({ reason }: RequesterRejection): RpcFailure {
  switch (reason) {
    case 'ImportUnknown':
      return RpcFailure.notFound('IMPORT_UNKNOWN', 'no import of that id was held; see the list');
    case 'ReviewedAlready':
      return RpcFailure.precondition('REVIEWED_ALREADY', 'the import was reviewed, otherwise');
    case 'OwnImport':
      return RpcFailure.denied('OWN_IMPORT', 'somebody else than its requester reviews an import');
    case 'ReasonMissing':
      return RpcFailure.invalid('REASON_MISSING', 'say why: the reason is part of the record', [
        { field: 'reason', description: 'must not be empty' },
      ]);
    default:
      return unreachable(reason);
  }
}
