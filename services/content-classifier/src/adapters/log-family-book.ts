import { FamilyOpened } from '@hustings/contracts/classifier';
import { ActorKind } from '@hustings/contracts/log';
import {
  type AggregateStore,
  aggregateStore,
  type EventLog,
  type LogEntry,
  LogUnavailable,
  memoryWatermark,
  messageEvent,
  type Projection,
  project,
  subjectsOf,
} from '@hustings/event-log';
import type { Clock, Ids } from '@hustings/kernel';
import {
  type FamilyEvent,
  type FamilyState,
  familyDecider,
  type OpenFamily,
} from '../domain/family.ts';
import type { FamilyIndex } from '../domain/family-index.ts';
import { SKETCH_BINS } from '../domain/sketch.ts';
import type { FamilyBook, Opening } from '../ports/family-book.ts';

/** Families are about texts, not about an organisation: one partition holds them all. */
const PARTITION = '0';
const CONTEXT = 'classifier';
const AGGREGATE = 'family';
const FAMILY_OPENED = 'classifier.FamilyOpened.v1';

/** From the acknowledgement of an opening to its arrival at this replica; a healthy log needs milliseconds. */
const ARRIVAL_LIMIT_MS = 2_000;

export interface LogFamilyBookOptions {
  log: EventLog;
  index: FamilyIndex;
  sketchVersion: string;
  clock: Clock;
  ids: Ids;
  signal: AbortSignal;
}

/** The families of the event log, read from its start into an index and then followed. */
export class LogFamilyBook implements FamilyBook {
  readonly #options: LogFamilyBookOptions;
  readonly #store: AggregateStore<FamilyState, OpenFamily, FamilyEvent, never>;
  readonly #projection: Projection;
  readonly #openings = new Map<string, Promise<number>>();
  #applied = 0;
  #waiting: { seq: number; arrive(): void }[] = [];

  constructor(options: LogFamilyBookOptions) {
    const { log, ids, signal } = options;
    this.#options = options;
    this.#store = aggregateStore({
      log,
      ids,
      decider: familyDecider,
      context: CONTEXT,
      aggregate: AGGREGATE,
      codec: { FamilyOpened: messageEvent('FamilyOpened', FAMILY_OPENED, FamilyOpened) },
      snapshot: { schema: 'classifier.FamilyState.v1' },
    });
    this.#projection = project({
      log,
      signal,
      partition: PARTITION,
      subjects: [subjectsOf(PARTITION, CONTEXT, AGGREGATE)],
      service: 'content-classifier',
      reader: 'families',
      watermark: memoryWatermark(),
      apply: (entry) => this.#apply(entry),
    });
  }

  /** Settles when every family that stood in the log at the start is known. */
  get caughtUp(): Promise<void> {
    return this.#projection.caughtUp;
  }

  /** Settles when the signal aborted; rejects when the log cannot be followed any further. */
  get done(): Promise<void> {
    return this.#projection.done;
  }

  find(sketch: Uint32Array): string | null {
    return this.#options.index.find(sketch);
  }

  /** Callers that open the same family at the same time share one attempt. */
  open(opening: Opening, forgotten: number): Promise<number> {
    const key = `${opening.familyId} ${forgotten}`;
    const underWay = this.#openings.get(key);
    if (underWay !== undefined) return underWay;
    const attempt = this.#append(opening, forgotten).finally(() => this.#openings.delete(key));
    this.#openings.set(key, attempt);
    return attempt;
  }

  async #append(opening: Opening, forgotten: number): Promise<number> {
    const { clock, ids, sketchVersion: version } = this.#options;
    const { familyId, templateFingerprint, sketch } = opening;
    const executed = await this.#store.execute(
      { id: familyId, partition: PARTITION, organisationId: '' },
      {
        type: 'OpenFamily',
        familyId,
        version,
        sketch: [...sketch],
        templateFingerprint,
        forgotten,
      },
      {
        actor: { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'content-classifier' },
        occurredAtUs: clock.nowUs(),
        correlationId: ids.uuid(),
      },
    );
    if (!executed.ok) return executed.error;
    await this.#arrivalOf(executed.value.seq);
    return executed.value.state.openings;
  }

  async #arrivalOf(seq: number): Promise<void> {
    if (this.#applied >= seq) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new LogUnavailable('an opened family did not come back in time')),
        ARRIVAL_LIMIT_MS,
      );
      const arrive = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push({ seq, arrive });
    });
  }

  #apply({ seq, commit }: LogEntry): void {
    for (const { eventType, data } of commit.events) {
      if (eventType === FAMILY_OPENED) this.#take(FamilyOpened.decode(data));
    }
    this.#applied = seq;
    const due = this.#waiting.filter((each) => each.seq <= seq);
    this.#waiting = this.#waiting.filter((each) => each.seq > seq);
    for (const each of due) each.arrive();
  }

  #take({ familyId, version, sketch }: FamilyOpened): void {
    const comparable = version === this.#options.sketchVersion && sketch.length === SKETCH_BINS;
    if (comparable) this.#options.index.add(familyId, Uint32Array.from(sketch));
  }
}
