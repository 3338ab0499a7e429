import { assert, present } from '@hustings/kernel';
import type { InstantUs } from '@hustings/policy';
import type { LoadedScripts } from './gate-scripts.ts';
import { personShard, RECIPIENT_SHARDS, shardKeys, shardMetaKey } from './recipient-keys.ts';
import {
  bytesOf,
  listOf,
  type Reply,
  type ScriptCall,
  type ScriptClient,
  textOf,
} from './script.ts';

/** A cap in the units of the scripts. */
export interface PersonCap {
  id: string;
  max: number;
  /** Period with its guard. */
  spanUs: number;
  shadow: boolean;
}

/** A release's place in the caps of a person. */
export interface Place {
  /** Pseudonym in the key domain of all political senders. */
  person: string;
  /** 8 bytes that name the release. */
  release: Buffer;
}

/** Answer to one place: the cap that has no room and when it has; null when the place was taken. */
export type Reserved = { cap: PersonCap; untilUs: InstantUs } | null;

/** Where a shard stands. */
export interface ShardLook {
  /** '' = it holds nothing. */
  epoch: string;
  /** Rebuilt, and nothing can be missing. */
  ready: boolean;
  call: number;
  /** Whether it counts for these caps. */
  sameCaps: boolean;
}

/** A shard is not what the caller believes: nothing may be concluded from it. */
export class PlacesBehind extends Error {
  override readonly name = 'PlacesBehind';
}

/** Bytes of a verdict of `reserve-places.lua`. */
const ANSWER_BYTES = 9;
const CAP_BYTES = 13;

/** The counts of messages to one person over all organisations, in shards of their own, each in a slot of its own. */
export class RecipientScripts {
  readonly #client: ScriptClient;
  readonly #scripts: LoadedScripts;
  /** Highest call of each shard that was answered: a shard that knows less has lost something. */
  #calls: number[] = [];

  constructor(client: ScriptClient, scripts: LoadedScripts) {
    this.#client = client;
    this.#scripts = scripts;
  }

