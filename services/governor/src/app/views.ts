import type { DecisionsRecorded } from '@hustings/contracts/governor';
import type { LogEntry } from '@hustings/event-log';
import type { Clock } from '@hustings/kernel';
import {
  type CompiledWindows,
  compileWindows,
  factsOf,
  type PolicyDocument,
} from '@hustings/policy';
import { applyToDirectory, type Directory, emptyDirectory } from '../domain/directory.ts';
import { HandOffBook } from '../domain/hand-off-book.ts';
import type { HandOffWindow } from '../domain/hand-off-window.ts';
import { applyToHistory, emptyHistory, type History } from '../domain/history.ts';
import { applyToLaneBook, emptyLaneBook, type LaneBook, laneOfOrder } from '../domain/lane-book.ts';
import { applyToPaceBook, emptyPaceBook, type PaceBook } from '../domain/pace-book.ts';
import { applyToProgress, emptyProgress, type Progress } from '../domain/progress.ts';

/** Until a policy is in force the dispatcher hands back what is older than this, as it does by itself. */
const MAX_AGE_WITHOUT_POLICY_MS = 5_000;
const US_PER_MS = 1_000;

interface Activation {
  hash: string;
  policy: PolicyDocument;
  effectiveAtUs: number;
}

/** What the governor keeps in memory of the log: to prepare requests and to answer questions, never to decide. */
export class Views {
  readonly directory: Directory = emptyDirectory();
  readonly progress: Progress = emptyProgress();
  readonly history: History = emptyHistory();
  readonly lanes: LaneBook = emptyLaneBook();
  readonly paces: PaceBook = emptyPaceBook();
  readonly handOffs = new HandOffBook();
  readonly #clock: Clock;
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #rates = new WeakMap<PolicyDocument, ReadonlySet<string>>();
  readonly #windows = new WeakMap<PolicyDocument, { of: CompiledWindows | undefined }>();
  #activations: Activation[] = [];
  #seq = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sequence of the last entry taken. */
  get seq(): number {
    return this.#seq;
  }

  /** The policy that is in force now by this process's clock; the scripts go by Redis's. */
  activePolicy(): Activation | null {
    const nowUs = Number(this.#clock.nowUs());
    return this.#activations.findLast(({ effectiveAtUs }) => effectiveAtUs <= nowUs) ?? null;
  }

  /** True for a limit of the policy in force that holds all messages of a sender alike, whoever they are for. */
  isRate(ruleId: string): boolean {
    const { policy } = this.activePolicy() ?? {};
    if (!policy) return false;
    const known = this.#rates.get(policy) ?? ratesOf(policy);
    this.#rates.set(policy, known);
    return known.has(ruleId);
  }

  /** The windows of the policy in force; undefined where every hour is open. */
  activeWindows(): CompiledWindows | undefined {
    const { policy } = this.activePolicy() ?? {};
    if (!policy) return undefined;
    const known = this.#windows.get(policy) ?? { of: compileWindows(policy) };
    this.#windows.set(policy, known);
    return known.of;
  }

  /** How many more of a sender's queued messages are worth releasing now. */
  handOffWindow(senderId: string): HandOffWindow {
    return this.handOffs.windowOf(senderId, this.#at(this.#clock.nowUs()));
  }

  /** Counts releases that were recorded just now as in flight, before they come back from the log. */
  noteReleases(recorded: DecisionsRecorded): void {
    this.handOffs.noteReleases(recorded, this.#at(this.#clock.nowUs()));
  }

  /** Answers with the senders whose hand-offs have moved. */
  take(entry: LogEntry): ReadonlySet<string> {
    const moved = new Set<string>();
    const at = this.#at(entry.commit.occurredAtUs);
    const where = { seq: entry.seq, occurredAtUs: entry.commit.occurredAtUs };
    for (const event of entry.commit.events) {
      applyToDirectory(this.directory, event.eventType, event.data);
      applyToHistory(this.history, event, where);
      applyToLaneBook(this.lanes, event, entry.subject);
      applyToPaceBook(this.paces, event);
      for (const senderId of this.handOffs.take(event, at)) moved.add(senderId);
      const touched = applyToProgress(this.progress, event);
      for (const campaignId of new Set(touched)) this.#notify(campaignId);
      this.#notifyOfOrder(event);
      if (event.eventType === 'policy.PolicyActivated.v1') this.#takePolicy(event);
    }
    this.#seq = entry.seq;
    return moved;
  }

  /** Calls back whenever a campaign's counts change, until the returned function is called. */
  watch(campaignId: string, onChange: () => void): () => void {
    const watchers = this.#watchers.get(campaignId) ?? new Set();
    this.#watchers.set(campaignId, watchers.add(onChange));
    return () => {
      watchers.delete(onChange);
      if (watchers.size === 0) this.#watchers.delete(campaignId);
    };
  }

  #at(instantUs: bigint): { nowUs: number; maxAgeUs: number } {
    const maxAgeMs =
      this.activePolicy()?.policy.dispatch.releaseMaxAgeMs ?? MAX_AGE_WITHOUT_POLICY_MS;
    return { nowUs: Number(instantUs), maxAgeUs: maxAgeMs * US_PER_MS };
  }

  /** Whoever watches a campaign wants to know of orders as well; one for a sender concerns several. */
  #notifyOfOrder(event: { eventType: string; data: Uint8Array }): void {
    const lane = laneOfOrder(event);
    if (lane === null) return;
    const campaigns = lane.campaignId === '' ? [...this.#watchers.keys()] : [lane.campaignId];
    for (const campaignId of campaigns) this.#notify(campaignId);
  }

  #notify(campaignId: string): void {
    for (const onChange of this.#watchers.get(campaignId) ?? []) onChange();
  }

  #takePolicy(event: { eventType: string; data: Uint8Array }): void {
    for (const fact of factsOf(event)) {
      if (fact.type !== 'PolicyActivated') continue;
      this.#activations = [...this.#activations, fact].sort(
        (a, b) => a.effectiveAtUs - b.effectiveAtUs,
      );
    }
  }
}

/** Windows and buckets; uniques and pairs depend on the recipient. */
function ratesOf({ limits }: PolicyDocument): ReadonlySet<string> {
  const all = Object.values(limits.profiles).flatMap(({ sender, organisation }) => [
    ...sender,
    ...organisation,
  ]);
  return new Set(
    all.filter(({ shape }) => shape === 'window' || shape === 'bucket').map(({ id }) => id),
  );
}
