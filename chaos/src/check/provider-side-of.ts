import type { Operation } from '../history/operation.ts';
import { pick, values } from '../history/values.ts';
import type { Arrival, OptOutSpan, ProviderLimit, ProviderSide, Reply } from './types.ts';

/** The provider's side of a history. */
export function providerSideOf(operations: readonly Operation[]): ProviderSide {
  return {
    arrivals: arrivalsOf(operations),
    limits: limitsOf(operations),
    optOuts: [...byInterface(operations), ...byReply(operations)],
    replies: repliesOf(operations),
  };
}

export function arrivalsOf(operations: readonly Operation[]): Arrival[] {
  const begun = new Map(
    operations.filter(({ f }) => f === 'hand-off').map(({ key, t }) => [key, t]),
  );
  return (['ok', 'fail'] as const).flatMap((type) =>
    pick(operations, { f: 'arrival', type }, values.arrival).map(({ t, key, value }) => {
      const begunMs = begun.get(key);
      return {
        ...value,
        atMs: t,
        ...(begunMs === undefined ? {} : { begunMs }),
        clientRef: key,
        accepted: type === 'ok',
      };
    }),
  );
}

function limitsOf(operations: readonly Operation[]): ProviderLimit[] {
  const [run] = pick(operations, { f: 'run', type: 'info' }, values.run);
  if (!run) throw new Error('the history does not say which limits were in force');
  return run.value.limits;
}

/** Opt-outs through the ledger's interface: no reply lifts them. */
function byInterface(operations: readonly Operation[]): OptOutSpan[] {
  const invoked = new Map(
    pick(operations, { f: 'opt-out', type: 'invoke' }, values.optOut).map((one) => [one.key, one]),
  );
  return operations
    .filter(({ f, type }) => f === 'opt-out' && type === 'ok')
    .flatMap(({ key, t }) => {
      const asked = invoked.get(key)?.value;
      if (!asked) return [];
      return [{ recipient: asked.to, numbers: asked.numbers, acknowledgedMs: t, liftedMs: null }];
    });
}

/** Opt-outs by a reply: they hold until the person begins to write the word that lifts them. */
function byReply(operations: readonly Operation[]): OptOutSpan[] {
  const stops = pick(operations, { f: 'reply', type: 'ok' }, values.reply);
  const starts = pick(operations, { f: 'start', type: 'invoke' }, values.reply);
  return stops
    .filter(({ value }) => value.stops)
    .map(({ t, value }) => ({
      recipient: value.person,
      numbers: value.numbers,
      acknowledgedMs: t,
      liftedMs: starts.find((one) => one.value.person === value.person && one.t > t)?.t ?? null,
    }));
}

function repliesOf(operations: readonly Operation[]): Reply[] {
  return pick(operations, { f: 'reply', type: 'invoke' }, values.reply)
    .filter(({ value }) => !value.stops)
    .map(({ t, value }) => ({ recipient: value.person, atMs: t }));
}