  /** Every shard, by its number. */
  look(caps: readonly PersonCap[]): Promise<ShardLook[]> {
    const limits = packCaps(caps);
    return eachShard(async (shard) => {
      const reply = await this.#run('look-at-shard', {
        keys: { meta: shardMetaKey(shard) },
        args: {},
      });
      const [epoch, ready, call, known] = reply;
      return {
        epoch: textOf(epoch),
        ready: textOf(ready) === '1',
        call: Number(textOf(call)),
        sameCaps: bytesOf(known).equals(limits),
      };
    });
  }

  /** Goes on with shards that somebody else has rebuilt or left behind; false when this process knows more than they do. */
  adopt(shards: readonly ShardLook[], { sameEpoch }: { sameEpoch: boolean }): boolean {
    if (sameEpoch && shards.some(({ call }, shard) => call < (this.#calls[shard] ?? 0)))
      return false;
    this.#calls = shards.map(({ call }) => call);
    return true;
  }

  /** Empties every shard under a new epoch. Throws `PlacesBehind` when somebody else was faster. */
  async begin(
    observed: readonly ShardLook[],
    next: string,
    caps: readonly PersonCap[],
  ): Promise<void> {
    await eachShard(async (shard) => {
      const { epoch } = present(observed[shard], 'every shard was looked at');
      const keys = shardKeys(shard, epoch, 'old_');
      const args = { observed: epoch, next, limits: packCaps(caps), ready: 0 };
      await this.#run('begin-shard', { keys, args });
    });
    this.#calls = [];
  }

  /** Opens every shard after the log was put into it. */
  async open(epoch: string, caps: readonly PersonCap[]): Promise<void> {
    const args = { observed: epoch, next: epoch, limits: packCaps(caps), ready: 1 };
    await eachShard((shard) =>
      this.#run('begin-shard', { keys: shardKeys(shard, epoch, 'old_'), args }),
    );
  }

  /** Takes a place for each or tells which cap has no room. `onShadow` hears what caps in shadow would have refused. */
  async reserve(
    at: { epoch: string; caps: readonly PersonCap[] },
    places: readonly Place[],
    onShadow: (refusals: Record<string, number>) => void,
  ): Promise<Reserved[]> {
    return this.#ask('reserve-places', { ...at, places }, (shard, [, call, , shadows]) => {
      this.#calls[shard] = Math.max(this.#calls[shard] ?? 0, Number(textOf(call)));
      onShadow(refusalsOf(listOf(shadows), at.caps));
    });
  }

  /** What `reserve` would answer at this instant. Writes nothing. */
  simulate(
    at: { epoch: string; caps: readonly PersonCap[] },
    places: readonly Place[],
  ): Promise<Reserved[]> {
    return this.#ask('simulate-places', { ...at, places }, () => undefined);
  }

  async #ask(
    name: 'reserve-places' | 'simulate-places',
    {
      epoch,
      caps,
      places,
    }: { epoch: string; caps: readonly PersonCap[]; places: readonly Place[] },
    onReply: (shard: number, reply: Reply[]) => void,
  ): Promise<Reserved[]> {
    const reserved: Reserved[] = places.map(() => null);
    await byShard(places, async (shard, indices) => {
      const rest = indices.flatMap((index) => textsOf(present(places[index], 'its own index')));
      const args = { epoch, call: this.#calls[shard] ?? 0, limits: packCaps(caps) };
      const reply = await this.#run(name, { keys: shardKeys(shard, epoch), args, rest });
      for (const [place, index] of indices.entries()) {
        reserved[index] = answerAt(bytesOf(reply[2]), place, caps);
      }
      onReply(shard, reply);
    });
    return reserved;
  }

  async giveBack(
    { epoch, caps }: { epoch: string; caps: readonly PersonCap[] },
    places: readonly Place[],
  ): Promise<void> {
    await byShard(places, async (shard, indices) => {
      const rest = indices.flatMap((index) => textsOf(present(places[index], 'its own index')));
      const args = { epoch, limits: packCaps(caps) };
      await this.#run('return-places', { keys: shardKeys(shard, epoch), args, rest });
    });
  }

  /** Puts releases of the log into shards that are being rebuilt. */
  async restore(
    { epoch, caps }: { epoch: string; caps: readonly PersonCap[] },
    releases: readonly (Place & { atUs: InstantUs })[],
  ): Promise<void> {
    await byShard(releases, async (shard, indices) => {
      const rest = indices.flatMap((index) => {
        const release = present(releases[index], 'its own index');
        return [...textsOf(release), String(release.atUs)];
      });
      const args = { epoch, limits: packCaps(caps) };
      await this.#run('restore-places', { keys: shardKeys(shard, epoch), args, rest });
    });
  }

  async #run(name: string, call: ScriptCall): Promise<Reply[]> {
    const script = present(this.#scripts.get(name), `there is no script ${name}`);
    const reply = await script.run(this.#client, call);
    if (textOf(reply[0]) === 'BEHIND') throw new PlacesBehind(`${name} found a shard behind`);
    return reply;
  }
}

function textsOf({ person, release }: Place): (string | Buffer)[] {
  return [person, release];
}

function packCaps(caps: readonly PersonCap[]): Buffer {
  const packed = Buffer.alloc(caps.length * CAP_BYTES);
  for (const [index, { max, spanUs, shadow }] of caps.entries()) {
    packed.writeUInt32LE(max, index * CAP_BYTES);
    packed.writeDoubleLE(spanUs, index * CAP_BYTES + 4);
    packed.writeUInt8(shadow ? 1 : 0, index * CAP_BYTES + 12);
  }
  return packed;
}

function answerAt(packed: Buffer, place: number, caps: readonly PersonCap[]): Reserved {
  const number = packed.readUInt8(place * ANSWER_BYTES);
  if (number === 0) return null;
  const cap = present(caps[number - 1], 'a cap that was asked about');
  return { cap, untilUs: packed.readDoubleLE(place * ANSWER_BYTES + 1) };
}

function refusalsOf(counts: Reply[], caps: readonly PersonCap[]): Record<string, number> {
  const named = counts.map(
    (count, index) => [caps[index]?.id ?? '', Number(textOf(count))] as const,
  );
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

function eachShard<T>(run: (shard: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: RECIPIENT_SHARDS }, (_, shard) => run(shard)));
}

/** One call for each shard that is concerned; indices stay in order within a shard. */
async function byShard(
  places: readonly Place[],
  run: (shard: number, indices: number[]) => Promise<void>,
): Promise<void> {
  const indices = new Map<number, number[]>();
  for (const [index, { person, release }] of places.entries()) {
    assert(release.length === 8, 'a release is named by 8 bytes');
    const shard = personShard(person);
    indices.set(shard, [...(indices.get(shard) ?? []), index]);
  }
  await Promise.all([...indices].map(([shard, own]) => run(shard, own)));
}
