import {
  HandOffsFinished,
  HandOffsStarted,
  type ReleaseRef,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import { DecisionKind, type DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { decodeOnce } from '@hustings/contracts/wire';
import { DECISIONS_RECORDED, decisionsOf, type StoredEvent } from './decisions-of.ts';
import {
  emptyHandOffs,
  type HandOffWindow,
  handOffWindow,
  isLost,
  paceSpanUs,
  type SenderHandOffs,
} from './hand-off-window.ts';

/** Calls that ended within this are counted together, so that a busy sender keeps few entries. */
const CALLED_TOGETHER_US = 50_000;
/** Code of a release whose decision had grown too old. */
const CODE_STALE = 'STALE';

interface At {
  nowUs: number;
  maxAgeUs: number;
}

/**
 * How far hand-offs are behind, by sender, as the log tells it: when a queued message is worth releasing, never whether it may be.
 * Instants are those of commits, by the clocks of the processes that wrote them: the store's clock may stand elsewhere.
 */
export class HandOffBook {
  readonly #senders = new Map<string, SenderHandOffs>();

  /** Takes recorded decisions. Those that were heard of before, or come back from the log, are counted once. */
  noteReleases({ decisions }: DecisionsRecorded, at: At): void {
    for (const [senderId, own] of Map.groupBy(decisions, (decision) => decision.senderId)) {
      const released = own.filter(({ outcome }) => outcome === Outcome.OUTCOME_RELEASED);
      if (released.length === 0) continue;
      const sender = this.#senderAt(senderId);
      const known = Math.max(sender.takenThrough, sender.untaken.at(-1)?.numbers.at(-1) ?? 0);
      const fresh = released.filter(({ number }) => Number(number) > known);
      if (fresh.length === 0) continue;
      forgetLost(sender, at);
      const numbers = fresh.map(({ number }) => Number(number));
      sender.untaken.push({ atUs: at.nowUs, numbers });
      const last = fresh.findLast(({ kind }) => kind === DecisionKind.DECISION_KIND_RELEASE);
      if (last) sender.lastFromLane = { number: Number(last.number), atUs: at.nowUs };
    }
  }

  /** Takes one event of a commit of this instant, and answers with the senders whose hand-offs have moved. */
  take(event: StoredEvent, at: At): string[] {
    switch (event.eventType) {
      case DECISIONS_RECORDED:
        this.noteReleases(decisionsOf(event), at);
        return [];
      case 'dispatch.HandOffsStarted.v1':
        return this.#noteTaken(decodeOnce(HandOffsStarted, event.data).releases);
      case 'dispatch.HandOffsFinished.v1': {
        const { accepted, rejected, uncertain } = decodeOnce(HandOffsFinished, event.data);
        const called = refsOf([...accepted, ...rejected, ...uncertain]);
        return this.#noteTaken(called, (sender, count) => noteCalled(sender, count, at));
      }
      case 'dispatch.ReleasesReturned.v1': {
        const { returned } = decodeOnce(ReleasesReturned, event.data);
        const stale = returned.filter(({ code }) => code === CODE_STALE);
        this.#noteTaken(refsOf(stale), (sender) => {
          sender.staleAtUs = at.nowUs;
        });
        return this.#noteTaken(refsOf(returned));
      }
      default:
        return [];
    }
  }

  /** See `handOffWindow`. */
  windowOf(senderId: string, at: At): HandOffWindow {
    return handOffWindow(this.#senders.get(senderId) ?? emptyHandOffs(), at);
  }

  /** Releases that wait to be taken up, and the instant of the oldest; null = there is none. */
  waiting(): { releases: number; oldestAtUs: number | null } {
    const groups = [...this.#senders.values()].flatMap(({ untaken }) => untaken);
    return {
      releases: groups.reduce((sum, { numbers }) => sum + numbers.length, 0),
      oldestAtUs: groups.reduce<number | null>(
        (oldest, { atUs }) => Math.min(oldest ?? atUs, atUs),
        null,
      ),
    };
  }

  /** Releases are taken up in the order of their decisions: what came before them is waited for no longer. */
  #noteTaken(
    refs: readonly ReleaseRef[],
    alsoNote?: (sender: SenderHandOffs, releases: number) => void,
  ): string[] {
    const bySender = Map.groupBy(refs, ({ senderId }) => senderId);
    for (const [senderId, own] of bySender) {
      const sender = this.#senderAt(senderId);
      const through = Math.max(...own.map(({ decisionNumber }) => Number(decisionNumber)));
      if (through > sender.takenThrough) dropThrough(sender, through);
      alsoNote?.(sender, own.length);
    }
    return [...bySender.keys()];
  }

  #senderAt(senderId: string): SenderHandOffs {
    const known = this.#senders.get(senderId);
    if (known) return known;
    const fresh = emptyHandOffs();
    this.#senders.set(senderId, fresh);
    return fresh;
  }
}

function refsOf(results: readonly { release?: ReleaseRef | undefined }[]): ReleaseRef[] {
  return results.flatMap(({ release }) => release ?? []);
}

function dropThrough(sender: SenderHandOffs, through: number): void {
  sender.takenThrough = through;
  sender.hasLost = false;
  const { untaken } = sender;
  while (untaken[0] && (untaken[0].numbers.at(-1) ?? 0) <= through) untaken.shift();
  const [first] = untaken;
  if (first === undefined || (first.numbers[0] ?? 0) > through) return;
  untaken[0] = { ...first, numbers: first.numbers.filter((number) => number > through) };
}

function forgetLost(sender: SenderHandOffs, at: At): void {
  while (sender.untaken[0] && isLost(sender.untaken[0], at)) {
    sender.untaken.shift();
    sender.hasLost = true;
  }
}

function noteCalled({ called }: SenderHandOffs, count: number, { nowUs, maxAgeUs }: At): void {
  const last = called.at(-1);
  if (last && nowUs < last.atUs + CALLED_TOGETHER_US) {
    last.count += count;
    return;
  }
  called.push({ atUs: nowUs, count });
  while (called[0] && called[0].atUs <= nowUs - paceSpanUs(maxAgeUs)) called.shift();
}
