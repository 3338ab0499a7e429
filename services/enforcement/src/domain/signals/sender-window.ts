import type { Signals } from '@hustings/policy';
import type { MessageReleased, SenderFact } from './fact.ts';
import { RecipientSample } from './recipient-sample.ts';

/** Finer buckets follow the window more closely and cost memory; with 32 its length is met to 3 %, never exceeded. */
const BUCKETS = 32;

/** Families told apart in one bucket. A sender with more does not send near-identical texts. */
const MAX_FAMILIES_PER_BUCKET = 64;

/** Sequences held per bucket, so that the evidence can name the first hundred of any window. */
const MAX_SEQS = 100;

const COUNTS = [
  'sent',
  'linkMismatches',
  'replies',
  'reports',
  'blocks',
  'optOuts',
  'refused',
] as const;

type Count = (typeof COUNTS)[number];

const COUNT_OF: Readonly<Record<SenderFact['type'], Count>> = {
  MessageReleased: 'sent',
  ReplyReceived: 'replies',
  Reported: 'reports',
  Blocked: 'blocks',
  OptedOut: 'optOuts',
  ToolRefused: 'refused',
};

interface Bucket {
  index: number;
  counts: Record<Count, number>;
  families: Map<string, number>;
  seqs: number[];
  firstAtUs: number;
}

/**
 * One sender's facts of a moving window in buckets: bounded memory, constant work per fact, and no clock but the facts'
 * own time, so that a replay finds what the live run found.
 */
export class SenderWindow {
  #bucketUs: number;
  readonly #buckets: Bucket[] = [];
  readonly #recipients = new RecipientSample();
  readonly #families = new Map<string, number>();
  #totals = noCounts();

  /** `windowMs` is the longest stretch of time that counts. */
  constructor(windowMs: number) {
    this.#bucketUs = bucketLength(windowMs);
  }

  /** Takes a fact in. One that is older than the window changes nothing. */
  add(fact: SenderFact): void {
    const bucket = this.#bucketAt(fact.atUs);
    if (!bucket) return;
    bucket.firstAtUs = Math.min(bucket.firstAtUs, fact.atUs);
    if (bucket.seqs.length < MAX_SEQS && bucket.seqs.at(-1) !== fact.seq)
      bucket.seqs.push(fact.seq);
    this.#count(bucket, COUNT_OF[fact.type]);
    if (fact.type === 'MessageReleased') this.#countMessage(bucket, fact);
    if (fact.type === 'ReplyReceived') this.#recipients.noteReply(fact.recipient);
  }

  /** Remembers who answered, without counting anything. */
  noteReplier(recipient: string): void {
    this.#recipients.noteReply(recipient);
  }

  /** True when the recipient was written to in the window, as far as it is held one by one. */
  wroteTo(recipient: string): boolean {
    return this.#recipients.has(recipient);
  }

  /** Begins again with another length. */
  restart(windowMs: number): void {
    this.reset();
    this.#bucketUs = bucketLength(windowMs);
  }

  /** Forgets all facts: they were dealt with, or found not to count. */
  reset(): void {
    this.#buckets.length = 0;
    this.#families.clear();
    this.#totals = noCounts();
    this.#recipients.reset();
  }

  /** What the window shows, by the names that policy rules use. */
  signals(): Signals {
    const { sent, linkMismatches, replies, reports, blocks, optOuts, refused } = this.#totals;
    const { recipients, replyShare } = this.#recipients;
    return {
      sent,
      recipients,
      replies,
      replyShare,
      neverRepliedShare: recipients === 0 ? 0 : 1 - replyShare,
      nearDuplicateShare: share(Math.max(0, ...this.#families.values()), sent),
      linkMismatchShare: share(linkMismatches, sent),
      reports,
      blocks,
      optOuts,
      optOutShare: share(optOuts, recipients),
      ungrantedAttempts: refused,
      reportsPerThousand: 1000 * share(reports, sent),
    };
  }

  /** The first hundred sequences of what is in the window, and the time of its earliest fact. */
  evidence(): { logSeqs: number[]; beganAtUs: number } {
    const logSeqs = [...new Set(this.#buckets.flatMap((bucket) => bucket.seqs))];
    return {
      logSeqs: logSeqs.sort((a, b) => a - b).slice(0, MAX_SEQS),
      beganAtUs: Math.min(...this.#buckets.map((bucket) => bucket.firstAtUs)),
    };
  }

  #bucketAt(atUs: number): Bucket | null {
    const index = Math.floor(atUs / this.#bucketUs);
    const newest = this.#buckets.at(-1)?.index ?? index;
    if (index <= newest - BUCKETS) return null;
    const found = this.#buckets.find((bucket) => bucket.index === index);
    if (found) return found;
    const bucket: Bucket = {
      index,
      counts: noCounts(),
      families: new Map(),
      seqs: [],
      firstAtUs: atUs,
    };
    this.#buckets.push(bucket);
    this.#buckets.sort((a, b) => a.index - b.index);
    this.#expireBefore(Math.max(newest, index) - BUCKETS + 1);
    return bucket;
  }

  #expireBefore(oldest: number): void {
    for (let first = this.#buckets[0]; first && first.index < oldest; first = this.#buckets[0]) {
      this.#buckets.shift();
      for (const name of COUNTS) this.#totals[name] -= first.counts[name];
      for (const [family, count] of first.families) this.#addToFamily(family, -count);
    }
    this.#recipients.expireBefore(oldest);
  }

  #count(bucket: Bucket, name: Count): void {
    bucket.counts[name]++;
    this.#totals[name]++;
  }

  #countMessage(bucket: Bucket, message: MessageReleased): void {
    const { recipient, familyId, linkMismatch } = message;
    if (linkMismatch) this.#count(bucket, 'linkMismatches');
    this.#recipients.noteWritten(recipient, bucket.index);
    if (familyId === '') return;
    const known = bucket.families.get(familyId);
    if (known === undefined && bucket.families.size >= MAX_FAMILIES_PER_BUCKET) return;
    bucket.families.set(familyId, (known ?? 0) + 1);
    this.#addToFamily(familyId, 1);
  }

  #addToFamily(familyId: string, count: number): void {
    const total = (this.#families.get(familyId) ?? 0) + count;
    if (total > 0) this.#families.set(familyId, total);
    else this.#families.delete(familyId);
  }
}

function noCounts(): Record<Count, number> {
  return {
    sent: 0,
    linkMismatches: 0,
    replies: 0,
    reports: 0,
    blocks: 0,
    optOuts: 0,
    refused: 0,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole);
}

function bucketLength(windowMs: number): number {
  return Math.max(1, Math.floor((windowMs * 1000) / BUCKETS));
}
