import type { Operation } from '../history/operation.ts';
import { pick, values } from '../history/values.ts';
import { messageIdOf } from './duplicates.ts';
import { arrivalsOf } from './provider-side-of.ts';
import type { Arrival, Violation } from './types.ts';

/** What clients were told about one key. */
interface Asked {
  key: string;
  from: string;
  to: string;
  /** Under which it was accepted: an answer that refuses binds nothing, and a repetition is decided anew. */
  messageIds: Set<string>;
  outcomes: Set<string>;
}

const ACCEPTED = new Set(['RELEASED', 'QUEUED']);
/** Ends that a message may have beside the provider, and "still queued". */
const OTHER_ENDS = new Set(['CANCELLED', 'REJECTED', 'QUEUED', 'UNCERTAIN']);

/** P3 as clients see it: what was acknowledged has an end, what was refused does not go out, a key is one message. */
export function checkPromisesToClients(operations: readonly Operation[]): Violation[] {
  const asked = askedOf(operations);
  const arrivals = arrivalsOf(operations).filter(({ accepted }) => accepted);
  return [
    ...asked.values().flatMap((one) => checkIds(one)),
    ...checkLost(operations, asked, arrivals),
    ...checkUnasked(operations, asked, arrivals),
  ];
}

/** Acknowledged messages that are not at the provider and listed as uncertain. */
export function countUncertain(operations: readonly Operation[]): number {
  const arrived = new Set(arrivalsOf(operations).map(({ clientRef }) => messageIdOf(clientRef)));
  return pick(operations, { f: 'fate', type: 'ok' }, values.fate).filter(
    ({ key, value }) => value.step === 'UNCERTAIN' && !arrived.has(key),
  ).length;
}

function askedOf(operations: readonly Operation[]): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const { key, value } of pick(
    operations,
    { f: 'send', type: 'invoke' },
    values.sendInvoked,
  )) {
    const { from, to } = value;
    if (asked.has(key)) continue;
    asked.set(key, { key, from, to, messageIds: new Set(), outcomes: new Set() });
  }
  for (const { key, value } of pick(operations, { f: 'send', type: 'ok' }, values.sendAnswered)) {
    if (ACCEPTED.has(value.outcome)) asked.get(key)?.messageIds.add(value.messageId);
    asked.get(key)?.outcomes.add(value.outcome);
  }
  return asked;
}

function checkIds({ key, messageIds }: Asked): Violation[] {
  if (messageIds.size <= 1) return [];
  return [violation('TWO_IDS', `${key} was accepted as ${[...messageIds].join(' and ')}`)];
}

function checkLost(
  operations: readonly Operation[],
  asked: Map<string, Asked>,
  arrivals: Arrival[],
): Violation[] {
  const arrived = new Set(arrivals.map(({ clientRef }) => messageIdOf(clientRef)));
  const fates = new Map(
    pick(operations, { f: 'fate', type: 'ok' }, values.fate).map(({ key, value }) => [key, value]),
  );
  return [...asked.values()]
    .filter(wasAccepted)
    .flatMap(({ key, messageIds }) =>
      [...messageIds]
        .filter((id) => !arrived.has(id) && !hasEnd(fates.get(id)))
        .map((id) =>
          violation(
            'LOST',
            `${key} (${id}) was acknowledged; last known: ${fates.get(id)?.step ?? 'nothing'}`,
          ),
        ),
    );
}

function hasEnd(fate: { step: string; detail: string } | undefined): boolean {
  if (!fate || !OTHER_ENDS.has(fate.step)) return false;
  return fate.step !== 'CANCELLED' || fate.detail !== '';
}

function checkUnasked(
  operations: readonly Operation[],
  asked: Map<string, Asked>,
  arrivals: Arrival[],
): Violation[] {
  const keyOfText = new Map(
    pick(operations, { f: 'send', type: 'invoke' }, values.sendInvoked).map((one) => [
      one.value.text,
      one.key,
    ]),
  );
  return arrivals.flatMap(({ from, to, text, clientRef }) => {
    const one = asked.get(keyOfText.get(text) ?? '');
    if (!one || one.from !== from || one.to !== to) {
      return [violation('UNASKED', `nobody asked for ${clientRef} from ${from} to ${to}`)];
    }
    if (one.outcomes.size === 0 || wasAccepted(one)) return [];
    const told = [...one.outcomes].join(', ');
    return [
      violation('REFUSED_YET_SENT', `${one.key} was answered ${told} and arrived as ${clientRef}`),
    ];
  });
}

function wasAccepted({ outcomes }: Asked): boolean {
  return [...outcomes].some((outcome) => ACCEPTED.has(outcome));
}

function violation(kind: string, text: string): Violation {
  return { promise: 'P3', kind, text };
}
