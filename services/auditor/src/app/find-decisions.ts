import { Decision } from '@hustings/contracts/governor';
import { fieldBytes } from '@hustings/contracts/wire';
import { type EventLog, gateSubject, organisationPartitions } from '@hustings/event-log';
import { gateOf, partitionOf } from '@hustings/kernel';
import { decisionsIn } from '../domain/seal/entry-of.ts';

/** Number of `message_id` in `Decision`. */
const MESSAGE_ID_FIELD = 3;

/** Clocks of different services may be apart by so much, and so may the order of the log be from that of its times. */
const MARGIN_US = 60_000_000n;
/** A message that was accepted was decided upon within this time: calls have deadlines far below. */
const DECIDED_WITHIN_US = 120_000_000n;

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** One decision about a message with its place. */
export interface FoundDecision {
  partition: string;
  seq: number;
  subject: string;
  raw: Uint8Array;
  /** Bytes of all decisions of the commit. */
  decisions: Uint8Array[];
  /** Which of them it is. */
  index: number;
}

export interface DecisionQuery {
  messageId: string;
  /** Only this organisation's; '' = anybody's. */
  organisationId: string;
  /** Reads whole partitions, not only the time at which the message came. */
  all: boolean;
  signal: AbortSignal;
}

/** True for an id that a message can have. */
export function isMessageId(text: string): boolean {
  return UUID_V7.test(text);
}

/** Every decision about a message, in the order of the log: of the minutes after its id was made, or of all time. */
export async function* findDecisions(
  log: EventLog,
  query: DecisionQuery,
): AsyncGenerator<FoundDecision> {
  for (const { partition, subject } of placesOf(log, query.organisationId)) {
    yield* findInPartition(log, query, { partition, subject });
  }
}

function placesOf({ layout }: EventLog, organisationId: string) {
  if (organisationId === '') {
    return organisationPartitions(layout).map((partition) => ({
      partition,
      subject: `hustings.evt.${partition}.gate.*`,
    }));
  }
  const partition = partitionOf(organisationId, layout);
  return [{ partition, subject: gateSubject(partition, gateOf(organisationId, layout)) }];
}

async function* findInPartition(
  log: EventLog,
  { messageId, organisationId, all, signal }: DecisionQuery,
  { partition, subject }: { partition: string; subject: string },
): AsyncGenerator<FoundDecision> {
  const until = await log.lastSeq(partition);
  if (until === 0) return;
  const madeAtUs = timeOf(messageId);
  const place = { partition, until, signal };
  const after = all ? 0 : (await firstSince(log, place, madeAtUs - MARGIN_US)) - 1;
  const lastUs = madeAtUs + MARGIN_US + DECIDED_WITHIN_US;
  for await (const entry of log.follow({ ...place, after, subjects: [subject] })) {
    if ('fault' in entry) continue;
    if (!all && entry.commit.occurredAtUs > lastUs) return;
    const decisions = decisionsIn(entry);
    for (const [index, bytes] of decisions.entries()) {
      if (!isAbout(bytes, messageId) || !isOf(bytes, organisationId)) continue;
      const { seq, raw } = entry;
      yield { partition, seq, subject: entry.subject, raw, decisions, index };
    }
  }
}

/** First sequence whose commit is not older than a time, by halving; one after the last when all are. */
async function firstSince(
  log: EventLog,
  { partition, until, signal }: { partition: string; until: number; signal: AbortSignal },
  sinceUs: bigint,
): Promise<number> {
  let low = 1;
  let high = until + 1;
  while (low < high && !signal.aborted) {
    const middle = Math.floor((low + high) / 2);
    const atUs = await timeAt(log, { partition, seq: middle, signal });
    if (atUs < sinceUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What cannot be read has no time of its own: the search goes on before it, which only makes it read more. */
async function timeAt(
  log: EventLog,
  { partition, seq, signal }: { partition: string; seq: number; signal: AbortSignal },
): Promise<bigint> {
  for await (const entry of log.follow({ partition, after: seq - 1, until: seq, signal })) {
    if ('commit' in entry) return entry.commit.occurredAtUs;
  }
  return BigInt(Number.MAX_SAFE_INTEGER);
}

/** A UUIDv7 begins with the milliseconds of its making (RFC 9562 §5.7). */
function timeOf(messageId: string): bigint {
  return BigInt(`0x${messageId.slice(0, 8)}${messageId.slice(9, 13)}`) * 1000n;
}

/** False for bytes that are no decision: they were sealed as they stand, and are about nobody's message. */
function isAbout(decision: Uint8Array, messageId: string): boolean {
  try {
    return fieldBytes(decision, MESSAGE_ID_FIELD).at(-1)?.toString() === messageId;
  } catch {
    return false;
  }
}

function isOf(decision: Uint8Array, organisationId: string): boolean {
  return organisationId === '' || Decision.decode(decision).organisationId === organisationId;
}
