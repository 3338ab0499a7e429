import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Scope, Source } from '@hustings/contracts/optout';
import { Webhooks } from '@hustings/dev-env';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosParty, World } from '../world/open-world.ts';
import type { People } from './people.ts';
import { pickOne, type Random } from './random.ts';

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
const AGAIN_AFTER_MS = 300;
/** Shares of what people do: staff enter an opt-out, one from everybody, a STOP, a STOP and later a START; else a reply. */
const ON_BEHALF = 0.3;
const FROM_EVERYBODY = 0.35;
const STOP = 0.6;
const STOP_AND_START = 0.75;
const START_AFTER_MS = 3_000;
/** Whatever had reached this process before an acknowledgement has been dealt with after so many turns of its loop. */
const TURNS = 3;

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
  readonly #webhooks: Webhooks;
  /** Each person does one thing at a time, and whoever opted out through the ledger stays so. */
  readonly #busy = new Set<string>();

  constructor(parts: OptOutParts, webhooks: Webhooks) {
    this.#parts = parts;
    this.#webhooks = webhooks;
  }

  async next(): Promise<void> {
    const { world, people, random } = this.#parts;
    const party = pickOne(world.parties, random);
    const own = people[party ? world.parties.indexOf(party) : -1];
    const person = own?.recentOne();
    if (!party || !own || person === undefined || this.#busy.has(person)) return;
    this.#busy.add(person);
    const draw = random();
    if (draw < ON_BEHALF) await this.#optOut(person, party);
    else if (draw < FROM_EVERYBODY) await this.#optOut(person, null);
    else await this.#reply({ person, party, own, draw });
  }

  async #optOut(person: string, party: ChaosParty | null): Promise<void> {
    const { world, recorder, people, givenUp } = this.#parts;
    const key = `out-${randomUUID()}`;
    const ledger = world.office.optout(party?.adminToken ?? world.office.operatorToken);
    const request = {
      address: person,
      scope: party ? Scope.SCOPE_ORGANISATION : Scope.SCOPE_ALL_POLITICAL,
      source: Source.SOURCE_ON_BEHALF,
    };
    const value = { to: person, numbers: party ? [party.number] : null };
    const step = { process: 'staff', f: 'opt-out', key, value } as const;
    recorder.add({ ...step, type: 'invoke' });
    for (;;) {
      try {
        await ledger.optOut(request);
        break;
      } catch (error) {
        recorder.add({ ...step, type: 'info', value: { ...value, why: String(error) } });
        if (givenUp.aborted) return;
        await pause(AGAIN_AFTER_MS);
      }
    }
    await acknowledged();
    recorder.add({ ...step, type: 'ok' });
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
    if (!(await this.#write(person, party, { f: 'reply', text, stops }))) return;
    if (stops) own.optedOut(person, recorder.now());
    if (draw < STOP || !stops) {
      if (!stops) this.#busy.delete(person);
      return;
    }
    await pause(START_AFTER_MS);
    if (signal.aborted) return;
    await this.#write(person, party, { f: 'start', text: 'START', stops: false });
    own.returned(person);
    this.#busy.delete(person);
  }

  /** Resolves to whether the provider's call was answered. */
  async #write(
    person: string,
    party: ChaosParty,
    deed: { f: 'reply' | 'start'; text: string; stops: boolean },
  ): Promise<boolean> {
    const { recorder } = this.#parts;
    const id = `evt-${randomUUID()}`;
    const { f, text, stops } = deed;
    const value = { person, numbers: [party.number], text, stops };
    recorder.add({ process: 'recipient', type: 'invoke', f, key: id, value });
    const at_us = Date.now() * 1000;
    const answered = await this.#webhooks.post({
      ...{ id, kind: 'reply', at_us },
      ...{ from: person, to: party.number, text },
    });
    await acknowledged();
    recorder.add({ process: 'recipient', type: answered ? 'ok' : 'info', f, key: id, value });
    return answered;
  }
}

/**
 * A call that left the dispatcher before the acknowledgement did lies in a buffer of this process by now. It is dealt
 * with before the acknowledgement is written down, so that the order of the history is the order of things.
 */
async function acknowledged(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
}
