import type { Operation } from '../history/operation.ts';
import { LOAD_KINDS, type LoadKind, pick, values } from '../history/values.ts';
import { arrivalsOf } from './provider-side-of.ts';

/** How long it took until messages went through again: null = not before the next fault or the end. */
export interface Recovery {
  fault: string;
  kind: LoadKind;
  /** Until the first accepted answer to a request that was made after the instant. */
  answerSeconds: number | null;
  /** Until the first hand-off of a message that was first asked for after the instant. */
  handOffSeconds: number | null;
}

/** A fault that began to hurt, or stopped to hurt, at an instant. */
interface Instant {
  fault: string;
  t: number;
  until: number;
}

interface Answered {
  kind: LoadKind;
  askedMs: number;
  t: number;
}

const ACCEPTED = new Set(['RELEASED', 'QUEUED']);

/** For each fault and kind of load: seconds from the end of the fault, for kills from its begin. */
export function recoveriesOf(operations: readonly Operation[]): Recovery[] {
  const answers = answersOf(operations);
  const handOffs = handOffsOf(operations);
  return instantsOf(operations).flatMap((instant) =>
    LOAD_KINDS.map((kind) => ({
      fault: instant.fault,
      kind,
      answerSeconds: firstAfter(instant, kind, answers),
      handOffSeconds: firstAfter(instant, kind, handOffs),
    })),
  );
}

export function maxRecoverySeconds(recoveries: readonly Recovery[]): number {
  const all = recoveries.flatMap(({ answerSeconds, handOffSeconds }) => [
    answerSeconds ?? 0,
    handOffSeconds ?? 0,
  ]);
  return Math.max(0, ...all);
}

function instantsOf(operations: readonly Operation[]): Instant[] {
  const faults = pick(operations, { f: 'fault', type: 'info' }, values.fault);
  const begins = faults.filter(({ value }) => value.phase === 'begin');
  return faults
    .filter(({ value }) => value.phase === value.measuredFrom)
    .map(({ key, t }) => ({
      fault: key,
      t,
      until: begins.find((one) => one.t > t)?.t ?? Number.POSITIVE_INFINITY,
    }));
}

function firstAfter(instant: Instant, kind: LoadKind, events: Answered[]): number | null {
  const fits = events.filter(
    (event) => event.kind === kind && event.askedMs >= instant.t && event.t < instant.until,
  );
  if (fits.length === 0) return null;
  const first = Math.min(...fits.map(({ t }) => t));
  return Math.round(first - instant.t) / 1000;
}

/** Accepted answers with the begin of the request that got them. */
function answersOf(operations: readonly Operation[]): Answered[] {
  const out = new Map<string, { kind: LoadKind; askedMs: number }>();
  const answers: Answered[] = [];
  for (const { f, type, key, t, value } of operations) {
    if (f !== 'send') continue;
    if (type === 'invoke') {
      out.set(key, { kind: values.sendInvoked.parse(value).kind, askedMs: t });
    }
    const asked = out.get(key);
    if (type === 'ok' && asked && ACCEPTED.has(values.sendAnswered.parse(value).outcome)) {
      answers.push({ ...asked, t });
    }
  }
  return answers;
}

function handOffsOf(operations: readonly Operation[]): Answered[] {
  const first = new Map<string, { kind: LoadKind; askedMs: number }>();
  for (const { t, value } of pick(operations, { f: 'send', type: 'invoke' }, values.sendInvoked)) {
    if (!first.has(value.text)) first.set(value.text, { kind: value.kind, askedMs: t });
  }
  return arrivalsOf(operations).flatMap(({ accepted, text, atMs }) => {
    const asked = first.get(text);
    return accepted && asked ? [{ ...asked, t: atMs }] : [];
  });
}
