import type { Result } from '@hustings/kernel';
import type { CaseEvent } from '../events.ts';
import type { KnownCase } from '../state.ts';
import type { AppealCommand, AppealRejection } from './commands.ts';
import { decideAnnulment, decideDefault } from './decide-default.ts';
import { decideFiling, decideWithdrawal } from './decide-filing.ts';
import { decideReview } from './decide-review.ts';
import { decideStay, decideStayDefault } from './decide-stay.ts';

const COMMANDS: ReadonlySet<string> = new Set<AppealCommand['type']>([
  'FileAppeal',
  'WithdrawAppeal',
  'DecideAppeal',
  'DecideStay',
  'DefaultAppeal',
  'DefaultStay',
  'AnnulMeasures',
]);

/** True for a command about an appeal, or about taking a measure back. */
export function isAppealCommand(command: { type: string }): command is AppealCommand {
  return COMMANDS.has(command.type);
}

/** What such a command causes in a case. */
export function decideAppealCommand(
  command: AppealCommand,
  state: KnownCase,
): Result<CaseEvent[], AppealRejection> {
  switch (command.type) {
    case 'FileAppeal':
      return decideFiling(command, state);
    case 'WithdrawAppeal':
      return decideWithdrawal(command, state);
    case 'DecideAppeal':
      return decideReview(command, state);
    case 'DecideStay':
      return decideStay(command, state);
    case 'DefaultAppeal':
      return decideDefault(command, state);
    case 'DefaultStay':
      return decideStayDefault(command, state);
    case 'AnnulMeasures':
      return decideAnnulment(command, state);
  }
}
