import { fileURLToPath } from 'node:url';
import { assert, present } from '@hustings/kernel';
import { bytesOf, createScript, type Script, type ScriptClient } from './script.ts';
import { readScriptSources } from './script-source.ts';

export interface LimiterOptions {
  /** Names the limiter's keys; two limiters of one name share their buckets. ASCII letters, digits, hyphens. */
  name: string;
  /** One permit comes back every so many milliseconds; may be a fraction, at least a microsecond. */
  everyMs: number;
  /** Permits of a rested bucket. */
  burst: number;
}

/** Whether there was a permit; if not, after how long there is one if nobody else takes it. */
export interface Consumed {
  readonly allowed: boolean;
  /** 0 when allowed. */
  readonly retryAfterMs: number;
}

/** A token bucket with burst for each key, in Redis, exact for all processes that share it. */
export interface Limiter {
  /**
   * Takes a permit of a key, which is any text but ''. Calls of one turn of the event loop go out together. Rejects when
   * Redis does not answer: then it is unknown whether the permit was taken, and the caller decides what that means.
   */
  consume(key: string): Promise<Consumed>;
}

/** Most keys of one call: keeps Redis below a millisecond, and the arguments within Lua's stack. */
const MAX_KEYS = 512;
/** Shortest generation: more often than this the hashes would only be rewritten. */
const MIN_GENERATION_US = 60_000_000;
const DOUBLE_BYTES = 8;
const ALLOWED: Consumed = Object.freeze({ allowed: true, retryAfterMs: 0 });
const FOLDER = fileURLToPath(new URL('../lua', import.meta.url));

interface Waiting {
  key: string;
  resolve: (consumed: Consumed) => void;
  reject: (error: unknown) => void;
}

/** A limiter on a client. Throws when the numbers make no bucket. */
export function createLimiter(client: ScriptClient, options: LimiterOptions): Limiter {
  return new BatchedLimiter(client, options);
}

class BatchedLimiter implements Limiter {
  readonly #client: ScriptClient;
  readonly #script: Script = consumeScript();
  readonly #keys: Record<string, string>;
  readonly #args: Record<string, number>;
  #waiting: Waiting[] = [];

  constructor(client: ScriptClient, { name, everyMs, burst }: LimiterOptions) {
    const every = Math.round(everyMs * 1_000);
    assert(/^[A-Za-z0-9-]+$/.test(name), 'a limiter has a name of letters, digits, hyphens');
    assert(
      every >= 1 && Number.isInteger(burst) && burst >= 1,
      'a bucket holds and regains permits',
    );
    this.#client = client;
    const prefix = `hustings:limiter:t1:{${name}}`;
    this.#keys = { slot_0: `${prefix}:0`, slot_1: `${prefix}:1`, slot_2: `${prefix}:2` };
    const generation = Math.max(MIN_GENERATION_US, every * burst);
    this.#args = { every, burst, generation_us: generation };
  }

  consume(key: string): Promise<Consumed> {
    assert(key !== '', 'a key is not empty');
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ key, resolve, reject });
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < waiting.length; at += MAX_KEYS) {
      const some = waiting.slice(at, at + MAX_KEYS);
      this.#take(some).catch((error: unknown) => {
        for (const { reject } of some) reject(error);
      });
    }
  }

  async #take(waiting: Waiting[]): Promise<void> {
    const rest = [''];
    for (const { key } of waiting) rest.push(key);
    const [reply] = await this.#run({ keys: this.#keys, args: this.#args, rest });
    const answers = bytesOf(reply);
    for (const [index, { resolve }] of waiting.entries()) {
      const waitUs = answers.readDoubleLE(index * DOUBLE_BYTES);
      resolve(waitUs === 0 ? ALLOWED : { allowed: false, retryAfterMs: Math.ceil(waitUs / 1_000) });
    }
  }

  /** A server that does not know the script has not run it, and no order binds these calls: load it and ask again. */
  async #run(call: Parameters<Script['run']>[1]) {
    try {
      return await this.#script.run(this.#client, call);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      await this.#script.load(this.#client);
      return this.#script.run(this.#client, call);
    }
  }
}

function consumeScript(): Script {
  const [source] = readScriptSources(FOLDER, { constants: {} });
  return createScript(present(source, 'the folder holds the script'));
}
