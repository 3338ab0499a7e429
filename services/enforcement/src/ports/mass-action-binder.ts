import type { CommandMeta } from '@hustings/event-log';
import type { Result } from '@hustings/kernel';
import type { MassActionRejection, ProposeMassAction } from '../domain/mass-action/commands.ts';

/** An action is about several organisations: it lives where facts about nobody in particular do, and its claims beside it. */
export const COMMON_PARTITION = '0';

/** Why an action was not proposed. */
export type BindingRejection =
  | MassActionRejection
  | { reason: 'PROPOSAL_UNFIT'; proposalId: string };

/** Begins mass actions. */
export interface MassActionBinder {
  /**
   * Records an action together with a claim on each of its proposals: all of it, or nothing. Refused as PROPOSAL_UNFIT when
   * another action was faster with one of them. Throws `LogUnavailable` as the log does.
   */
  bind(command: ProposeMassAction, meta: CommandMeta): Promise<Result<void, BindingRejection>>;
}
