import { setTimeout as sleep } from 'node:timers/promises';
import { LogDiverged, openShareStore } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION, type LogLayout, present } from '@hustings/kernel';
import type { ListScripts } from '@hustings/redis-scripts';
import type { NatsConnection } from '@nats-io/nats-core';
import type { AnchorStore } from '../ports/anchor-store.ts';
import { AllPoliticalProjection } from './all-political-projection.ts';
import { type GatePlace, GatePlaces } from './gate-places.ts';
import type { GateWorker } from './gate-worker.ts';
import { saveAnchors, verifyAnchors } from './keep-anchors.ts';
import { Membership } from './membership.ts';
import { type CoreParts, furnishPartition, type PartitionRoom } from './partition-room.ts';
import { Position } from './position.ts';
import { RedisWatch } from './redis-watch.ts';
import { Shares } from './shares.ts';
import { StepWatch } from './step-watch.ts';
import type { Views } from './views.ts';
import { watchSilences } from './watch-silences.ts';

/** A part of the start that failed is tried again this often. */
const RETRY_MS = 100;

export interface AssemblyParts extends CoreParts {
  nc: NatsConnection;
  list: ListScripts;
  anchors: AnchorStore;
  /** How long a governor that died keeps its gates, milliseconds. */
  leaseMs: number;
  signal: AbortSignal;
  /** Following the log failed for good. */
  onFailure: (error: unknown) => void;
}

/** All gates of all partitions, with what feeds and rebuilds them, and which of them this governor serves. */
export class Gates {
  readonly layout: LogLayout;
  /** By partition, "all" included. */
  readonly positions: Map<string, Position>;
  /** By partition. */
  readonly views: Map<string, Views>;
  readonly membership: Membership;
  readonly #parts: AssemblyParts;
  readonly #rooms: PartitionRoom[];
  readonly #places: GatePlaces;
  readonly #allPolitical: AllPoliticalProjection;
  #shares: Shares | null = null;
  #running: Promise<unknown>[] = [];

