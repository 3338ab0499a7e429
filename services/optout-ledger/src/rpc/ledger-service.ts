import { LedgerServiceDefinition } from '@hustings/contracts/optout';
import {
  bindService,
  type Logger,
  principalOf,
  requireService,
  type ServiceBinding,
} from '@hustings/service-kit';
import type { Ledger } from '../app/ledger.ts';
import type { OpenWork } from '../app/open-work.ts';
import type { OptoutTelemetry } from '../telemetry.ts';
import { answerGetConsent, answerRecordConsent } from './consent.ts';
import { answerHandleControl } from './handle-control.ts';
import { answerLinkIdentities, answerReportNumber } from './identities.ts';
import { answerIssueLink, answerReadLink, answerUseLink } from './links.ts';
import { answerConfirmRequest, answerOpenRequest } from './requests.ts';
import { answerDecideReview, answerListReviews } from './reviews.ts';

/** hustings.optout.v1.LedgerService over the ledger. */
export function bindLedgerService(
  ledger: Ledger,
  { telemetry, work }: { telemetry: OptoutTelemetry; logger: Logger; work: OpenWork },
): ServiceBinding {
  return bindService(LedgerServiceDefinition, {
    listReviews: (request, context) =>
      answerListReviews(ledger, work, { request, principal: principalOf(context) }),
    decideReview: (request, context) =>
      answerDecideReview(ledger, work, { request, principal: principalOf(context) }),
    handleControl: async (request, context) => {
      requireService(context);
      return answerHandleControl(ledger, telemetry, request);
    },
    linkIdentities: (request, context) =>
      answerLinkIdentities(ledger, request, principalOf(context)),
    reportNumber: (request, context) => answerReportNumber(ledger, request, principalOf(context)),
    issueLink: (request, context) => answerIssueLink(ledger, request, principalOf(context)),
    readLink: async (request, context) => {
      requireService(context);
      return answerReadLink(ledger, request);
    },
    useLink: async (request, context) => {
      requireService(context);
      return answerUseLink(ledger, request);
    },
    openRequest: (request, context) => answerOpenRequest(ledger, request, principalOf(context)),
    confirmRequest: (request, context) =>
      answerConfirmRequest(ledger, work, { request, principal: principalOf(context) }),
    recordConsent: (request, context) => answerRecordConsent(ledger, request, principalOf(context)),
    getConsent: (request, context) => answerGetConsent(ledger, request, principalOf(context)),
  });
}
