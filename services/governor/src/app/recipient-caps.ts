import { setTimeout as delay } from 'node:timers/promises';
import { ReleasesReturned } from '@hustings/contracts/dispatch';
import type { LogEntry } from '@hustings/event-log';
import type { Clock, Ids } from '@hustings/kernel';
import { factsOf, type RecipientCapLook, type ShadowRefusals } from '@hustings/policy';
import {
  type Place,
  type RecipientScripts,
  type Reserved,
  releaseName,
} from '@hustings/redis-scripts';
import type { Logger } from '@hustings/service-kit';
import { type Activation, type CapsInForce, capsInForce } from '../domain/caps-in-force.ts';
import type { QueuedInGroup } from './form-group.ts';
import type { WaitingCall } from './group.ts';

/** A release that is about to be decided. */
export interface CapQuestion {
  /** Pseudonym in the key domain of all political senders; '' = erased, nobody can be counted. */
  person: string;
  messageId: string;
  attempt: number;
}

/** What came of the questions, by their index. */
export interface CapAnswers {
  /** The recorded input of the decision; undefined where nobody asked. */
  looks: (RecipientCapLook | undefined)[];
  /** Places that were taken. */
  places: (Place | undefined)[];
}

export interface RecipientCapsParts {
  scripts: RecipientScripts;
  /** Makes the scripts known to every master. */
  loadScripts: () => Promise<void>;
  /** Puts what the log knows into emptied shards. */
  restore: (at: { epoch: string; force: CapsInForce }, signal: AbortSignal) => Promise<void>;
  pseudonymOf: (partition: string, organisationId: string, recipient: string) => Promise<string>;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  signal: AbortSignal;
  onShadow: (refusals: ShadowRefusals) => void;
}

const NOBODY_ASKED: CapAnswers = { looks: [], places: [] };
/** While the counts are not known nobody gets a place; a caller may come back after so long. */
const RETRY_US = 1_000_000;
const RETRY_MS = 500;
/** Beyond the age of a release, for clocks that differ. */
const GRACE_MS = 1_000;
/** Somebody else who rebuilds is given so long. */
const OTHERS_PATIENCE_MS = 60_000;

/**
 * The caps that hold for one person over all organisations. Places are taken before a gate decides and given back when
 * the release does not come about. While what was counted cannot be known, nobody outside a conversation is written to;
 * the gates go on.
 */
export class RecipientCaps {
  readonly #parts: RecipientCapsParts;
  #activations: Activation[] = [];
  #open: { epoch: string; force: CapsInForce } | null = null;
  #lastEpoch = '';
  /** Of a rebuild that this process began. */
  #begun = '';
  #others = { epoch: '', sinceMs: 0 };
  #isRebuilding = false;

  constructor(parts: RecipientCapsParts) {
    this.#parts = parts;
  }

  /** Takes places for these releases; null stands for what needs none. Costs nothing while no policy has such a cap. */
  async ask(questions: () => (CapQuestion | null)[]): Promise<CapAnswers> {
    const force = this.#force();
    if (force === null) return NOBODY_ASKED;
    const asked = questions();
    const open = this.#open;
    if (open?.force.key !== force.key) {
      this.#rebuild();
      return this.#nobodyKnows(asked, force);
    }
    try {
      return await this.#reserve(asked, open);
    } catch (error) {
      this.#close(error);
      return this.#nobodyKnows(asked, force);
    }
  }

  /** What `ask` would answer. Takes nothing; while the counts are not known it says so, as a decision would. */
  async foresee(
    questions: () => (CapQuestion | null)[],
  ): Promise<(RecipientCapLook | undefined)[]> {
    const force = this.#force();
    if (force === null) return [];
    const asked = questions();
    const open = this.#open;
    if (open?.force.key !== force.key) {
      this.#rebuild();
      return this.#nobodyKnows(asked, force).looks;
    }
    try {
      const { scripts } = this.#parts;
      const at = { epoch: open.epoch, caps: force.caps };
      return (await takePlaces(asked, (places) => scripts.simulate(at, places))).looks;
    } catch (error) {
      this.#close(error);
      return this.#nobodyKnows(asked, force).looks;
    }
  }

  /** Gives back the places at these indices: each once, and never one that is not held. */
  giveBack({ places }: CapAnswers, indices: Iterable<number>): void {
    const back = [...indices].flatMap((index) => places[index] ?? []);
    this.#giveBack(back);
  }

  /** Takes every entry of every partition, in order. */
  take(entry: LogEntry): void {
    for (const event of entry.commit.events) {
      if (event.eventType === 'policy.PolicyActivated.v1') {
        for (const fact of factsOf(event)) {
          if (fact.type === 'PolicyActivated') this.#activate(fact);
        }
      }
      if (event.eventType === 'dispatch.ReleasesReturned.v1') this.#takeReturned(entry, event.data);
    }
  }

