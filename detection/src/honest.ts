import { at, DAY_US, DAYS, END_US, HOUR_US, MINUTE_US, START_US } from './clock.ts';
import type { Random } from './random.ts';
import type { Mailing, Reactions, ReportWave, Sender, Style } from './types.ts';

/** Most people on one list: the party of the second story. */
const LARGEST_LIST = 30_000;

/** Share of honest numbers that are registered within the two weeks. Assumption. */
const NEWCOMERS = 0.25;

/** Share of honest senders that change their tool in the two weeks. Assumption. */
const TOOL_CHANGES = 0.05;

/** Share of mailings that go to a list which was never written to: a new voter file. Assumption. */
const NEW_LISTS = 0.1;

/** Share of owners who confirm a slow start at all; half of these within twenty minutes. Assumption. */
const CONFIRMERS = 0.9;

/** Draws of their own, so that they shift no others. */
const HISTORY = 1;
const AUDIENCE = 2;
const CONFIRMATION = 3;

type HonestStyle = 'gotv' | 'fundraising' | 'newsletter' | 'group' | 'surge';

/** Recipients, median of the style; the logarithm's standard deviation is 0.9, as list sizes are skewed. Assumption. */
const LIST_MEDIAN: Record<HonestStyle, number> = {
  gotv: 1_200,
  fundraising: 500,
  newsletter: 400,
  group: 150,
  surge: 1_500,
};

/** What recipients do, by style; sources in `sources.ts`. */
function reactionsOf(style: HonestStyle, random: Random): Reactions {
  // One in ten lists is cold: a first message to it loses many.
  const cold = random.chance(0.1) ? random.between(1, 4) : 1;
  const optOut = {
    gotv: () => random.logNormal(0.03, 0.5),
    fundraising: () => random.logNormal(0.0092, 0.5) * cold,
    newsletter: () => random.logNormal(0.0069, 0.5) * cold,
    group: () => random.logNormal(0.0069, 0.5),
    surge: () => random.logNormal(0.02, 0.5),
  }[style]();
  const reply = {
    gotv: () => random.between(0.03, 0.12),
    fundraising: () => random.between(0.005, 0.047),
    newsletter: () => random.between(0.001, 0.02),
    group: () => random.between(0.15, 0.45),
    surge: () => random.between(0.01, 0.093),
  }[style]();
  return {
    reply,
    optOut: Math.min(0.2, optOut),
    block: random.logNormal(0.002, 0.6),
    report: random.between(0.0005, 0.001),
  };
}

/** A campaign that means well, of a style, with its own list, pace and texts. */
export function honestSender(style: HonestStyle, number: number, random: Random): Sender {
  const isNew = random.chance(NEWCOMERS);
  const registeredAtUs = isNew
    ? START_US + random.between(0, 5) * DAY_US
    : START_US - random.between(30, 700) * DAY_US;
  const list = Math.min(LARGEST_LIST, Math.ceil(random.logNormal(LIST_MEDIAN[style], 0.9)));
  const reactions = reactionsOf(style, random);
  const firstDay = isNew ? Math.ceil((registeredAtUs - START_US) / DAY_US) : 0;
  return {
    number,
    senderId: `snd-${number}`,
    organisationId: `org-${number}`,
    style,
    registeredAtUs,
    profile: isNew ? 'whatsapp-20-tier-250' : tierFor(list),
    mailings: [
      ...(isNew ? [] : historyOf({ style, number, list, reactions }, random)),
      ...mailingsOf({ style, number, list, firstDay, reactions }, random),
    ],
    waves: [],
    ungranted: random.chance(0.02)
      ? { startUs: at(random.whole(1, 12), 10), attempts: random.whole(1, 6) }
      : null,
    fetchesAfterUs: random.logNormal(2 * HOUR_US, 1.2),
    ...confirmationOf(random.fork(CONFIRMATION)),
  };
}

