import { setTimeout as pause } from 'node:timers/promises';
import { Webhooks } from '@hustings/dev-env';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosParty, World } from '../world/open-world.ts';
import type { People } from './people.ts';
import { pickOne, type Random } from './random.ts';
import { byAnotherNumber, byLink, byStaff, RecordedDeeds } from './recorded-deeds.ts';

export interface OptOutParts {
  world: World;
  recorder: Recorder;
  random: Random;
  /** In the order of the world's parties. */
  people: People[];
  webhookSecret: string;
  signal: AbortSignal;
  /** Aborts when what is out is given up. */
  givenUp: AbortSignal;
}

const EVERY_MS = 500;
/**
 * Shares of what people do: staff enter an opt-out, somebody follows a signed link, another number of the person is linked and
 * then stopped, one opts out from everybody, uses the provider's own control, writes STOP, or STOP and later START; else a reply.
 */
const ON_BEHALF = 0.15;
const BY_LINK = 0.25;
const BY_ANOTHER_NUMBER = 0.3;
const FROM_EVERYBODY = 0.35;
const BY_CONTROL = 0.42;
const STOP = 0.6;
const STOP_AND_START = 0.75;
const START_AFTER_MS = 3_000;

/** People who opt out, through the ledger's interface and by replies, all the time. Resolves when all is acknowledged. */
export async function runOptOuts(parts: OptOutParts): Promise<void> {
  const webhooks = new Webhooks(parts.world.webhookUrl, parts.webhookSecret);
  const deeds = new Deeds(parts, webhooks);
  const out = new Set<Promise<void>>();
  while (!parts.signal.aborted) {
    const deed = deeds.next().finally(() => out.delete(deed));
    out.add(deed);
    await pause(EVERY_MS * (0.5 + parts.random()));
  }
  parts.givenUp.addEventListener('abort', () => webhooks.stop(), { once: true });
  await Promise.all(out);
  webhooks.stop();
}

class Deeds {
  readonly #parts: OptOutParts;
  readonly #recorded: RecordedDeeds;
  /** Each person does one thing at a time, and whoever opted out through the ledger stays so. */
  readonly #busy = new Set<string>();

  constructor(parts: OptOutParts, webhooks: Webhooks) {
    this.#parts = parts;
    this.#recorded = new RecordedDeeds({ ...parts, webhooks });
  }

  async next(): Promise<void> {
    const { world, people, random } = this.#parts;
    const party = pickOne(world.parties, random);
    const own = people[party ? world.parties.indexOf(party) : -1];
    const person = own?.recentOne();
    if (!party || !own || person === undefined || this.#busy.has(person)) return;
    this.#busy.add(person);
    const draw = random();
    const { office } = world;
    if (draw < ON_BEHALF) await this.#optOut(person, party, byStaff(office, person, party));
    else if (draw < BY_LINK) await this.#optOut(person, party, byLink(office, person, party));
    else if (draw < BY_ANOTHER_NUMBER) {
      await this.#optOut(person, party, byAnotherNumber(office, person, party));
    } else if (draw < FROM_EVERYBODY) {
      await this.#optOut(person, null, byStaff(office, person, null));
    } else await this.#reply({ person, party, own, draw });
  }

  async #optOut(
    person: string,
    party: ChaosParty | null,
    attempt: () => Promise<void>,
  ): Promise<void> {
    const { world, recorder, people } = this.#parts;
    if (!(await this.#recorded.optOut(person, party, attempt))) return;
    const concerned = party ? people.filter((_, at) => world.parties[at] === party) : people;
    for (const one of concerned) one.optedOut(person, recorder.now());
  }

  async #reply(who: {
    person: string;
    party: ChaosParty;
    own: People;
    draw: number;
  }): Promise<void> {
    const { recorder, signal } = this.#parts;
    const { person, party, own, draw } = who;
    const stops = draw < STOP_AND_START;
    const text = stops ? 'STOP' : 'gracias';
    const kind = draw < BY_CONTROL ? 'preference' : 'reply';
    if (!(await this.#recorded.write(person, party, { f: 'reply', kind, text, stops }))) return;
    if (stops) own.optedOut(person, recorder.now());
    if (draw < STOP || !stops) {
      if (!stops) this.#busy.delete(person);
      return;
    }
    await pause(START_AFTER_MS);
    if (signal.aborted) return;
    await this.#recorded.write(person, party, {
      f: 'start',
      kind: 'reply',
      text: 'START',
      stops: false,
    });
    own.returned(person);
    this.#busy.delete(person);
  }
}
