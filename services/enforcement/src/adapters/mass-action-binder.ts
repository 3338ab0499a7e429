import * as wire from '@hustings/contracts/enforcement';
import {
  type AggregateStoreOptions,
  type AppendOrder,
  type CommandMeta,
  type EventLog,
  planAppend,
  TooMuchContention,
} from '@hustings/event-log';
import { err, type Ids, ok, type Result } from '@hustings/kernel';
import type { MassActionCommand, MassActionRejection } from '../domain/mass-action/commands.ts';
import { massActionDecider } from '../domain/mass-action/decider.ts';
import type { MassActionEvent, MassActionItem } from '../domain/mass-action/events.ts';
import {
  type BindProposal,
  type ClaimRejection,
  claimDecider,
  type ProposalBound,
  type ProposalClaim,
} from '../domain/mass-action/proposal-claim.ts';
import type { MassActionState } from '../domain/mass-action/state.ts';
import {
  type BindingRejection,
  COMMON_PARTITION,
  type MassActionBinder,
} from '../ports/mass-action-binder.ts';
import { massActionCodec } from './mass-action-codec.ts';
import { plain } from './plain.ts';

/** Each is lost to another binding of one of the proposals, after which it is refused, or to a log that cannot tell. */
const MAX_ATTEMPTS = 10;

type ActionOptions = AggregateStoreOptions<
  MassActionState,
  MassActionCommand,
  MassActionEvent,
  MassActionRejection
>;
type ClaimOptions = AggregateStoreOptions<
  ProposalClaim,
  BindProposal,
  ProposalBound,
  ClaimRejection
>;

/** How mass actions stand in the log. */
export function massActionOptions(log: EventLog): ActionOptions {
  return {
    log,
    decider: massActionDecider,
    context: 'enforcement',
    aggregate: 'mass-action',
    codec: massActionCodec,
    snapshot: { schema: 'enforcement.MassActionState.v1' },
  };
}

/** How claims on proposals do. */
export function claimOptions(log: EventLog): ClaimOptions {
  return {
    log,
    decider: claimDecider,
    context: 'enforcement',
    aggregate: 'proposal-claim',
    codec: {
      ProposalBound: {
        eventType: 'enforcement.ProposalBound.v1',
        encode: ({ type: _, ...event }) =>
          wire.ProposalBound.encode({ ...event, atUs: BigInt(event.atUs) }).finish(),
        decode(data) {
          const { atUs, ...event } = plain(wire.ProposalBound.decode(data));
          return { type: 'ProposalBound', ...event, atUs: Number(atUs) };
        },
      },
    },
    snapshot: { schema: 'enforcement.ProposalClaim.v1' },
  };
}

/**
 * One batch of the log: the action and a claim for each proposal. The server takes all of it or nothing, so a crash leaves no claim of
 * an action that is not there. What is not known to have entered is planned again under the same commit ids, and then seen.
 */
export function logMassActionBinder(log: EventLog, ids: Ids): MassActionBinder {
  return {
    async bind(command, meta) {
      const commitIds = [undefined, ...command.items].map(() => ids.uuid());
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const planned = await plan(log, { command, meta, commitIds });
        if (!planned.ok) return planned;
        if (planned.value.length === 0) return ok(undefined);
        if ((await log.appendTogether(planned.value, [])) !== null) return ok(undefined);
      }
      throw new TooMuchContention(`gave up on a mass action after ${MAX_ATTEMPTS} conflicts`);
    },
  };
}

interface Binding {
  command: Parameters<MassActionBinder['bind']>[0];
  meta: CommandMeta;
  /** Of the action, then of each claim. */
  commitIds: readonly string[];
}

/** What is still to append: nothing once it stands. */
async function plan(
  log: EventLog,
  { command, meta, commitIds }: Binding,
): Promise<Result<AppendOrder[], BindingRejection>> {
  const [commitId = '', ...claimIds] = commitIds;
  const target = { partition: COMMON_PARTITION, organisationId: '' };
  const action = await planAppend(massActionOptions(log), {
    target: { ...target, id: command.massActionId },
    command,
    meta: { ...meta, commitId },
  });
  if (!action.ok) return action;
  if (action.value === null) return ok([]);
  const claims = await Promise.all(
    command.items.map((item, at) =>
      claim(log, { item, command, meta: { ...meta, commitId: claimIds[at] ?? '' } }),
    ),
  );
  const orders: AppendOrder[] = [action.value.order];
  for (const each of claims) {
    if (!each.ok) return each;
    orders.push(each.value);
  }
  return ok(orders);
}

async function claim(
  log: EventLog,
  asked: {
    item: MassActionItem;
    command: Binding['command'];
    meta: CommandMeta & { commitId: string };
  },
): Promise<Result<AppendOrder, BindingRejection>> {
  const { proposalId } = asked.item;
  const { massActionId, nowUs: atUs } = asked.command;
  const planned = await planAppend(claimOptions(log), {
    target: { id: proposalId, partition: COMMON_PARTITION, organisationId: '' },
    command: { type: 'BindProposal', proposalId, massActionId, atUs },
    meta: asked.meta,
  });
  if (!planned.ok || planned.value === null) return err({ reason: 'PROPOSAL_UNFIT', proposalId });
  return ok(planned.value.order);
}
