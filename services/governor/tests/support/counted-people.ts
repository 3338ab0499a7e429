import {
  connectRedisClient,
  loadGateScripts,
  type PersonCap,
  RecipientScripts,
  type RedisClient,
  type Reserved,
  releaseName,
} from '@hustings/redis-scripts';
import { clockKey, LUA_FOLDER, TEST_CLOCK } from '../lua-clock.ts';

const SCRIPTS = loadGateScripts(LUA_FOLDER, TEST_CLOCK);
const SHARDS = Array.from({ length: 16 }, (_, shard) => `hustings:gov:r1:{r${shard}}:meta`);

/** The counts of a person's messages on a Redis, with a clock that the test sets. */
export interface CountedPeople {
  redis: RedisClient;
  scripts: RecipientScripts;
  epoch: string;
  caps: PersonCap[];
  setClock(nowUs: number): Promise<void>;
  /** Asks for one place. */
  reserve(person: string, message: string): Promise<Reserved>;
  /** Asks what `reserve` would answer to these messages, one after the other. */
  foresee(person: string, messages: string[]): Promise<Reserved[]>;
  giveBack(person: string, message: string): Promise<void>;
  close(): void;
}

export async function countPeople(
  url: string,
  caps: PersonCap[],
  nowUs: number,
): Promise<CountedPeople> {
  const redis = await connectRedisClient(url, () => undefined);
  const scripts = new RecipientScripts(redis, SCRIPTS);
  const setClock = async (us: number): Promise<void> => {
    await Promise.all(SHARDS.map((meta) => redis.callBuffer('SET', clockKey(meta), us)));
  };
  for (const script of SCRIPTS.values()) await script.load(redis);
  await Promise.all(SHARDS.map((meta) => redis.callBuffer('UNLINK', meta)));
  await setClock(nowUs);
  const epoch = crypto.randomUUID();
  await scripts.begin(await scripts.look(caps), epoch, caps);
  await scripts.open(epoch, caps);
  const at = { epoch, caps };
  return {
    redis,
    scripts,
    epoch,
    caps,
    setClock,
    async reserve(person, message) {
      const place = { person, release: releaseName(message, 1) };
      const [reserved = null] = await scripts.reserve(at, [place], () => undefined);
      return reserved;
    },
    foresee: (person, messages) =>
      scripts.simulate(
        at,
        messages.map((message) => ({ person, release: releaseName(message, 1) })),
      ),
    giveBack: (person, message) =>
      scripts.giveBack(at, [{ person, release: releaseName(message, 1) }]),
    close: () => redis.disconnect(),
  };
}
