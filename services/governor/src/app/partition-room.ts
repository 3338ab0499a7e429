import type { EventLog } from '@hustings/event-log';
import type { Clock, Ids } from '@hustings/kernel';
import type { ContentStore, RecipientKeys } from '@hustings/privacy';
import type { GateScripts } from '@hustings/redis-scripts';
import type { AllPoliticalList } from '../ports/all-political-list.ts';
import type { Telemetry } from '../telemetry.ts';
import { decisionAppender, type GateParts, storeContent } from './gate-parts.ts';
import { GateWorker } from './gate-worker.ts';
import { PartitionProjection } from './partition-projection.ts';
import { Position } from './position.ts';
import { pseudonymFinder } from './pseudonym-finder.ts';
import { Views } from './views.ts';

/** What every part of the governor's core works with. */
export interface CoreParts {
  log: EventLog;
  scripts: GateScripts;
  allPolitical: AllPoliticalList;
  keys: RecipientKeys;
  content: ContentStore;
  clock: Clock;
  ids: Ids;
  telemetry: Telemetry;
}

/** What a partition needs of the one who rebuilds Redis. */
export interface RebuildHooks {
  requestRebuild: (why: string) => void;
  /** Resolves at once unless Redis is being rebuilt. */
  whenOpen: () => Promise<void>;
  isRebuilding: () => boolean;
  /** Aborts when the next rebuild begins. */
  nextRebuild: () => AbortSignal;
  /** Whether this process's word in the barrier holds. */
  mayAct: () => boolean;
}

/** One partition: its gates, what feeds them, and what is known of its messages. */
export interface PartitionRoom {
  partition: string;
  workers: GateWorker[];
  position: Position;
  views: Views;
  projection: PartitionProjection;
}

export function furnishPartition(
  partition: string,
  parts: CoreParts,
  hooks: RebuildHooks,
): PartitionRoom {
  const position = new Position();
  const views = new Views(parts.clock);
  const gateParts = gatePartsOf(parts, hooks, { partition, position, views });
  const workers = Array.from(
    { length: parts.log.layout.gates },
    (_, gate) => new GateWorker({ partition, gate }, gateParts),
  );
  const projection = new PartitionProjection({
    partition,
    log: parts.log,
    scripts: parts.scripts,
    workers,
    position,
    view: (entry) => views.take(entry),
    onUnreadable: parts.telemetry.entryUnreadable,
    requestRebuild: hooks.requestRebuild,
    whenOpen: hooks.whenOpen,
  });
  return { partition, workers, position, views, projection };
}

function gatePartsOf(
  { log, scripts, allPolitical, keys, content, clock, ids, telemetry }: CoreParts,
  hooks: RebuildHooks,
  { partition, position, views }: Pick<PartitionRoom, 'partition' | 'position' | 'views'>,
): GateParts {
  return {
    scripts,
    allPolitical,
    position,
    clock,
    telemetry,
    requestRebuild: hooks.requestRebuild,
    mayAct: hooks.mayAct,
    allPoliticalPseudonyms: pseudonymFinder(keys, partition),
    storeContent: (ref, group, verdicts) =>
      storeContent({ keys, content }, ref, { group, verdicts }),
    appendDecisions: decisionAppender(log, {
      clock,
      ids,
      policyHash: () => views.activePolicy()?.hash ?? '',
    }),
    async catchUpWithGate(ref, stop) {
      const seq = await log.lastGateSeq(ref.partition, ref.gate);
      // While Redis is rebuilt the log is not followed. Whoever lets go has kept its calls for afterwards.
      if (hooks.isRebuilding()) return;
      const letGo = AbortSignal.any([stop, hooks.nextRebuild()]);
      await position.reached(seq, letGo).catch(() => undefined);
    },
  };
}
