import {
  type LinkIdentitiesRequest,
  type LinkIdentitiesResponse,
  LinkKind,
  NumberReport,
  type ReportNumberRequest,
  type ReportNumberResponse,
} from '@hustings/contracts/optout';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { allPoliticalRecipientOf, type Ledger, recipientOf } from '../app/ledger.ts';
import { linkIdentities } from '../app/link-identities.ts';
import { reportNumber } from '../app/report-number.ts';
import {
  actorOf,
  actsForAnybody,
  callerKindOf,
  organisationOf,
  requireOwnerOrStaff,
} from './caller.ts';
import { readAddress, readProof } from './check-request.ts';
import { failureOf, withBarrierFailure } from './failures.ts';

/**
 * LinkIdentities: within the organisation's own domain; what staff and services know holds in the domain of all political
 * senders as well, which no organisation may reach.
 */
export async function answerLinkIdentities(
  ledger: Ledger,
  request: LinkIdentitiesRequest,
  principal: Principal,
): Promise<LinkIdentitiesResponse> {
  requireOwnerOrStaff(principal);
  const { kind } = request;
  if (kind === LinkKind.LINK_KIND_UNSPECIFIED || kind === LinkKind.UNRECOGNIZED) {
    throw invalid('LINK_KIND_MISSING', 'kind', 'must say why the two belong together');
  }
  const organisationId = organisationOf(principal, request.organisationId);
  const first = readAddress(request.firstAddress);
  const second = readAddress(request.secondAddress);
  const common = { kind, proof: readProof(request.proof), actor: actorOf(principal) };
  const own = await withBarrierFailure(
    linkIdentities(ledger, {
      ...common,
      first: recipientOf(ledger, organisationId, first),
      second: recipientOf(ledger, organisationId, second),
    }),
  );
  if (!own.ok) throw failureOf(own.error);
  if (actsForAnybody(callerKindOf(principal))) {
    const everywhere = await withBarrierFailure(
      linkIdentities(ledger, {
        ...common,
        first: allPoliticalRecipientOf(ledger, first),
        second: allPoliticalRecipientOf(ledger, second),
      }),
    );
    if (!everywhere.ok) throw failureOf(everywhere.error);
  }
  return own.value;
}

/** ReportNumber: a wrong or reassigned number. */
export async function answerReportNumber(
  ledger: Ledger,
  request: ReportNumberRequest,
  principal: Principal,
): Promise<ReportNumberResponse> {
  requireOwnerOrStaff(principal);
  const reason = reasonOf(request.report);
  const organisationId = organisationOf(principal, request.organisationId);
  const target = recipientOf(ledger, organisationId, readAddress(request.address));
  const reported = await withBarrierFailure(
    reportNumber(ledger, target, {
      reason,
      proof: readProof(request.proof),
      actor: actorOf(principal),
    }),
  );
  if (!reported.ok) throw failureOf(reported.error);
  return { recipient: target.recipient, ...reported.value };
}

function reasonOf(report: NumberReport): 'WRONG_NUMBER' | 'NUMBER_REASSIGNED' {
  switch (report) {
    case NumberReport.NUMBER_REPORT_WRONG:
      return 'WRONG_NUMBER';
    case NumberReport.NUMBER_REPORT_REASSIGNED:
      return 'NUMBER_REASSIGNED';
    default:
      throw invalid('REPORT_MISSING', 'report', 'must say what is known of the number');
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
