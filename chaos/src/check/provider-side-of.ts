import type { Operation } from '../history/operation.ts';
import { pick, values } from '../history/values.ts';
import type { Arrival, OptOutSpan, ProviderLimit, ProviderSide, Reply } from './types.ts';

type Acknowledged = Omit<OptOutSpan, 'liftedMs'>;

/** The provider's side of a history. */
export function providerSideOf(operations: readonly Operation[]): ProviderSide {
  return {
    arrivals: arrivalsOf(operations),
    limits: limitsOf(operations),
    optOuts: [...byInterface(operations), ...byReply(operations)].map(withLift(operations)),
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

/** Opt-outs through the ledger's interface. */
function byInterface(operations: readonly Operation[]): Acknowledged[] {
  const invoked = new Map(
    pick(operations, { f: 'opt-out', type: 'invoke' }, values.optOut).map((one) => [one.key, one]),
  );
  return operations
    .filter(({ f, type }) => f === 'opt-out' && type === 'ok')
    .flatMap(({ key, t }) => {
      const asked = invoked.get(key)?.value;
      return asked ? [{ recipient: asked.to, numbers: asked.numbers, acknowledgedMs: t }] : [];
    });
}

/** Opt-outs by a reply. */
function byReply(operations: readonly Operation[]): Acknowledged[] {
  return pick(operations, { f: 'reply', type: 'ok' }, values.reply)
    .filter(({ value }) => value.stops)
    .map(({ t, value }) => ({
      recipient: value.person,
      numbers: value.numbers,
      acknowledgedMs: t,
    }));
}

/**
 * Whoever set them, they hold until the person begins to write the word that lifts them, to the number that they bind; what binds
 * everybody is lifted by the word about everybody alone.
 */
function withLift(operations: readonly Operation[]): (span: Acknowledged) => OptOutSpan {
  const starts = pick(operations, { f: 'start', type: 'invoke' }, values.reply);
  return (span) => {
    const lift = starts.find(
      ({ t, value }) =>
        value.person === span.recipient && t > span.acknowledgedMs && lifts(value.numbers, span),
    );
    return { ...span, liftedMs: lift?.t ?? null };
  };
}

function lifts(said: string[] | null, { numbers }: Acknowledged): boolean {
  if (numbers === null) return said === null;
  return said !== null && numbers.every((number) => said.includes(number));
}

/** A yes is a reply like any other where it opens nothing. */
function repliesOf(operations: readonly Operation[]): Reply[] {
  const yes = pick(operations, { f: 'start', type: 'invoke' }, values.reply);
  return [
    ...pick(operations, { f: 'reply', type: 'invoke' }, values.reply),
    ...yes.filter(({ value }) => value.numbers === null),
  ]
    .filter(({ value }) => !value.stops)
    .map(({ t, value }) => ({ recipient: value.person, atMs: t }));
}
