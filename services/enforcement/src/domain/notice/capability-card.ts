import type { AppealableMeasure } from '../case/appeal/clocks.ts';
import { fill, sayIn, type Wording, wordingOf } from './wording.ts';

/** A standing as a card shows it. */
export type CardStanding = 'PENDING' | 'ACTIVE' | AppealableMeasure;

export type Overlay =
  | 'COMPROMISE_HOLD'
  | 'APPEAL_OPEN'
  | 'STAYED'
  | 'LEGAL_HOLD'
  | 'REFERRAL_NOTICED'
  | 'APPEALS_PAUSED';

/** What a card is made from. Times in microseconds since the Unix epoch. */
export interface CardFacts {
  subjectId: string;
  standing: CardStanding;
  /** When the standing ends by itself; null = it does not. */
  endsAtUs: number | null;
  overlays: readonly Overlay[];
  /** The live or latest measure that can be appealed against, with the end of its window; null = none. */
  appealable: { measureId: string; untilUs: number } | null;
  /** The open appeal with its clock; null = none. */
  openAppeal: { appealId: string; decideByUs: number } | null;
}

export type CapabilityName = keyof Wording['card']['capability'];

export interface Capability {
  name: CapabilityName;
  works: boolean;
  text: string;
  untilUs: number | null;
}

export interface CapabilityCard {
  capabilities: Capability[];
  toDo: string[];
  text: string;
  language: string;
  nativelyReviewed: boolean;
}

const NAMES: readonly CapabilityName[] = [
  ...(['SEND_TO_ALL', 'SEND_TO_REPLIED', 'RECEIVE'] as const),
  ...(['READ', 'EXPORT', 'APPEAL', 'CHANGE'] as const),
];

/** What still works, until when, and what to do, in plain words. Reading, export and replies work in every standing. */
export function makeCard(facts: CardFacts, language: string): CapabilityCard {
  const wording = wordingOf(language);
  const capabilities = NAMES.map((name) => capabilityOf(name, facts, wording));
  const toDo = adviceOf(facts).map((name) => sayAdvice(name, facts, wording));
  const { language: written, nativelyReviewed } = wording;
  const text = cardText(facts, { capabilities, toDo }, wording);
  return { capabilities, toDo, text, language: written, nativelyReviewed };
}

function capabilityOf(name: CapabilityName, facts: CardFacts, wording: Wording): Capability {
  const works = isWorking(name, facts);
  const changes = name === 'SEND_TO_ALL' || name === 'SEND_TO_REPLIED';
  return {
    ...{ name, works, text: wording.card.capability[name] },
    untilUs: changes && !works && !isHeld(facts) ? facts.endsAtUs : null,
  };
}

function isWorking(name: CapabilityName, facts: CardFacts): boolean {
  const { standing, overlays } = facts;
  const stayed = overlays.includes('STAYED');
  switch (name) {
    case 'SEND_TO_ALL':
      if (isHeld(facts) || standing === 'PENDING') return false;
      return stayed || standing === 'ACTIVE' || standing === 'WARNED';
    case 'SEND_TO_REPLIED':
      if (isHeld(facts) || standing === 'PENDING') return false;
      return stayed || ['ACTIVE', 'WARNED', 'RESTRICTED'].includes(standing);
    case 'APPEAL':
      return facts.appealable !== null;
    case 'CHANGE':
      return !isHeld(facts);
    case 'RECEIVE':
    case 'READ':
    case 'EXPORT':
      return true;
  }
}

function isHeld({ overlays }: CardFacts): boolean {
  return overlays.includes('COMPROMISE_HOLD');
}

type Advice = keyof Wording['card']['do'];

function adviceOf(facts: CardFacts): Advice[] {
  const { standing, overlays, endsAtUs } = facts;
  const advice: Advice[] = [];
  if (isHeld(facts)) advice.push('REVERIFY');
  if (standing === 'PENDING') advice.push('VERIFY');
  if (standing !== 'ACTIVE' && standing !== 'PENDING') advice.push('READ_NOTICE');
  if (standing === 'WARNED' || standing === 'RESTRICTED') advice.push('FIX');
  if (standing !== 'WARNED' && standing !== 'BAN_NOTICE' && endsAtUs !== null) advice.push('WAIT');
  if (facts.openAppeal) advice.push('FOLLOW_APPEAL');
  else if (facts.appealable) advice.push('APPEAL');
  if (standing === 'BAN_NOTICE' || standing === 'BANNED') advice.push('EXPORT');
  if (overlays.includes('REFERRAL_NOTICED')) advice.push('ANSWER_REFERRAL');
  return advice.length === 0 ? ['NOTHING'] : advice;
}

function sayAdvice(name: Advice, facts: CardFacts, wording: Wording): string {
  const { appealable, openAppeal } = facts;
  const untilUs = name === 'FOLLOW_APPEAL' ? openAppeal?.decideByUs : appealable?.untilUs;
  return fill(wording.card.do[name], {
    measure: appealable?.measureId ?? '',
    appeal: openAppeal?.appealId ?? '',
    until: untilUs === undefined ? '' : sayIn(wording.language, untilUs),
  });
}

function cardText(
  facts: CardFacts,
  { capabilities, toDo }: Pick<CapabilityCard, 'capabilities' | 'toDo'>,
  wording: Wording,
): string {
  const { card, language } = wording;
  const until = (us: number | null): string =>
    us === null ? '' : ` ${fill(card.until, { until: sayIn(language, us) })}`;
  const standing = card.standing[facts.standing];
  const title = fill(card.title, { subject: facts.subjectId, standing });
  return [
    `${title}${until(facts.endsAtUs)}`,
    ...facts.overlays.map((overlay) => `! ${card.overlay[overlay]}`),
    '',
    ...capabilities.map(
      ({ works, text, untilUs }) =>
        `${works ? '+' : '-'} ${text}: ${works ? card.works : card.stopped}${until(untilUs)}`,
    ),
    '',
    `${card.todo}:`,
    ...toDo.map((line) => `  ${line}`),
  ].join('\n');
}
