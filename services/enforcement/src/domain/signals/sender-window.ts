import type { Signals } from '@hustings/policy';
import type { MessageReleased, Reported, SenderFact } from './fact.ts';
import type { FamilyReach } from './family-index.ts';
import { RecipientSample } from './recipient-sample.ts';
import { MAX_REPORTERS, weighReports } from './report-shield.ts';
import { SenderPast } from './sender-past.ts';
import { COUNT_OF, COUNTS, type Count, noCounts } from './window-counts.ts';

/** Finer buckets follow the window more closely and cost memory; with 32 its length is met to 3 %, never exceeded. */
const BUCKETS = 32;

/** Families told apart in one bucket. A sender with more does not send near-identical texts. */
const MAX_FAMILIES_PER_BUCKET = 64;

/** Sequences held per bucket, so that the evidence can name the first hundred of any window. */
const MAX_SEQS = 100;

const DAY_US = 86_400_000_000;

interface Bucket {
  index: number;
  counts: Record<Count, number>;
  families: Map<string, number>;
  seqs: number[];
  firstAtUs: number;
}

/** A text that nobody else sends. */
const ALONE: FamilyReach = { sent: 0, senders: 0, organisations: 0 };

/**
 * One sender's facts of a moving window in buckets: bounded memory, constant work per fact, and no clock but the facts'
 * own time, so that a replay finds what the live run found.
 */
export class SenderWindow {
  readonly past: SenderPast;
  #bucketUs: number;
  readonly #buckets: Bucket[] = [];
  readonly #recipients = new RecipientSample();
  readonly #families = new Map<string, number>();
  /** Version of the classifier → bucket of the latest message that it judged. */
  readonly #classifiers = new Map<string, number>();
  /** Reporter → bucket of the first report, the oldest first. */
  readonly #reporters = new Map<string, number>();
  #totals = noCounts();
  #latestUs = 0;

  /** `windowMs` is the longest stretch of time that counts. */
  constructor(windowMs: number, past: SenderPast = new SenderPast(null)) {
    this.#bucketUs = bucketLength(windowMs);
    this.past = past;
  }

