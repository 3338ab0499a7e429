import { Appeal, AppealOutcome, type DecideAppealRequest } from '@hustings/contracts/enforcement';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure } from '@hustings/service-kit';
import { wireStanding } from '../adapters/wire.ts';
import type { ReviewOutcome } from '../domain/case/appeal/commands.ts';
import type { AppealOutcome as Outcome } from '../domain/case/appeal/state.ts';
import type { CaseRecord } from '../domain/case/case-book.ts';
import { timestamp } from './case-message.ts';

const OUTCOMES: Readonly<Record<Outcome, AppealOutcome>> = {
  OPEN: AppealOutcome.APPEAL_OUTCOME_OPEN,
  UPHELD: AppealOutcome.APPEAL_OUTCOME_OVERTURNED,
  DISMISSED: AppealOutcome.APPEAL_OUTCOME_MEASURE_STANDS,
  MODIFIED: AppealOutcome.APPEAL_OUTCOME_MODIFIED,
  SENT_BACK: AppealOutcome.APPEAL_OUTCOME_SENT_BACK,
  DEFAULTED: AppealOutcome.APPEAL_OUTCOME_DEFAULTED,
  WITHDRAWN: AppealOutcome.APPEAL_OUTCOME_WITHDRAWN,
};

/** An appeal of a case as everybody sees it who may: campaign, volunteer, vendor of the tool and staff alike. */
export function appealMessage(record: CaseRecord, appealId: string, messages = 0): Appeal {
  const { file } = record.state;
  const appeal = file.appeals.find((each) => each.appealId === appealId);
  const measure = file.measures.find((each) => each.measureId === appeal?.measureId);
  if (!appeal || !measure) return Appeal.create();
  const { stayDecideByUs } = appeal;
  return {
    appealId,
    caseId: file.caseId,
    sanctionId: appeal.measureId,
    organisationId: file.organisationId,
    measure: wireStanding(measure.statement.measure),
    outcome: OUTCOMES[appeal.outcome],
    filedAt: timestamp(appeal.filedAtUs),
    decideBy: timestamp(appeal.decideByUs),
    stay: appeal.stay,
    stayDecideBy: stayDecideByUs === 0 ? undefined : timestamp(stayDecideByUs),
    onBehalfOf: appeal.onBehalfOf,
    heardLate: appeal.heardLate,
    reasons: appeal.reasons,
    messages,
    manifestlyUnfounded: appeal.manifestlyUnfounded ?? false,
  };
}

/** What a reviewer wants. Throws INVALID_ARGUMENT for an outcome that nobody decides. */
export function reviewOutcomeOf(request: DecideAppealRequest): ReviewOutcome {
  const { outcome, upholdAppeal, modifiedEndsAt } = request;
  if (request.manifestlyUnfounded && !isStanding(request)) {
    throw invalid(
      'UNFOUNDED_NOT_DISMISSED',
      'manifestly_unfounded',
      'goes with a measure that stands',
    );
  }
  switch (outcome) {
    case AppealOutcome.APPEAL_OUTCOME_UNSPECIFIED:
      return upholdAppeal
        ? { type: 'OVERTURNED' }
        : { type: 'MEASURE_STANDS', manifestlyUnfounded: request.manifestlyUnfounded };
    case AppealOutcome.APPEAL_OUTCOME_MEASURE_STANDS:
      return { type: 'MEASURE_STANDS', manifestlyUnfounded: request.manifestlyUnfounded };
    case AppealOutcome.APPEAL_OUTCOME_OVERTURNED:
      return { type: 'OVERTURNED' };
    case AppealOutcome.APPEAL_OUTCOME_SENT_BACK:
      return { type: 'SENT_BACK' };
    case AppealOutcome.APPEAL_OUTCOME_MODIFIED:
      if (modifiedEndsAt) {
        return { type: 'MODIFIED', endsAtUs: Number(usFromTimestamp(modifiedEndsAt)) };
      }
      throw invalid('MODIFIED_END_MISSING', 'modified_ends_at', 'says when the measure ends now');
    default:
      throw invalid('OUTCOME_INVALID', 'outcome', 'is nothing that a reviewer decides');
  }
}

function isStanding({ outcome, upholdAppeal }: DecideAppealRequest): boolean {
  if (outcome === AppealOutcome.APPEAL_OUTCOME_UNSPECIFIED) return !upholdAppeal;
  return outcome === AppealOutcome.APPEAL_OUTCOME_MEASURE_STANDS;
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
