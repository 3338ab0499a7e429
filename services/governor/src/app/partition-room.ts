import type { EventLog } from '@hustings/event-log';
import type { Clock, Ids } from '@hustings/kernel';
import { type ContentStore, forgetErased, type RecipientKeys } from '@hustings/privacy';
import type { GateScripts } from '@hustings/redis-scripts';
import type { Logger } from '@hustings/service-kit';
import { weightOf } from '../domain/lane-book.ts';
import { silencesAt } from '../domain/silences.ts';
import type { AllPoliticalList } from '../ports/all-political-list.ts';
import type { Telemetry } from '../telemetry.ts';
import { ErasedRecipients } from './erased-recipients.ts';
import { GateFeed } from './gate-feed.ts';
import { decisionAppender, type GateParts, storeContent } from './gate-parts.ts';
import { GateWorker } from './gate-worker.ts';
import { LastDecisions } from './last-decisions.ts';
import { OwnCommits } from './own-commits.ts';
import { PartitionProjection } from './partition-projection.ts';
import { PartitionRebuilder } from './partition-rebuilder.ts';
import { Position } from './position.ts';
import { pseudonymFinder } from './pseudonym-finder.ts';
import type { RecipientCaps } from './recipient-caps.ts';
import { Views } from './views.ts';

/** What every part of the governor's core works with. */
export interface CoreParts {
  log: EventLog;
  scripts: GateScripts;
  recipientCaps: RecipientCaps;
  keys: RecipientKeys;
  content: ContentStore;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  telemetry: Telemetry;
  /** See `PartitionRebuilderParts`. */
  collectYoung: () => void;
}

/** What a partition needs of the whole. */
export interface RoomHooks {
  allPolitical: AllPoliticalList;
  /** Whether this process's word in the barrier holds. */
  mayAct: () => boolean;
  /** Everything that must be true before a gate is rebuilt. */
  prepare: () => Promise<void>;
}

/** One partition: its gates, what feeds and rebuilds them, and what is known of its messages. */
export interface PartitionRoom {
  partition: string;
  /** By gate number, as the feeds are. */
  workers: GateWorker[];
  feeds: GateFeed[];
  position: Position;
  views: Views;
  projection: PartitionProjection;
  rebuilder: PartitionRebuilder;
}

export function furnishPartition(
  partition: string,
  parts: CoreParts,
  hooks: RoomHooks,
): PartitionRoom {
  const { log, scripts, telemetry, ids, logger } = parts;
  const position = new Position();
  const views = new Views(parts.clock);
  const own = new OwnCommits();
  const erased = new ErasedRecipients();
  const lastDecisions = new LastDecisions();
  const room = { partition, position, views };
  const feeds: GateFeed[] = [];
  const rebuilder = new PartitionRebuilder({
    ...{ partition, log, scripts, feeds, position, lastDecisions, ids, logger },
    prepare: hooks.prepare,
    collectYoung: parts.collectYoung,
    onRebuilt: telemetry.gatesRebuilt,
  });
  for (let gate = 0; gate < log.layout.gates; gate++) {
    const requestRebuild = (why: string): void => rebuilder.request(gate, why);
    const closes = (): AbortSignal | undefined => feeds[gate]?.closes;
    const gateParts = gatePartsOf(parts, hooks, { ...room, own, erased, requestRebuild, closes });
    feeds.push(
      new GateFeed(new GateWorker({ partition, gate }, gateParts), scripts, requestRebuild),
    );
  }
  const projection = new PartitionProjection({
    ...{ partition, log, feeds, position },
    view: (entry) => {
      own.recognise(entry);
      forgetErased(entry, parts.keys);
      erased.take(entry);
      lastDecisions.take(entry);
      const moved = views.take(entry);
      if (moved.size > 0) for (const { worker } of feeds) worker.handOffsMoved(moved);
      parts.recipientCaps.take(entry);
    },
    onUnreadable: telemetry.entryUnreadable,
  });
  return { ...room, workers: feeds.map(({ worker }) => worker), feeds, projection, rebuilder };
}

interface GateSurroundings {
  partition: string;
  position: Position;
  views: Views;
  own: OwnCommits;
  erased: ErasedRecipients;
  requestRebuild: (why: string) => void;
  closes: () => AbortSignal | undefined;
}

function gatePartsOf(
  { log, scripts, recipientCaps, keys, content, clock, ids, telemetry }: CoreParts,
  { allPolitical, mayAct }: RoomHooks,
  { partition, position, views, own, erased, requestRebuild, closes }: GateSurroundings,
): GateParts {
  return {
    ...{ scripts, allPolitical, recipientCaps, position, clock, telemetry, requestRebuild, mayAct },
    isRate: (ruleId) => views.isRate(ruleId),
    weightOf: (campaignId) => weightOf(views.lanes, campaignId),
    handOffWindow: (senderId) => views.handOffWindow(senderId),
    noteReleases: (recorded) => views.noteReleases(recorded),
    silences: () => silencesAt(views.lanes, views.activeWindows(), Number(clock.nowUs())),
    allPoliticalPseudonyms: pseudonymFinder(keys, partition),
    storeContent: (ref, calls) => storeContent({ keys, content }, ref, calls),
    storeAhead: (ref, calls) =>
      storeContent(
        { keys, content },
        ref,
        calls.filter(({ message }) => !erased.has(message)),
      ),
    appendDecisions: decisionAppender(log, {
      clock,
      ids,
      own,
      policyHash: () => views.activePolicy()?.hash ?? '',
    }),
    async catchUpWithGate(ref, stop) {
      const seq = await log.lastGateSeq(ref.partition, ref.gate);
      // A gate that closes is fed no more. Whoever lets go has kept its calls for afterwards.
      const letGo = AbortSignal.any([stop, closes() ?? stop]);
      await position.reached(seq, letGo).catch(() => undefined);
    },
  };
}
