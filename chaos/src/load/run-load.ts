import { join } from 'node:path';
import { keepSecrets } from '@hustings/dev-env';
import type { Recorder } from '../history/recorder.ts';
import type { LoadKind } from '../history/values.ts';
import type { World } from '../world/open-world.ts';
import { Backlog } from './backlog.ts';
import { runInterleavings } from './interleavings.ts';
import { Messages } from './messages.ts';
import { runOptOuts } from './opt-out-load.ts';
import { People } from './people.ts';
import { randomOf } from './random.ts';
import { runStreamClient } from './stream-client.ts';
import { runUnaryClient } from './unary-client.ts';

export interface LoadOptions {
  world: World;
  recorder: Recorder;
  seed: number;
  dir: string;
}

/** A load that runs until it is told to end. */
export interface RunningLoad {
  /** Resolves when every request and opt-out that had begun is answered. */
  end(): Promise<void>;
}

/** How each kind of client works; together somewhat more than the limits let through. */
const SHAPES: Record<LoadKind, { clients: number; everyMs: number; perFrame: number }> = {
  unary: { clients: 4, everyMs: 160, perFrame: 1 },
  stream: { clients: 1, everyMs: 320, perFrame: 8 },
  queued: { clients: 1, everyMs: 650, perFrame: 12 },
};
/** Some three seconds of a number's rate. */
const BACKLOG_MAX = 60;

/** Longer than a recovery: whoever has no answer by then meets a system that does not come back. */
const GIVEN_UP_AFTER_MS = 60_000;

/** Starts the clients of every organisation and the people who opt out. */
export function startLoad({ world, recorder, seed, dir }: LoadOptions): RunningLoad {
  const stop = new AbortController();
  const giveUp = new AbortController();
  const run = `r${Date.now().toString(36)}`;
  const people = world.parties.map((_, index) => new People(index, randomOf(seed + index)));
  const clients = world.parties.flatMap((party, at) => {
    const { clients: count, ...shape } = SHAPES[party.kind];
    const own = people[at];
    if (!own) return [];
    const random = randomOf(seed + 100 + at);
    const messages = new Messages({ party, people: own, random, run });
    const backlog = new Backlog(world.provider);
    return Array.from({ length: count }, (_, index) => {
      const runClient = party.kind === 'unary' ? runUnaryClient : runStreamClient;
      return runClient({
        ...shape,
        name: `${party.kind}-${party.profile}-${index}`,
        address: addressOf(world, at + index),
        ...{ party, messages, recorder, random },
        mayGoOn: () => backlog.size < BACKLOG_MAX,
        onAccepted: (messageId) => backlog.add(messageId),
        signal: stop.signal,
        givenUp: giveUp.signal,
      });
    });
  });
  const { webhookSecret } = keepSecrets(join(dir, 'secrets.json'));
  const optOuts = runOptOuts({
    ...{ world, recorder, people, webhookSecret },
    random: randomOf(seed + 200),
    signal: stop.signal,
    givenUp: giveUp.signal,
  });
  const interleavings = runInterleavings({
    ...{ world, recorder, people, webhookSecret, seed },
    signal: stop.signal,
    givenUp: giveUp.signal,
  });
  const all = Promise.all([...clients, optOuts, interleavings]);
  // A client that fails by a bug of its own is reported when the load ends, not as an unhandled rejection.
  all.catch(() => undefined);
  return {
    async end() {
      stop.abort();
      const patience = setTimeout(() => giveUp.abort(), GIVEN_UP_AFTER_MS);
      await all;
      clearTimeout(patience);
    },
  };
}

/** Clients are spread over the governors. */
function addressOf({ governorAddresses }: World, index: number): string {
  return governorAddresses[index % governorAddresses.length] ?? '';
}
