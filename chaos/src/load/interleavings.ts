import { setTimeout as pause } from 'node:timers/promises';
import { LinkPurpose, Scope } from '@hustings/contracts/optout';
import { Webhooks } from '@hustings/dev-env';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosParty, World } from '../world/open-world.ts';
import type { People } from './people.ts';
import { pickOne, type Random, randomOf } from './random.ts';
import { byAnotherNumber, byLink, byStaff, RecordedDeeds, type Written } from './recorded-deeds.ts';

export interface InterleavingParts {
  world: World;
  recorder: Recorder;
  seed: number;
  /** In the order of the world's parties; clients write to their regulars all the time. */
  people: People[];
  webhookSecret: string;
  signal: AbortSignal;
  /** Aborts when what is out is given up. */
  givenUp: AbortSignal;
}

/** Between two acts of one person: messages that were queued or released before still come in between. */
const EVERY_MS = 700;

/** What a person may do next. Those that end an opt-out are as likely as those that set one. */
const ACTS = [
  'stop',
  'stop-everybody',
  'control',
  'staff',
  'staff-everybody',
  'link',
  'another-number',
  'doubt',
  'yes',
  'start',
  'start',
  'start',
  'start',
  'everybody-again',
  'everybody-again',
] as const;
type Act = (typeof ACTS)[number];

const STOP: Written = { f: 'reply', kind: 'reply', text: 'STOP', stops: true };
const WRITTEN: Partial<Record<Act, Written>> = {
  stop: STOP,
  'stop-everybody': { ...STOP, text: 'STOP ALL', everybody: true },
  control: { ...STOP, kind: 'preference' },
  doubt: { ...STOP, text: 'hmm, stop or so', stops: false },
  yes: { ...STOP, text: 'sí', stops: false },
  start: { f: 'start', kind: 'reply', text: 'START', stops: false },
};

/**
 * The random interleavings of the property test, on the running fleet: people who stop, start, are linked and stop again in an order that
 * the seed draws, while messages to them are admitted, queued, released and recalled, and faults strike. What was promised to them is
 * judged from the history. Resolves when each has ended what they were doing.
 */
export async function runInterleavings(parts: InterleavingParts): Promise<void> {
  const { world, seed, givenUp } = parts;
  const webhooks = new Webhooks(world.webhookUrl, parts.webhookSecret);
  givenUp.addEventListener('abort', () => webhooks.stop(), { once: true });
  const deeds = new RecordedDeeds({ ...parts, webhooks });
  await Promise.all(
    world.parties.flatMap((party, at) =>
      (parts.people[at]?.regulars ?? []).map((person, index) => {
        const random = randomOf(seed + 1_000 * (at + 1) + index);
        return live({ ...parts, deeds, party, person, random });
      }),
    ),
  );
  webhooks.stop();
}

interface Life extends Pick<InterleavingParts, 'world' | 'signal'> {
  deeds: RecordedDeeds;
  party: ChaosParty;
  person: string;
  random: Random;
}

/** One act after the other, each ended before the next begins. */
async function live(life: Life): Promise<void> {
  while (!life.signal.aborted) {
    await act(life, pickOne(ACTS, life.random) ?? 'stop');
    await pause(EVERY_MS * (0.5 + life.random()));
  }
}

async function act(life: Life, next: Act): Promise<void> {
  const { deeds, person, party } = life;
  const { office } = life.world;
  const written = WRITTEN[next];
  if (written !== undefined) await deeds.write(person, party, written);
  else if (next === 'staff') await deeds.optOut(person, party, byStaff(office, person, party));
  else if (next === 'link') await deeds.optOut(person, party, byLink(office, person, party));
  else if (next === 'another-number') {
    await deeds.optOut(person, party, byAnotherNumber(office, person, party));
  } else if (next === 'staff-everybody') {
    await deeds.optOut(person, null, byStaff(office, person, null));
  } else await openForEverybody(life);
}

/** The person follows the platform's link and says yes to the question; asked a second time within a day they are not asked. */
async function openForEverybody({ world, deeds, person, party }: Life): Promise<void> {
  const { office } = world;
  const purpose = LinkPurpose.LINK_PURPOSE_OPT_IN;
  const scope = Scope.SCOPE_ALL_POLITICAL;
  const page = office.ledger(office.internalToken);
  try {
    const { organisationId, senderId } = party;
    const { token } = await page.issueLink({ address: person, organisationId, purpose, senderId });
    await page.useLink({ token, purpose, scope, language: 'es' });
  } catch {
    // Not asked, or nobody knows: then the person does not say yes.
    return;
  }
  await deeds.write(person, party, {
    ...{ f: 'start', kind: 'reply', text: 'SI', stops: false },
    everybody: true,
  });
}
