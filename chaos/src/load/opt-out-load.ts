import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { LinkKind, LinkPurpose, Scope, Source } from '@hustings/contracts/optout';
import { type Office, Webhooks } from '@hustings/dev-env';
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
    const { office } = world;
    if (draw < ON_BEHALF) await this.#optOut(person, party, byStaff(office, person, party));
    else if (draw < BY_LINK) await this.#optOut(person, party, byLink(office, person, party));
    else if (draw < BY_ANOTHER_NUMBER) {
      await this.#optOut(person, party, byAnotherNumber(office, person, party));
    } else if (draw < FROM_EVERYBODY) {
      await this.#optOut(person, null, byStaff(office, person, null));
    } else await this.#reply({ person, party, own, draw });
  }

  /** Again until it is acknowledged: every way of it may be repeated. */
  async #optOut(
    person: string,
    party: ChaosParty | null,
    attempt: () => Promise<void>,
  ): Promise<void> {
    const { world, recorder, people, givenUp } = this.#parts;
    const key = `out-${randomUUID()}`;
    const value = { to: person, numbers: party ? [party.number] : null };
    const step = { process: 'staff', f: 'opt-out', key, value } as const;
    recorder.add({ ...step, type: 'invoke' });
    for (;;) {
      try {
        await attempt();
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
    const kind = draw < BY_CONTROL ? 'preference' : 'reply';
    if (!(await this.#write(person, party, { f: 'reply', kind, text, stops }))) return;
    if (stops) own.optedOut(person, recorder.now());
    if (draw < STOP || !stops) {
      if (!stops) this.#busy.delete(person);
      return;
    }
    await pause(START_AFTER_MS);
    if (signal.aborted) return;
    await this.#write(person, party, { f: 'start', kind: 'reply', text: 'START', stops: false });
    own.returned(person);
    this.#busy.delete(person);
  }

  /** Resolves to whether the provider's call was answered. */
  async #write(
    person: string,
    party: ChaosParty,
    deed: { f: 'reply' | 'start'; kind: 'reply' | 'preference'; text: string; stops: boolean },
  ): Promise<boolean> {
    const { recorder } = this.#parts;
    const id = `evt-${randomUUID()}`;
    const { f, kind, text, stops } = deed;
    const value = { person, numbers: [party.number], text, stops };
    recorder.add({ process: 'recipient', type: 'invoke', f, key: id, value });
    const at_us = Date.now() * 1000;
    const answered = await this.#webhooks.post({
      ...{ id, kind, at_us, from: person, to: party.number },
      ...(kind === 'reply' ? { text } : { category: 'marketing_messages', value: 'stop' }),
    });
    await acknowledged();
    recorder.add({ process: 'recipient', type: answered ? 'ok' : 'info', f, key: id, value });
    return answered;
  }
}

/** Staff or the party's office enters it; from everybody without a party. */
function byStaff(office: Office, address: string, party: ChaosParty | null): () => Promise<void> {
  const ledger = office.optout(party?.adminToken ?? office.operatorToken);
  const scope = party ? Scope.SCOPE_ORGANISATION : Scope.SCOPE_ALL_POLITICAL;
  return async () => {
    await ledger.optOut({ address, scope, source: Source.SOURCE_ON_BEHALF });
  };
}

/** The person follows a signed link of the party's. */
function byLink(office: Office, address: string, party: ChaosParty): () => Promise<void> {
  const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
  return async () => {
    const { senderId } = party;
    const { token } = await office
      .ledger(party.adminToken)
      .issueLink({ address, purpose, senderId });
    await office.ledger(office.internalToken).useLink({ token, purpose });
  };
}

/** Another number of the person, to which nobody writes, is linked and then opted out. */
function byAnotherNumber(office: Office, address: string, party: ChaosParty): () => Promise<void> {
  const other = `${address.slice(0, 3)}7${address.slice(4)}`;
  const stop = byStaff(office, other, party);
  return async () => {
    await office.ledger(party.adminToken).linkIdentities({
      firstAddress: address,
      secondAddress: other,
      kind: LinkKind.LINK_KIND_SAME_PERSON,
      proof: 'declared',
    });
    await stop();
  };
}

/**
 * A call that left the dispatcher before the acknowledgement did lies in a buffer of this process by now. It is dealt
 * with before the acknowledgement is written down, so that the order of the history is the order of things.
 */
async function acknowledged(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
}