  /** Takes a fact in. One that is older than the window changes nothing. */
  add(fact: SenderFact): void {
    const bucket = this.#bucketAt(fact.atUs);
    if (!bucket) return;
    this.#latestUs = Math.max(this.#latestUs, fact.atUs);
    bucket.firstAtUs = Math.min(bucket.firstAtUs, fact.atUs);
    if (bucket.seqs.length < MAX_SEQS && bucket.seqs.at(-1) !== fact.seq)
      bucket.seqs.push(fact.seq);
    this.#count(bucket, COUNT_OF[fact.type]);
    if (fact.type === 'MessageReleased') this.#countMessage(bucket, fact);
    if (fact.type === 'ReplyReceived') this.#recipients.noteReply(fact.recipient);
    if (fact.type === 'Reported') this.#countReporter(bucket, fact);
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

  /** Forgets all facts: they were dealt with, or found not to count. What is usual for the sender stays. */
  reset(): void {
    this.#buckets.length = 0;
    this.#families.clear();
    this.#classifiers.clear();
    this.#reporters.clear();
    this.#totals = noCounts();
    this.#recipients.reset();
  }

  /** The family of most messages in the window; '' when no message has one. */
  get largestFamily(): string {
    let largest = '';
    for (const [family, count] of this.#families) {
      if (count > (this.#families.get(largest) ?? 0)) largest = family;
    }
    return largest;
  }

  /** Begin of the window as of its youngest fact, microseconds since the Unix epoch. */
  get sinceUs(): number {
    return this.#latestUs - BUCKETS * this.#bucketUs;
  }

  /** What the window shows, by the names that policy rules use. `reach` is that of the largest family. */
  signals(reach: FamilyReach = ALONE, slowHours = 0): Signals {
    const { sent, linkMismatches, replies, reports, blocks, optOuts, refused } = this.#totals;
    const { recipients, replyShare } = this.#recipients;
    const weightedReports = this.#weighReports();
    return {
      sent,
      recipients,
      replies,
      replyShare,
      neverRepliedShare: recipients === 0 ? 0 : 1 - replyShare,
      nearDuplicateShare: share(this.#families.get(this.largestFamily) ?? 0, sent),
      linkMismatchShare: share(linkMismatches, sent),
      reports,
      reporters: this.#reporters.size,
      weightedReports,
      blocks,
      optOuts,
      optOutShare: share(optOuts, recipients),
      ungrantedAttempts: refused,
      reportsPerThousand: 1000 * share(reports, sent),
      weightedReportsPerThousand: 1000 * share(weightedReports, sent),
      blocksPerThousand: 1000 * share(blocks, sent),
      providerNotices: this.#totals.providerNotices,
      qualityDrops: this.#totals.qualityDrops,
      ...this.#comparedWithPast(),
      ...this.past.acquaintance.signals(this.sinceUs),
      slowHours,
      familySent: reach.sent,
      familyOrganisations: reach.organisations,
      familySenders: reach.senders,
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

  /** Versions of the classifier whose verdicts lie in the window, for example "7, 8"; '' when none does. */
  get classifierVersions(): string {
    const oldest = this.#buckets[0]?.index ?? 0;
    const counted = [...this.#classifiers].filter(([, index]) => index >= oldest);
    return counted
      .map(([version]) => version)
      .sort()
      .join(', ');
  }

  #comparedWithPast() {
    const { sent, newTool } = this.#totals;
    const { days, perDay } = this.past.baseline(this.sinceUs);
    const month = this.past.month(this.#latestUs);
    const usual = (perDay * BUCKETS * this.#bucketUs) / DAY_US;
    return {
      ageHours: this.past.ageHours(this.#latestUs),
      newcomerBurst: this.past.newcomerBurst(this.sinceUs),
      baselineDays: days,
      volumeJump: usual === 0 ? 0 : sent / usual,
      monthSent: month.sent,
      monthComplaintShare: month.complaintShare,
      newToolShare: share(newTool, sent),
      newToolSent: newTool,
    };
  }

  #bucketAt(atUs: number): Bucket | null {
    const index = Math.floor(atUs / this.#bucketUs);
    const last = this.#buckets.at(-1);
    if (last?.index === index) return last;
    const newest = last?.index ?? index;
    if (index <= newest - BUCKETS) return null;
    const found = this.#buckets.findLast((bucket) => bucket.index === index);
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
    for (const [reporter, first] of this.#reporters) {
      if (first >= oldest) break;
      this.#reporters.delete(reporter);
    }
    this.#recipients.expireBefore(oldest);
  }

  #count(bucket: Bucket, name: Count): void {
    bucket.counts[name]++;
    this.#totals[name]++;
  }

  #countMessage(bucket: Bucket, message: MessageReleased): void {
    const { recipient, familyId, linkMismatch, classifier, tool, atUs } = message;
    if (classifier !== undefined) this.#classifiers.set(classifier, bucket.index);
    if (linkMismatch) this.#count(bucket, 'linkMismatches');
    if (this.past.isNewTool(tool, atUs - BUCKETS * this.#bucketUs)) this.#count(bucket, 'newTool');
    this.#recipients.noteWritten(recipient, bucket.index);
    if (familyId === '') return;
    const known = bucket.families.get(familyId);
    if (known === undefined && bucket.families.size >= MAX_FAMILIES_PER_BUCKET) return;
    bucket.families.set(familyId, (known ?? 0) + 1);
    this.#addToFamily(familyId, 1);
  }

  /** A person counts once in a window, with their first report. */
  #countReporter(bucket: Bucket, { recipient }: Reported): void {
    if (this.#reporters.has(recipient) || this.#reporters.size >= MAX_REPORTERS) return;
    this.#reporters.set(recipient, bucket.index);
    this.#count(bucket, this.#recipients.mayHave(recipient) ? 'freshReporters' : 'staleReporters');
  }

  #weighReports(): number {
    if (this.#reporters.size === 0) return 0;
    return weighReports(
      this.#buckets.map(({ index, counts }) => ({
        index,
        sent: counts.sent,
        fresh: counts.freshReporters,
        stale: counts.staleReporters,
      })),
    );
  }

  #addToFamily(familyId: string, count: number): void {
    const total = (this.#families.get(familyId) ?? 0) + count;
    if (total > 0) this.#families.set(familyId, total);
    else this.#families.delete(familyId);
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole);
}

function bucketLength(windowMs: number): number {
  return Math.max(1, Math.floor((windowMs * 1000) / BUCKETS));
}