  /** Every partition holds every policy. */
  #activate({ policy, hash, effectiveAtUs }: Activation): void {
    const isKnown = this.#activations.some(
      (one) => one.effectiveAtUs === effectiveAtUs && one.hash === hash,
    );
    if (!isKnown) this.#activations = [...this.#activations, { policy, hash, effectiveAtUs }];
  }

  /** What was handed back reached nobody. */
  #takeReturned(entry: LogEntry, data: Uint8Array): void {
    const { clock, pseudonymOf } = this.#parts;
    const force = this.#open?.force;
    if (!force) return;
    const longest = Math.max(...force.caps.map(({ spanUs }) => spanUs));
    if (Number(clock.nowUs() - entry.commit.occurredAtUs) > longest) return;
    for (const { release } of ReleasesReturned.decode(data).returned) {
      if (!release) continue;
      const { organisationId, recipient, messageId, releaseAttempt } = release;
      pseudonymOf(entry.partition, organisationId, recipient)
        .then((person) => this.#giveBack(placeOf({ person, messageId, attempt: releaseAttempt })))
        .catch((error: unknown) => this.#stayed(error));
    }
  }

  #giveBack(places: Place[]): void {
    if (places.length === 0 || this.#open === null) return;
    const { epoch, force } = this.#open;
    const at = { epoch, caps: force.caps };
    this.#parts.scripts.giveBack(at, places).catch((error: unknown) => this.#stayed(error));
  }

  /** A place that was not given back is only stricter. */
  #stayed(error: unknown): void {
    this.#parts.logger.warn({ err: error }, 'a place in a cap was not given back');
  }

  #reserve(
    asked: (CapQuestion | null)[],
    { epoch, force }: { epoch: string; force: CapsInForce },
  ): Promise<CapAnswers> {
    const { scripts, onShadow } = this.#parts;
    const at = { epoch, caps: force.caps };
    return takePlaces(asked, (places) => scripts.reserve(at, places, onShadow));
  }

  #nobodyKnows(asked: (CapQuestion | null)[], { caps }: CapsInForce): CapAnswers {
    const binding = caps.find(({ shadow }) => !shadow);
    const untilUs = Number(this.#parts.clock.nowUs()) + RETRY_US;
    const look = binding && { limitId: binding.id, untilUs };
    return { looks: asked.map((question) => (question?.person ? look : undefined)), places: [] };
  }

  #force(): CapsInForce | null {
    return capsInForce(this.#activations, Number(this.#parts.clock.nowUs()));
  }

  #close(error: unknown): void {
    this.#open = null;
    this.#parts.logger.warn({ err: error }, 'the counts of people are not known; asking again');
    this.#rebuild();
  }

  /** Runs beside the gates, until the counts are known or no cap is left. */
  #rebuild(): void {
    if (this.#isRebuilding) return;
    this.#isRebuilding = true;
    void this.#rebuildUntilDone().finally(() => {
      this.#isRebuilding = false;
    });
  }

  async #rebuildUntilDone(): Promise<void> {
    const { signal, logger } = this.#parts;
    this.#open = null;
    while (!signal.aborted) {
      const force = this.#force();
      if (force === null) return;
      try {
        const epoch = await this.#adoptOrRestore(force);
        this.#lastEpoch = epoch;
        this.#open = { epoch, force };
        return;
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ err: error }, 'the counts of people could not be rebuilt; trying again');
        await delay(RETRY_MS);
      }
    }
  }

  async #adoptOrRestore(force: CapsInForce): Promise<string> {
    const { scripts, loadScripts, restore, ids, signal } = this.#parts;
    await loadScripts();
    const shards = await scripts.look(force.caps);
    const [first] = shards;
    const whole = shards.every((shard) => shard.epoch === first?.epoch && shard.epoch !== '');
    if (whole && first) {
      const usable = shards.every(({ ready, sameCaps }) => ready && sameCaps);
      const sameEpoch = first.epoch === this.#lastEpoch;
      if (usable && scripts.adopt(shards, { sameEpoch })) return first.epoch;
      if (shards.every(({ ready }) => !ready) && this.#mayBeInWork(first.epoch)) {
        throw new Error('another process may be rebuilding the counts');
      }
    }
    const epoch = ids.uuid();
    this.#begun = epoch;
    await scripts.begin(shards, epoch, force.caps);
    // Releases that were decided on other counts may still be on their way into the log; the dispatcher calls for none
    // that is older than this.
    await delay(force.releaseMaxAgeMs + GRACE_MS, undefined, { signal });
    await restore({ epoch, force }, signal);
    await scripts.open(epoch, force.caps);
    return epoch;
  }

  #mayBeInWork(epoch: string): boolean {
    if (epoch === this.#begun) return false;
    if (this.#others.epoch !== epoch) this.#others = { epoch, sinceMs: performance.now() };
    return performance.now() - this.#others.sinceMs < OTHERS_PATIENCE_MS;
  }
}

/** Releases of queued messages and immediate ones need a place; what only enters its lane does not. */
export function capQuestions(
  { releases, recalled }: QueuedInGroup,
  calls: WaitingCall[],
  persons: string[],
): (CapQuestion | null)[] {
  const ofReleases = releases.map(({ admission: { messageId }, releases: done }, index) => {
    return { person: persons[index] ?? '', messageId, attempt: done + 1 };
  });
  const ofCalls = calls.map(({ message: { immediate, messageId } }, index) => {
    const person = persons[releases.length + recalled.length + index] ?? '';
    return immediate ? { person, messageId, attempt: 1 } : null;
  });
  return [...ofReleases, ...recalled.map(() => null), ...ofCalls];
}

/** Asks for a place for each question that names a person. */
async function takePlaces(
  asked: (CapQuestion | null)[],
  take: (places: Place[]) => Promise<Reserved[]>,
): Promise<CapAnswers> {
  const wanted = asked.map((question) => (question ? placeOf(question)[0] : undefined));
  const indices = [...wanted.keys()].filter((index) => wanted[index] !== undefined);
  const reserved = await take(wanted.filter((place) => place !== undefined));
  const answers: CapAnswers = { looks: asked.map(() => undefined), places: wanted };
  for (const [place, index] of indices.entries()) {
    const refused = reserved[place];
    answers.looks[index] = { limitId: refused?.cap.id ?? '', untilUs: refused?.untilUs ?? 0 };
    if (refused) answers.places[index] = undefined;
  }
  return answers;
}

function placeOf({ person, messageId, attempt }: CapQuestion): Place[] {
  return person === '' ? [] : [{ person, release: releaseName(messageId, attempt) }];
}
