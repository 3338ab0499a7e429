import { windowClosesAtUs } from '../domain/case/appeal/clocks.ts';
import type { CaseRecord } from '../domain/case/case-book.ts';
import { openAppeal, sanctionAt, standingAt } from '../domain/case/state.ts';
import { pauseAt, pausesOf } from '../domain/complaints/state.ts';
import {
  type CapabilityCard,
  type CardFacts,
  makeCard,
  type Overlay,
} from '../domain/notice/capability-card.ts';
import { type Means, nowUs } from './orders.ts';

/** Whom a card is about. */
export interface CardSubject {
  subjectId: string;
  organisationId: string;
  /** The subject's open or latest case. */
  record: CaseRecord | undefined;
}

/** A card with the facts that it was made from. */
export interface MadeCard {
  card: CapabilityCard;
  facts: CardFacts;
}

/** What still works for a subject, until when, and what to do. `language` '' = that of the organisation. */
export function cardOf(means: Means, subject: CardSubject, language: string): MadeCard {
  const facts = factsOf(means, subject);
  const own = means.views.organisation(subject.organisationId)?.language;
  return { card: makeCard(facts, language || own || 'en'), facts };
}

function factsOf(means: Means, { subjectId, organisationId, record }: CardSubject): CardFacts {
  const { views } = means;
  const now = nowUs(means);
  const held = views.holdsOn(organisationId, subjectId).length > 0;
  const referred = views.referralNotices(organisationId).length > 0;
  const legallyHeld = views.isLegallyHeld(organisationId, record?.state.file.caseId ?? '');
  const paused = pauseAt(pausesOf(views.complaints(organisationId)), now) !== undefined;
  const outside: Overlay[] = [
    ...(held ? (['COMPROMISE_HOLD'] as const) : []),
    ...(legallyHeld ? (['LEGAL_HOLD'] as const) : []),
    ...(paused ? (['APPEALS_PAUSED'] as const) : []),
    ...(referred ? (['REFERRAL_NOTICED'] as const) : []),
  ];
  if (!record) {
    const none = { endsAtUs: null, appealable: null, openAppeal: null };
    return { subjectId, standing: 'ACTIVE', overlays: outside, ...none };
  }
  const { state } = record;
  const { file } = state;
  const appeal = openAppeal(file);
  const stayed = file.appeals.some(({ stay, outcome }) => stay === 'GRANTED' && outcome === 'OPEN');
  return {
    subjectId,
    standing: standingAt(state, now),
    endsAtUs: sanctionAt(state, now)?.endsAtUs ?? null,
    overlays: [
      ...outside,
      ...(appeal ? (['APPEAL_OPEN'] as const) : []),
      ...(stayed ? (['STAYED'] as const) : []),
    ],
    appealable: appealableOf(means, record, { now, paused }),
    openAppeal: appeal ? { appealId: appeal.appealId, decideByUs: appeal.decideByUs } : null,
  };
}

/** The latest measure that stands, was not appealed against, and whose window is open. A pause closes what was withdrawn. */
function appealableOf(
  means: Means,
  { state: { file } }: CaseRecord,
  { now, paused }: { now: number; paused: boolean },
): CardFacts['appealable'] {
  const ladder = means.views.policyFor(file.organisationId, means.layout)?.ladder;
  const measure = file.measures.findLast(({ reversed }) => !reversed);
  if (!measure || !ladder) return null;
  const appealed = file.appeals.some(
    ({ measureId, outcome }) =>
      measureId === measure.measureId && (paused || outcome !== 'WITHDRAWN'),
  );
  if (appealed) return null;
  const notice = file.notices.find(({ noticeId }) => noticeId === measure.noticeId);
  const stated = measure.statement.appealUntilUs;
  const untilUs = windowClosesAtUs(notice, stated, ladder) ?? stated;
  return now < untilUs ? { measureId: measure.measureId, untilUs } : null;
}
