import type { Decider } from '@hustings/decider';
import { err, type Result, unreachable } from '@hustings/kernel';
import type { CaseCommand, CaseRejection } from './commands.ts';
import { decideFiling, decideReview } from './decide-appeal.ts';
import { decideBreach } from './decide-breach.ts';
import { decideDelivery, decideExpiry, decideLapse } from './decide-timers.ts';
import type { CaseEvent } from './events.ts';
import { evolveCase } from './evolve.ts';
import type { CaseState } from './state.ts';

/** One case about one subject: warned, restricted, heard, closed. */
export const caseDecider: Decider<CaseState, CaseCommand, CaseEvent, CaseRejection> = {
  decide: decideCase,
  evolve: evolveCase,
  initialState: () => ({ status: 'NONE' }),
};

function decideCase(command: CaseCommand, state: CaseState): Result<CaseEvent[], CaseRejection> {
  if (command.type === 'ReportBreach') return decideBreach(command, state);
  if (state.status === 'NONE') return err({ reason: 'CASE_UNKNOWN' });
  switch (command.type) {
    case 'DeliverNotice':
      return decideDelivery(command, state);
    case 'EndSanction':
      return decideExpiry(command, state);
    case 'LapseWarning':
      return decideLapse(command, state);
    case 'FileAppeal':
      return decideFiling(command, state);
    case 'DecideAppeal':
      return decideReview(command, state);
    default:
      return unreachable(command);
  }
}
