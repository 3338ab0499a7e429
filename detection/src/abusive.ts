import { at, DAY_US, DAYS, END_US, HOUR_US, MINUTE_US, START_US } from './clock.ts';
import { historyOf, honestSender } from './honest.ts';
import type { Random } from './random.ts';
import type { Mailing, Reactions, Sender } from './types.ts';

/** What people do with messages that they did not ask for; sources in `sources.ts`. */
function spamReactions(random: Random): Reactions {
  return {
    reply: random.between(0, 0.02),
    optOut: random.between(0.02, 0.2),
    block: random.between(0.02, 0.19),
    // Three of four abusive senders draw no report at all.
    report: random.chance(0.25) ? random.between(0.005, 0.1) : 0,
  };
}

/** One in two never opens the inbox; the others run a tool that does at once. Assumption. */
function fetching(random: Random): number {
  return random.chance(0.5) ? Number.POSITIVE_INFINITY : random.between(0, 5) * MINUTE_US;
}

/** Whoever sends spam from a number of their own answers for it themselves, at once. */
const OWN_WORD = { confirmsAfterUs: MINUTE_US, intruderConfirmsAfterUs: MINUTE_US } as const;

/** Share of intruders who hold a second credential of the owner's as well. Assumption. */
const SECOND_CREDENTIALS = 0.05;
const INTRUDER = 4;

/** Texts of a campaign: one in most cases, else spun into several families. Assumption. */
function textsOf(label: string, random: Random): string[] {
  const count = random.chance(0.7) ? 1 : random.whole(3, 30);
  return Array.from({ length: count }, (_, n) => `f-${label}-${n}`);
}

/** A number of its own, new or bought and unused, that writes to strangers as fast as it may. */
export function spammer(number: number, random: Random): Sender {
  const isNew = random.chance(0.8);
  const registeredAtUs = isNew
    ? START_US + random.between(0, 4) * DAY_US
    : START_US - random.between(30, 400) * DAY_US;
  const startUs = Math.max(registeredAtUs, START_US) + startDelay(random);
  const mailing: Mailing = {
    startUs,
    messages: random.whole(2_000, 20_000),
    gapUs: 0,
    families: textsOf(String(number), random),
    linkMismatch: random.chance(0.05) ? 0.8 : 0,
    tool: `tool-${number}`,
    audience: 'STRANGERS',
    reactions: spamReactions(random),
    abusive: true,
    endsAtUs: END_US,
  };
  return {
    ...{ number, senderId: `snd-${number}`, organisationId: `org-${number}`, style: 'spammer' },
    registeredAtUs,
    profile: 'whatsapp-20-tier-250',
    mailings: [mailing],
    waves: [],
    ungranted: random.chance(0.15) ? { startUs, attempts: random.whole(5, 50) } : null,
    fetchesAfterUs: fetching(random),
    ...OWN_WORD,
  };
}

/** From registration to the first message: five minutes for one in five, within a day for three in four. */
function startDelay(random: Random): number {
  const draw = random.next();
  if (draw < 0.2) return random.between(5, 10) * MINUTE_US;
  if (draw < 0.77) return random.between(10 / 60, 24) * HOUR_US;
  return random.between(1, 7) * DAY_US;
}

/** One of the numbers over which one campaign is spread. Portions and rings: assumptions. */
export function snowshoer(
  number: number,
  ring: number,
  sources: { own: Random; ring: Random },
): Sender {
  const { own, ring: shared } = sources;
  // The ring's draws come first and in the same order for each of its numbers.
  const families = Array.from({ length: shared.whole(1, 4) }, (_, n) => `f-ring-${ring}-${n}`);
  const reactions = spamReactions(shared);
  const firstDay = shared.whole(0, 4);
  const senders = shared.whole(1, 3);
  const mailings = Array.from({ length: DAYS - firstDay }, (_, index): Mailing => {
    const messages = own.whole(20, 120);
    return {
      startUs: at(firstDay + index, own.between(8, 12)),
      messages,
      gapUs: (8 * HOUR_US) / messages,
      families,
      linkMismatch: 0,
      tool: `tool-${number}`,
      audience: 'STRANGERS',
      reactions,
      abusive: true,
      endsAtUs: END_US,
    };
  });
  return {
    ...{ number, senderId: `snd-${number}`, style: 'snowshoer' },
    organisationId: `org-ring-${ring}-${Math.floor(number / senders)}`,
    registeredAtUs: START_US + own.between(0, firstDay) * DAY_US,
    profile: 'whatsapp-20-tier-250',
    mailings,
    waves: [],
    ungranted: null,
    fetchesAfterUs: fetching(own),
    ...OWN_WORD,
  };
}

/** An honest number that somebody else gets hold of. */
export function hijacked(number: number, random: Random): Sender {
  const style = random.pick(['gotv', 'fundraising', 'newsletter', 'surge'] as const);
  const drawn = honestSender(style, number, random);
  const registeredAtUs = START_US - random.between(30, 700) * DAY_US;
  const startUs = at(random.whole(6, 10), random.between(0, 24));
  const attack: Mailing = {
    startUs,
    messages: random.whole(1_000, 10_000),
    gapUs: 0,
    families: textsOf(String(number), random),
    linkMismatch: random.chance(0.05) ? 0.8 : 0,
    // Half come with a tool of their own, half with what they stole. Assumption.
    tool: random.chance(0.5) ? `tool-${number}-intruder` : `tool-${number}`,
    audience: 'STRANGERS',
    reactions: spamReactions(random),
    abusive: true,
    // The owner notices and has the number held. Assumption: half of them within twelve hours.
    endsAtUs: startUs + random.logNormal(12 * HOUR_US, 1),
  };
  const profile =
    drawn.profile === 'whatsapp-20-tier-250' ? 'whatsapp-20-tier-2000' : drawn.profile;
  const list = drawn.mailings[0]?.messages ?? 0;
  const history = drawn.mailings.some((mailing) => mailing.startUs < START_US)
    ? []
    : historyOf(
        { style, number, list, reactions: drawn.mailings[0]?.reactions ?? attack.reactions },
        random,
      );
  const mailings = [...history, ...drawn.mailings, attack].sort((a, b) => a.startUs - b.startUs);
  const intruderConfirmsAfterUs = random.fork(INTRUDER).chance(SECOND_CREDENTIALS)
    ? MINUTE_US
    : Number.POSITIVE_INFINITY;
  const known = { ...drawn, registeredAtUs, profile, mailings };
  return { ...known, style: 'hijacked', intruderConfirmsAfterUs };
}
