import { Commit } from '@hustings/contracts/log';
import { decodeMessage } from '@hustings/contracts/wire';
import type { CorruptEntry, LogEntry } from '../types.ts';

const EVENT_TYPE = /^[a-z][a-z0-9-]*\.[A-Z][A-Za-z0-9]*\.v[1-9]\d*$/;

/** True for `<context>.<EventName>.v<N>`. */
export function isEventType(text: string): boolean {
  return EVENT_TYPE.test(text);
}

/** A message of the log as it was stored. */
export interface StoredMessage {
  partition: string;
  seq: number;
  subject: string;
  raw: Uint8Array;
}

/**
 * Reads a stored message as a commit. Never throws: what is no commit, or one that stands on another's subject, comes
 * back as corrupt. Unknown event types are no fault here; that is for the reader to judge.
 */
export function decodeEntry(message: StoredMessage): LogEntry | CorruptEntry {
  const { partition, seq, subject, raw } = message;
  let commit: Commit;
  try {
    commit = decodeMessage(Commit, raw);
  } catch (error) {
    return { partition, seq, subject, raw, fault: `not a commit: ${messageOf(error)}` };
  }
  const fault = findFault(commit, message);
  if (fault !== null) return { partition, seq, subject, raw, fault };
  return { partition, seq, subject, commit, raw };
}

function findFault(commit: Commit, { partition, subject }: StoredMessage): string | null {
  if (commit.commitId === '') return 'no commit id';
  if (commit.events.length === 0) return 'no events';
  if (subject !== statedSubject(commit, partition)) return 'stands on the subject of another';
  for (const { eventType } of commit.events) {
    if (!isEventType(eventType)) return 'an event without a type';
  }
  return null;
}

/** As `subjectOf`, for parts that nobody has checked: they only need to be equal to the real subject. */
function statedSubject(commit: Commit, partition: string): string {
  if (commit.aggregate === 'gate') return `hustings.evt.${partition}.gate.${commit.aggregateId}`;
  return `hustings.evt.${partition}.${commit.context}.${commit.aggregate}.${commit.aggregateId}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
