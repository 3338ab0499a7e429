import type { Member } from './leases.ts';

/** "Have you passed this sequence?" */
export interface Question {
  partition: string;
  seq: number;
  /** How long the member may wait before it answers with less, at most 10,000 ms. */
  waitMs: number;
}

/** A member holds a question no longer than this, whatever the asker says. */
const LONGEST_WAIT_MS = 10_000;

/** Where a member is asked. */
export function questionSubject({ service, id }: Member): string {
  return `hustings.barrier.${service}.${id}`;
}

export function encodeQuestion(question: Question): string {
  return JSON.stringify(question);
}

/** Null for anything else than a question. */
export function decodeQuestion(data: Uint8Array): Question | null {
  const parsed = parse(data);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { partition, seq, waitMs } = parsed as Partial<Record<keyof Question, unknown>>;
  if (typeof partition !== 'string' || typeof seq !== 'number') return null;
  if (typeof waitMs !== 'number') return null;
  return { partition, seq, waitMs: Math.min(waitMs, LONGEST_WAIT_MS) };
}

export function encodePosition(position: number): string {
  return JSON.stringify({ position });
}

/** Null for anything else than a position. */
export function decodePosition(data: Uint8Array): number | null {
  const parsed = parse(data);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { position } = parsed as { position?: unknown };
  return typeof position === 'number' ? position : null;
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return null;
  }
}
