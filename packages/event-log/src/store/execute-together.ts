import { err, type Ids, ok, type Result } from '@hustings/kernel';
import type { AppendOrder } from '../types.ts';
import type {
  AggregateStore,
  AggregateStoreOptions,
  CommandMeta,
  Executed,
  Target,
} from './aggregate-store.ts';
import { loadEntry, type PlannedCommit, planCommit, restore } from './plan-commit.ts';

/** One command of several that are executed together. */
export interface TogetherOrder<Command> {
  target: Target;
  command: Command;
  meta: CommandMeta;
}

/** Says how many of the commands that would change something may do so: the first ones; the rest are left undone. */
export type Admit = (count: number) => Promise<number>;

/** Aggregates that are read at the same time. */
const READS_AT_ONCE = 64;

interface Planned<State, Event, Command> {
  order: TogetherOrder<Command> & { meta: { commitId: string } };
  seq: number;
  plan: PlannedCommit<State, Event>;
}

/**
 * Loads all, decides each, appends what there is in one batch. When the batch does not enter, because somebody else was faster or
 * because nobody can tell, each command is executed alone under the same commit id, and so happens once. Null for what was not
 * admitted.
 */
export async function executeTogether<State, Command, Event extends { type: string }, Rejection>(
  options: AggregateStoreOptions<State, Command, Event, Rejection>,
  run: {
    orders: readonly TogetherOrder<Command>[];
    ids: Ids;
    admit?: Admit | undefined;
    alone: AggregateStore<State, Command, Event, Rejection>['execute'];
  },
): Promise<(Result<Executed<State, Event>, Rejection> | null)[]> {
  type Outcome = Result<Executed<State, Event>, Rejection> | null;
  const outcomes: Outcome[] = [];
  const planned = new Map<number, Planned<State, Event, Command>>();
  const entries = await inTurns(run.orders, ({ target }) => loadEntry(options, target));
  for (const [index, given] of run.orders.entries()) {
    const order = withCommitId(given, run.ids);
    const loaded = restore(options, entries[index] ?? null);
    const plan = planCommit(options, { ...order, loaded });
    if (!plan.ok) outcomes[index] = err(plan.error);
    else if (plan.value === null) outcomes[index] = ok({ ...loaded, events: [] });
    else planned.set(index, { order, seq: loaded.seq, plan: plan.value });
  }
  const admitted = (await run.admit?.(planned.size)) ?? planned.size;
  for (const index of [...planned.keys()].slice(admitted)) {
    outcomes[index] = null;
    planned.delete(index);
  }
  if (planned.size === 0) return outcomes;
  const seqs = await options.log.appendTogether([...planned.values()].map(toAppend), [
    ...new Set([...planned.values()].flatMap(({ plan }) => plan.gates)),
  ]);
  for (const [place, [index, { order, plan }]] of [...planned].entries()) {
    const seq = seqs?.[place];
    outcomes[index] =
      seq === undefined
        ? await run.alone(order.target, order.command, order.meta)
        : ok({ state: plan.state, seq, version: plan.commit.version, events: plan.events });
  }
  return outcomes;
}

function withCommitId<Command>(
  order: TogetherOrder<Command>,
  ids: Ids,
): TogetherOrder<Command> & { meta: { commitId: string } } {
  return { ...order, meta: { ...order.meta, commitId: order.meta.commitId ?? ids.uuid() } };
}

function toAppend<State, Event>({
  seq,
  plan,
}: {
  seq: number;
  plan: PlannedCommit<State, Event>;
}): AppendOrder {
  return { commit: plan.commit, expectedSeq: seq };
}

async function inTurns<Item, Value>(
  items: readonly Item[],
  work: (item: Item) => Promise<Value>,
): Promise<Value[]> {
  const done: Value[] = [];
  for (let at = 0; at < items.length; at += READS_AT_ONCE) {
    done.push(...(await Promise.all(items.slice(at, at + READS_AT_ONCE).map(work))));
  }
  return done;
}
