import { present } from '@hustings/kernel';
import type { LoadedScripts } from './gate-scripts.ts';
import { type ScriptClient, textOf } from './script.ts';

/** Where the list stands in Redis. */
export interface ListMeta {
  epoch: string;
  /** Last sequence of the partition "all" that it holds. */
  seq: number;
}

/** One person put in or taken out. */
export interface ListChange {
  pseudonym: string;
  suppressed: boolean;
}

/** Entries `from` + 1 to `to` of the partition, as far as they change the list. */
export interface ListStretch {
  from: number;
  to: number;
  changes: readonly ListChange[];
}

/** The list of opt-outs from all political senders: one for all governors, in a slot of its own. */
export interface ListScripts {
  /** Null when Redis holds none. */
  readMeta(): Promise<ListMeta | null>;
  /** False when somebody else has begun since. `observed` is '' for none. */
  begin(epochs: { observed: string; next: string }): Promise<boolean>;
  /**
   * Where the list stands after the call, or null when it is in another epoch. The changes were made if it stood at `from`, or
   * earlier by somebody else if it now stands at `to` or later.
   */
  apply(epoch: string, stretch: ListStretch): Promise<number | null>;
  /** Who of these is in the list, and the sequence at which that holds; null when it is in another epoch. */
  check(
    epoch: string,
    pseudonyms: readonly string[],
  ): Promise<{ suppressed: boolean[]; seq: number } | null>;
}

const META = 'hustings:gov:1:{all}:meta';

/** Neither key has a TTL: an opt-out holds until the person ends it. An old epoch's set goes when the next one begins. */
function listKey(epoch: string): string {
  return `hustings:gov:1:{all}:${epoch}:suppressed`;
}

export function listScripts(client: ScriptClient, scripts: LoadedScripts): ListScripts {
  const script = (name: string) => present(scripts.get(name), `there is no script ${name}`);
  return {
    async readMeta() {
      return metaOf(await client.callBuffer('HMGET', META, 'epoch', 'seq'));
    },

    async begin({ observed, next }) {
      const keys = { meta: META, old_list: listKey(observed) };
      const reply = await script('begin-list').run(client, { keys, args: { observed, next } });
      return textOf(reply[0]) === 'BEGUN';
    },

    async apply(epoch, { from, to, changes }) {
      const rest = changes.flatMap(({ suppressed, pseudonym }) => [
        suppressed ? '1' : '0',
        pseudonym,
      ]);
      const keys = { meta: META, list: listKey(epoch) };
      const reply = await script('apply-list').run(client, {
        keys,
        args: { epoch, from, to },
        rest,
      });
      return textOf(reply[0]) === 'AT' ? Number(textOf(reply[1])) : null;
    },

    async check(epoch, pseudonyms) {
      const keys = { meta: META, list: listKey(epoch) };
      const reply = await script('check-list').run(client, {
        keys,
        args: { epoch },
        rest: [...pseudonyms],
      });
      if (textOf(reply[0]) !== 'CHECKED') return null;
      const flags = textOf(reply[2]);
      return {
        seq: Number(textOf(reply[1])),
        suppressed: Array.from(pseudonyms, (_, index) => flags[index] === '1'),
      };
    },
  };
}

function metaOf(reply: unknown): ListMeta | null {
  const [epoch, seq] = Array.isArray(reply) ? reply : [];
  return Buffer.isBuffer(epoch) ? { epoch: String(epoch), seq: Number(String(seq)) } : null;
}
