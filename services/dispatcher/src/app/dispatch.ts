import {
  DeliveriesReported,
  HandOffsFinished,
  HandOffsStarted,
  InboundReceived,
  type ReleaseRef,
  ReleasesReturned,
  ServiceTextFinished,
  ServiceTextStarted,
} from '@hustings/contracts/dispatch';
import { DecisionsRecorded } from '@hustings/contracts/governor';
import { ServiceTextOrdered } from '@hustings/contracts/optout';
import { decodeMessage } from '@hustings/contracts/wire';
import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION, isToken } from '@hustings/kernel';
import { Directory } from '../domain/directory.ts';
import { type Knowledge, takenAwayBy } from '../domain/last-look.ts';
import { RecentFacts } from '../domain/recent-facts.ts';
import { releasesOf } from '../domain/release.ts';
import type { SenderRef } from '../ports/dispatch-records.ts';
import { HandOffMemory } from './hand-off-memory.ts';
import { InFlight } from './in-flight.ts';
import type { LaneContext } from './lane-context.ts';
import { SenderLane } from './sender-lane.ts';
import { ServiceTexts } from './service-texts.ts';
import { WithProvider } from './with-provider.ts';

/**
 * Facts kept for the last look, some 10 MB. A decision that had not seen what was forgotten is handed back, so the number
 * decides only how far a governor may lag before its releases are taken again.
 */
const REMEMBERED_FACTS = 100_000;

/** Everything that the log tells the dispatcher, and the lanes that act on it. Entries are applied in order. */
export class Dispatch {
  readonly directory = new Directory();
  readonly memory = new HandOffMemory();
  readonly inFlight = new InFlight();
  readonly withProvider = new WithProvider();
  readonly serviceTexts: ServiceTexts;
  readonly #facts = new Map<string, RecentFacts>();
  readonly #lanes = new Map<string, SenderLane>();
  readonly #context: LaneContext;

  constructor(shared: Omit<LaneContext, 'directory' | 'inFlight' | 'memory' | 'knowledge'>) {
    this.#context = {
      ...shared,
      directory: this.directory,
      inFlight: this.inFlight,
      memory: this.memory,
      knowledge: (partition) => this.#knowledge(partition),
    };
    this.serviceTexts = new ServiceTexts(this.#context, (sender) => this.lane(sender));
  }

  get lanes(): Iterable<SenderLane> {
    return this.#lanes.values();
  }

  /** A sender's lane; made at first use. */
  lane(sender: SenderRef): SenderLane {
    let lane = this.#lanes.get(sender.senderId);
    if (!lane) {
      lane = new SenderLane(sender, this.#context);
      this.#lanes.set(sender.senderId, lane);
    }
    return lane;
  }

  wakeAll(): void {
    for (const lane of this.#lanes.values()) lane.wake();
    this.serviceTexts.wake();
  }

  async drain(): Promise<void> {
    await this.serviceTexts.drain();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.drain()));
  }

  /** Applies one entry of the log. Throws when an event of it cannot be decoded. */
  apply(entry: LogEntry): void {
    for (const event of entry.commit.events) {
      this.#applyTakenAway(entry, takenAwayBy(event.eventType, event.data));
      this.directory.apply(event.eventType, event.data);
      this.#applyTraffic(entry, event.eventType, event.data);
    }
  }

  /** An entry that nobody can read may have taken anything away. */
  setAside({ partition, seq, fault }: CorruptEntry): void {
    this.#factsOf(partition).addUnreadable(seq);
    this.#context.logger.error(
      { partition, seq, fault },
      'unreadable entry in the log; decisions that did not know of it are handed back',
    );
  }

  #applyTakenAway({ partition, seq }: LogEntry, keys: string[]): void {
    if (keys.length === 0) return;
    for (const key of keys) this.#factsOf(partition).add(key, seq);
    this.inFlight.hold(keys, partition, seq);
  }

  #applyTraffic(entry: LogEntry, eventType: string, data: Uint8Array): void {
    switch (eventType) {
      case 'governor.DecisionsRecorded.v1':
        for (const release of releasesOf(decodeMessage(DecisionsRecorded, data), entry.partition)) {
          this.#laneOf(release.ref, entry.partition).offer(release);
        }
        return;
      case 'dispatch.HandOffsStarted.v1': {
        const { releases } = decodeMessage(HandOffsStarted, data);
        this.memory.noteStarted(releases);
        this.withProvider.noteStarted(releases);
        this.#eachLane(releases, entry.partition, (lane, refs) => lane.noteStarted(refs));
        return;
      }
      case 'dispatch.ReleasesReturned.v1': {
        const { returned } = decodeMessage(ReleasesReturned, data);
        this.withProvider.noteGone(returned);
        this.#noteEnded(returned, entry.partition);
        return;
      }
      case 'dispatch.HandOffsFinished.v1': {
        const { accepted, rejected, uncertain } = decodeMessage(HandOffsFinished, data);
        for (const { release } of [...accepted, ...uncertain]) {
          if (release) this.memory.noteContact(release.organisationId, release.recipient);
        }
        this.withProvider.noteGone(rejected);
        this.withProvider.noteTaken([...accepted, ...uncertain]);
        this.#noteEnded([...accepted, ...rejected, ...uncertain], entry.partition);
        return;
      }
      case 'dispatch.DeliveriesReported.v1': {
        const { reports } = decodeMessage(DeliveriesReported, data);
        this.memory.noteReported(reports);
        this.withProvider.noteReported(reports);
        return;
      }
      case 'dispatch.InboundReceived.v1':
        this.memory.noteInbound(InboundReceived.decode(data).inboundId);
        return;
      case 'optout.ServiceTextOrdered.v1':
        this.serviceTexts.offer(ServiceTextOrdered.decode(data), entry.partition);
        return;
      case 'dispatch.ServiceTextStarted.v1':
        this.serviceTexts.noteStarted(ServiceTextStarted.decode(data), entry.partition);
        return;
      case 'dispatch.ServiceTextFinished.v1':
        this.serviceTexts.noteFinished(ServiceTextFinished.decode(data).textId);
        return;
    }
  }

  #noteEnded(results: { release?: ReleaseRef | undefined }[], partition: string): void {
    const refs = results.flatMap(({ release }) => (release ? [release] : []));
    this.#eachLane(refs, partition, (lane, own) => lane.noteEnded(own));
  }

  #eachLane(
    refs: ReleaseRef[],
    partition: string,
    act: (lane: SenderLane, refs: ReleaseRef[]) => void,
  ): void {
    for (const [, own] of Map.groupBy(refs, (ref) => ref.senderId)) {
      const first = own[0];
      if (first) act(this.#laneOf(first, partition), own);
    }
  }

  #laneOf(ref: ReleaseRef, partition: string): SenderLane {
    // An id that is no token can have no outbox: whoever wrote it was broken, and the entry is set aside.
    if (!isToken(ref.senderId)) throw new TypeError('a release names no sender');
    return this.lane({ senderId: ref.senderId, organisationId: ref.organisationId, partition });
  }

  #knowledge(partition: string): Knowledge {
    return {
      partition: this.#factsOf(partition),
      allPolitical: this.#factsOf(ALL_POLITICAL_PARTITION),
    };
  }

  #factsOf(partition: string): RecentFacts {
    let facts = this.#facts.get(partition);
    if (!facts) {
      facts = new RecentFacts(REMEMBERED_FACTS);
      this.#facts.set(partition, facts);
    }
    return facts;
  }
}
