import {
  ALL_POLITICAL_PARTITION,
  gateOf,
  type LogLayout,
  partitionOf,
  present,
} from '@hustings/kernel';
import type { Logger } from '@hustings/service-kit';
import type { NatsConnection } from '@nats-io/nats-core';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { AllPoliticalProjection } from './all-political-projection.ts';
import type { GateWorker } from './gate-worker.ts';
import { saveAnchors, verifyAnchors } from './keep-anchors.ts';
import { Membership } from './membership.ts';
import {
  type CoreParts,
  furnishPartition,
  type PartitionRoom,
  type RebuildHooks,
} from './partition-room.ts';
import { Position } from './position.ts';
import { Rebuilder } from './rebuilder.ts';
import type { Views } from './views.ts';

export interface AssemblyParts extends CoreParts {
  nc: NatsConnection;
  anchors: AnchorStore;
  logger: Logger;
  signal: AbortSignal;
  /** Following the log failed for good. */
  onFailure: (error: unknown) => void;
}

/** All gates of all partitions, with what feeds and rebuilds them. */
export class Gates {
  readonly layout: LogLayout;
  /** By partition, "all" included. */
  readonly positions: Map<string, Position>;
  /** By partition. */
  readonly views: Map<string, Views>;
  readonly rebuilder: Rebuilder;
  readonly membership: Membership;
  readonly #parts: AssemblyParts;
  readonly #rooms: PartitionRoom[];
  readonly #allPolitical: AllPoliticalProjection;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: AssemblyParts) {
    this.#parts = parts;
    this.layout = parts.log.layout;
    const hooks = this.#hooks();
    this.#rooms = Array.from({ length: this.layout.partitions }, (_, p) =>
      furnishPartition(String(p), parts, hooks),
    );
    const allPosition = new Position();
    const roomPositions = this.#rooms.map(
      ({ partition, position }) => [partition, position] as const,
    );
    this.positions = new Map([...roomPositions, [ALL_POLITICAL_PARTITION, allPosition]]);
    this.views = new Map(this.#rooms.map(({ partition, views }) => [partition, views]));
    this.#allPolitical = new AllPoliticalProjection({
      log: parts.log,
      list: parts.allPolitical,
      workers: this.#workers(),
      position: allPosition,
      onUnreadable: parts.telemetry.entryUnreadable,
      requestRebuild: hooks.requestRebuild,
      whenOpen: hooks.whenOpen,
    });
    this.membership = new Membership({
      nc: parts.nc,
      ids: parts.ids,
      positionOf: (partition) => this.positions.get(partition)?.applied ?? 0,
      onFenced: () => hooks.requestRebuild('the lease of the barrier was lost'),
    });
    this.rebuilder = this.#makeRebuilder();
  }

  workerOf(organisationId: string): GateWorker {
    const { workers } = this.#roomOf(organisationId);
    return present(workers[gateOf(organisationId, this.layout)], 'one worker a gate');
  }

  viewsOf(organisationId: string): Views {
    return this.#roomOf(organisationId).views;
  }

  /** Rebuilds Redis, then follows the log and lets the gates decide. */
  async start(): Promise<void> {
    const { signal, onFailure } = this.#parts;
    await this.rebuilder.begin();
    saveAnchors({ ...this.#parts, positions: this.positions }, signal);
    const followers = [this.#allPolitical, ...this.#rooms.map(({ projection }) => projection)];
    const following = followers.map((one) =>
      one.follow(signal).catch((error: unknown) => {
        if (!signal.aborted) onFailure(error);
      }),
    );
    const deciding = this.#workers().map((worker) => worker.run(signal));
    this.#running = Promise.all([...following, ...deciding]);
  }

  /** Resolves when nothing runs any more. */
  async stopped(): Promise<void> {
    await this.#running;
  }

  /** The rebuilder comes last and the rooms need it: they ask for it when the time comes. */
  #hooks(): RebuildHooks {
    return {
      requestRebuild: (why) => this.rebuilder.request(why),
      whenOpen: () => this.rebuilder.whenOpen(),
      isRebuilding: () => this.rebuilder.closed,
      nextRebuild: () => this.rebuilder.begins,
      mayAct: () => this.membership.live,
    };
  }

  #makeRebuilder(): Rebuilder {
    const { log, ids, logger, signal, telemetry, onFailure } = this.#parts;
    return new Rebuilder({
      log,
      ids,
      logger,
      signal,
      workers: this.#workers(),
      // The list comes first: a gate that opens must find it complete.
      parts: [
        { partition: ALL_POLITICAL_PARTITION, projection: this.#allPolitical },
        ...this.#rooms.map(({ partition, projection }) => ({ partition, projection })),
      ],
      prepare: async () => {
        await this.membership.ensure();
        await this.#parts.scripts.load();
        await verifyAnchors({ ...this.#parts, positions: this.positions });
      },
      onRebuilt: () => telemetry.countRebuild(),
      onFailure,
    });
  }

  #workers(): GateWorker[] {
    return this.#rooms.flatMap(({ workers }) => workers);
  }

  #roomOf(organisationId: string): PartitionRoom {
    const partition = Number(partitionOf(organisationId, this.layout));
    return present(this.#rooms[partition], 'one room a partition');
  }
}
