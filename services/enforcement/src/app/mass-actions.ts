import { createHash } from 'node:crypto';
import type { Actor } from '@hustings/contracts/log';
import { err, ok, present, type Result } from '@hustings/kernel';
import { originalOf } from '../domain/case/evidence.ts';
import type { Proposal } from '../domain/case/process.ts';
import { type CaseFile, participantsOf } from '../domain/case/state.ts';
import type { MassActionCommand } from '../domain/mass-action/commands.ts';
import type { MassActionItem } from '../domain/mass-action/events.ts';
import type { KnownMassAction } from '../domain/mass-action/state.ts';
import { type BindingRejection, COMMON_PARTITION } from '../ports/mass-action-binder.ts';
import { conflictedIn, newDraws } from './case-context.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** The sample is a fifth of the accounts and five at least. */
const SAMPLE_SHARE = 0.2;
const SAMPLE_MIN = 5;

export type MassActionOutcome = Promise<Result<KnownMassAction, BindingRejection>>;

/** Binds proposals that were made for it into one action. */
export async function proposeMassAction(
  means: Means,
  asked: { proposalIds: readonly string[]; clause: string; reasons: string },
  officer: { by: string; actor: Actor },
): MassActionOutcome {
  await means.views.current();
  const items: MassActionItem[] = [];
  // What a blind look halted is not bound anew until others look more kindly: it needs a proposal of its own. Actions of before
  // there were claims are known to the view only.
  const bound = new Set(
    massActionsOf(means).flatMap((each) => each.items.map(({ proposalId }) => proposalId)),
  );
  for (const proposalId of asked.proposalIds) {
    const item = bound.has(proposalId) ? null : itemOf(means, proposalId, asked.clause);
    if (!item) return err({ reason: 'PROPOSAL_UNFIT', proposalId });
    items.push(item);
  }
  const massActionId = means.ids.prefixed('mas');
  const { clause, reasons } = asked;
  const sample = Math.max(SAMPLE_MIN, Math.ceil(items.length * SAMPLE_SHARE));
  const organisations = new Set(items.map((item) => item.organisationId));
  const recorded = await means.stores.massActionBinder.bind(
    {
      type: 'ProposeMassAction',
      ...{ massActionId, clause, reasons, items, proposedBy: officer.by },
      conflicted: [...organisations].flatMap((each) => conflictedIn(means, each)),
      draws: newDraws(items.length + sample),
      nowUs: nowUs(means),
    },
    metaOf(means, officer.actor),
  );
  if (!recorded.ok) return recorded;
  return ok(await actionNow(means, massActionId));
}

/** Approves an action, records a blind review, or rolls it back. */
export async function orderInMassAction(
  means: Means,
  { massActionId, actor }: { massActionId: string; actor: Actor },
  commandFor: (view: {
    conflicted: readonly string[];
    /** Who took part in these cases. */
    participantsIn(caseIds: readonly string[]): readonly string[];
    caseIds: readonly string[];
    nowUs: number;
  }) => MassActionCommand,
): MassActionOutcome {
  await means.views.current();
  const action = massActionOf(means, massActionId);
  if (!action) return err({ reason: 'MASS_ACTION_UNKNOWN' });
  const organisations = new Set(action.items.map((item) => item.organisationId));
  const view = {
    conflicted: [...organisations].flatMap((each) => conflictedIn(means, each)),
    participantsIn: (caseIds: readonly string[]) =>
      caseIds.flatMap((caseId) => participantsIn(means, caseId)),
    caseIds: action.items.map(({ caseId }) => caseId),
    nowUs: nowUs(means),
  };
  return orderMassAction(means, { massActionId, actor }, commandFor(view));
}

/** Gives an order about an action and returns it as it stands after it. */
export async function orderMassAction(
  means: Means,
  { massActionId, actor }: { massActionId: string; actor: Actor },
  command: MassActionCommand,
): MassActionOutcome {
  const result = await means.stores.massActions.execute(
    { id: massActionId, partition: COMMON_PARTITION, organisationId: '' },
    command,
    metaOf(means, actor),
  );
  return result.ok ? ok(await actionNow(means, massActionId)) : result;
}

async function actionNow(means: Means, massActionId: string): Promise<KnownMassAction> {
  await means.views.current();
  return present(massActionOf(means, massActionId), 'an action that was ordered about');
}

/** An action as the view has it. */
export function massActionOf({ views }: Means, massActionId: string): KnownMassAction | undefined {
  return views.partitions[0]?.watch.massActions.byId(massActionId);
}

/** All actions, as the view has them. */
export function massActionsOf({ views }: Means): KnownMassAction[] {
  return views.partitions[0]?.watch.massActions.all() ?? [];
}

function itemOf(means: Means, proposalId: string, clause: string): MassActionItem | null {
  const found = means.views.findCase((cases) => cases.byPart(proposalId));
  const file = found?.record.state.file;
  const proposal = file?.proposals.find((each) => each.proposalId === proposalId);
  const fits = proposal?.forMassAction && proposal.outcome === 'OPEN';
  if (!file || !fits || proposal.reasons.clause !== clause) return null;
  const { caseId, organisationId } = file;
  return { caseId, proposalId, organisationId, findingSha256: findingOf(file, proposal) };
}

/** The finding of one account: what is said of it, and the facts that it rests on. Two accounts never share one. */
function findingOf(file: CaseFile, { reasons }: Proposal): string {
  const cited = file.evidence.filter((item) => reasons.evidenceIds.includes(item.evidenceId));
  const facts = cited.map((item) => originalOf(item) || item.logSeqs.join(' ')).sort();
  return createHash('sha256')
    .update(JSON.stringify([reasons.facts, facts]))
    .digest('hex');
}

function participantsIn({ views }: Means, caseId: string): string[] {
  const found = views.findCase((cases) => cases.byId(caseId));
  return found ? [...participantsOf(found.record.state.file)] : [];
}