/** An honest sender whose list people joined who want to see it closed. Sizes and times of waves: assumptions. */
export function bombedSender(number: number, random: Random): Sender {
  const style = random.pick(['gotv', 'fundraising', 'newsletter', 'group'] as const);
  const sender = honestSender(style, number, random);
  const [first] = sender.mailings;
  const startUs = first ? first.startUs : START_US + DAY_US;
  const wave: ReportWave = {
    // A third of the waves come right after a mailing, where they look most like the truth.
    startUs: startUs + (random.chance(1 / 3) ? 10 * MINUTE_US : random.between(3, 72) * HOUR_US),
    reporters: random.whole(20, 200),
    times: random.whole(1, 5),
    medianUs: random.between(5, 60) * MINUTE_US,
  };
  return { ...sender, style: 'bombed' as Style, waves: [wave] };
}

function tierFor(list: number): string {
  if (list > 10_000) return 'whatsapp-20-tier-100000';
  return list > 2_000 ? 'whatsapp-20-tier-10000' : 'whatsapp-20-tier-2000';
}

interface Plan {
  style: HonestStyle;
  number: number;
  list: number;
  firstDay: number;
  reactions: Reactions;
}

function mailingsOf({ style, number, list, firstDay, reactions }: Plan, random: Random): Mailing[] {
  const audience = random.fork(AUDIENCE);
  const changeDay = random.chance(TOOL_CHANGES) ? random.whole(3, 12) : DAYS;
  return daysOf(style, firstDay, random).map((day, index) => ({
    ...mailingOn({ style, number, list, reactions }, at(day, random.between(9, 19)), random),
    // Groups write by hand: several texts. The others send one text to all.
    families: Array.from(
      { length: style === 'group' ? 6 : 1 },
      (_, n) => `f-${number}-${index}-${n}`,
    ),
    tool: day >= changeDay ? `tool-${number}-b` : `tool-${number}`,
    audience: style !== 'group' && audience.chance(NEW_LISTS) ? 'NEW_LIST' : 'LIST',
  }));
}

function confirmationOf(random: Random) {
  const confirmsAfterUs = random.chance(CONFIRMERS)
    ? random.logNormal(20 * MINUTE_US, 1)
    : Number.POSITIVE_INFINITY;
  return { confirmsAfterUs, intruderConfirmsAfterUs: Number.POSITIVE_INFINITY };
}

/** Two mailings of the two weeks before: whoever has been there for a while is no stranger to its list. */
export function historyOf(
  { style, number, list, reactions }: Omit<Plan, 'firstDay'>,
  random: Random,
): Mailing[] {
  const own = random.fork(HISTORY);
  return [own.whole(8, 13), own.whole(1, 6)].map((daysAgo) => ({
    ...mailingOn({ style, number, list, reactions }, at(-daysAgo, own.between(9, 19)), own),
    families: [`f-${number}-before-${daysAgo}`],
    tool: `tool-${number}`,
  }));
}

function mailingOn(
  { style, list, reactions }: Omit<Plan, 'firstDay'>,
  startUs: number,
  random: Random,
): Omit<Mailing, 'families' | 'tool'> {
  const isGroup = style === 'group';
  return {
    startUs,
    messages: isGroup ? Math.max(5, Math.ceil(random.between(0.1, 0.4) * list)) : list,
    gapUs: isGroup ? random.between(20, 120) * 1_000_000 : 0,
    linkMismatch: 0,
    audience: 'LIST',
    reactions,
    abusive: false,
    endsAtUs: END_US,
  };
}

/** Days with a mailing. */
function daysOf(style: HonestStyle, firstDay: number, random: Random): number[] {
  const days = {
    gotv: [random.whole(7, 9), random.whole(10, 11), 13],
    fundraising: [random.whole(0, 3), random.whole(4, 7), random.whole(8, 12)],
    newsletter: [1, 4, 8, 11],
    group: Array.from({ length: DAYS }, (_, day) => day).filter(() => random.chance(0.7)),
    surge: [random.whole(0, 2), random.whole(8, 12)],
  }[style];
  return [...new Set(days)].filter((day) => day >= firstDay).sort((a, b) => a - b);
}