  constructor(parts: AssemblyParts) {
    const { log, list, ids, telemetry } = parts;
    this.#parts = parts;
    this.layout = log.layout;
    this.#places = new GatePlaces(log.layout);
    const workers: GateWorker[] = [];
    const allPosition = new Position();
    this.#allPolitical = new AllPoliticalProjection({
      ...{ log, list, workers, ids },
      position: allPosition,
      onUnreadable: telemetry.entryUnreadable,
    });
    const hooks = {
      allPolitical: this.#allPolitical,
      mayAct: () => this.membership.live,
      prepare: () => this.#prepare(),
    };
    this.#rooms = Array.from({ length: this.layout.partitions }, (_, p) =>
      furnishPartition(String(p), parts, hooks),
    );
    workers.push(...this.#rooms.flatMap((room) => room.workers));
    this.positions = new Map(this.#rooms.map(({ partition, position }) => [partition, position]));
    this.positions.set(ALL_POLITICAL_PARTITION, allPosition);
    this.views = new Map(this.#rooms.map(({ partition, views }) => [partition, views]));
    this.membership = new Membership({
      nc: parts.nc,
      ids,
      positionOf: (partition) => this.positions.get(partition)?.applied ?? 0,
      onFenced: () => this.#requestAll('the lease of the barrier was lost'),
    });
  }

  /** Null before the start is over. */
  get shares(): Shares | null {
    return this.#shares;
  }

  /** Sequence up to which the log of an organisation's partition was taken. */
  readTo(organisationId: string): number {
    return this.#roomOf(organisationId).position.issued;
  }

  workerOf(organisationId: string): GateWorker {
    const place = this.#places.of(organisationId);
    return present(this.#roomAt(place).workers[place.gate], 'one worker a gate');
  }

  viewsOf(organisationId: string): Views {
    return this.#roomOf(organisationId).views;
  }

  /** Who serves an organisation: '' = this process; null = nobody that is known at the moment. */
  addressOf(organisationId: string): string | null {
    return this.#shares?.addressOf(this.#places.of(organisationId).name) ?? null;
  }

  /** Times that gates of a partition were rebuilt since the start, and whether one that is served here is closed now. */
  rebuildsOf(partition: string): { rebuilds: number; closed: boolean } {
    const rooms = this.#rooms.filter(
      (room) => room.partition === partition || partition === ALL_POLITICAL_PARTITION,
    );
    return {
      rebuilds: Math.max(0, ...rooms.map(({ rebuilder }) => rebuilder.count)),
      closed: rooms.some(({ rebuilder }) => rebuilder.anyClosed),
    };
  }

  /** Joins the barrier and reads the log to its end. No gate is served yet. */
  async start(): Promise<void> {
    const { signal, log } = this.#parts;
    await this.#prepareAtStart();
    saveAnchors({ ...this.#parts, positions: this.positions }, signal);
    const followers = [this.#allPolitical, ...this.#rooms.map(({ projection }) => projection)];
    this.#keep(followers.map((one) => one.follow(signal)));
    for (const [partition, position] of this.positions) {
      await position.reached(await log.lastSeq(partition), signal);
    }
  }

  /** Takes a share of the gates, as the governor that others reach at this address. Each opens when it is rebuilt. */
  async serve(address: string): Promise<void> {
    const { signal } = this.#parts;
    this.#keep(this.#rooms.map(({ rebuilder }) => rebuilder.run(signal)));
    this.#keep(this.#rooms.flatMap(({ workers }) => workers.map((worker) => worker.run(signal))));
    this.#keep([this.#watchOfRedis().run(signal)]);
    this.#keep([this.#watchOfSteps().run(signal)]);
    this.#keep([watchSilences({ rooms: this.#rooms, clock: this.#parts.clock }, signal)]);
    this.#shares = await this.#openShares(address);
    this.#keep([this.#shares.run(signal)]);
  }

  /** Resolves when nothing runs any more. */
  async stopped(): Promise<void> {
    await Promise.all(this.#running);
  }

  async leave(): Promise<void> {
    await this.#shares?.leave();
    await this.membership.leave();
  }

  #watchOfRedis(): RedisWatch {
    const { scripts, telemetry } = this.#parts;
    return new RedisWatch({
      ...{ scripts, telemetry },
      feeds: this.#rooms.flatMap(({ feeds }) => feeds),
      requestRebuild: ({ worker: { ref } }, why) =>
        this.#rooms[Number(ref.partition)]?.rebuilder.request(ref.gate, why),
    });
  }

  #watchOfSteps(): StepWatch {
    const { clock, telemetry } = this.#parts;
    return new StepWatch({
      gates: this.#rooms.flatMap(({ workers }) => workers),
      clock,
      telemetry,
    });
  }

  async #openShares(address: string): Promise<Shares> {
    const { nc, ids, leaseMs, logger } = this.#parts;
    const refs = this.#rooms.flatMap(({ rebuilder, workers }) =>
      workers.map(
        (worker) => [`${worker.ref.partition}.${worker.ref.gate}`, { rebuilder, worker }] as const,
      ),
    );
    const byName = new Map<string, (typeof refs)[number][1]>(refs);
    const find = (name: string) => present(byName.get(name), 'the gate is one of the layout');
    return new Shares({
      store: await openShareStore(nc),
      id: ids.prefixed('gov'),
      ...{ address, leaseMs, logger },
      gates: [...byName.keys()],
      onSuspended: (name) => find(name).worker.suspend(),
      onResumed: (name) => find(name).worker.resume(),
      onGained: (name) => find(name).rebuilder.takeOver(find(name).worker.ref.gate),
      onLost: (name) => find(name).rebuilder.handOver(find(name).worker.ref.gate),
    });
  }

  /** What runs until the end; a failure of it ends the process: whoever no longer follows the log must not decide. */
  #keep(running: Promise<unknown>[]): void {
    const { signal, onFailure } = this.#parts;
    this.#running.push(
      ...running.map((one) =>
        one.catch((error: unknown) => {
          if (!signal.aborted) onFailure(error);
        }),
      ),
    );
  }

  async #prepareAtStart(): Promise<void> {
    const { signal, logger } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      try {
        await this.#prepareStores();
        return;
      } catch (error) {
        if (error instanceof LogDiverged) throw error;
        logger.warn({ err: error }, 'cannot start yet; trying again');
        await sleep(RETRY_MS);
      }
    }
  }

  async #prepare(): Promise<void> {
    await this.#prepareStores();
    const { log, signal } = this.#parts;
    const position = present(this.positions.get(ALL_POLITICAL_PARTITION), 'one a partition');
    await position.reached(await log.lastSeq(ALL_POLITICAL_PARTITION), signal);
    await this.#allPolitical.ensure(signal);
  }

  async #prepareStores(): Promise<void> {
    await this.membership.ensure();
    await this.#parts.scripts.load();
    await verifyAnchors({ ...this.#parts, positions: this.positions });
  }

  #requestAll(why: string): void {
    for (const { rebuilder } of this.#rooms) {
      for (const gate of rebuilder.ours) rebuilder.request(gate, why);
    }
  }

  #roomOf(organisationId: string): PartitionRoom {
    return this.#roomAt(this.#places.of(organisationId));
  }

  #roomAt({ partition }: GatePlace): PartitionRoom {
    return present(this.#rooms[partition], 'one room a partition');
  }
}
