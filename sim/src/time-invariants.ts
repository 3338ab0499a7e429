import { deadlinesOf, standingAt, toUs } from '@hustings/enforcement/simulation';
import { DAY_US, HOUR_US, LADDER } from './cast.ts';
import { eventsOf, firstFault, historyOf, type Imposed, imposedIn, isPerson } from './reading.ts';
import type { World } from './world.ts';

export function followsOnDelivery(world: World): string | null {
  return firstFault(imposedIn(world), ({ event, entry }) => {
    const isStep = event.standing === 'RESTRICTED' && event.step === 'T02';
    if (!isStep || event.extendsSanctionId !== '') return null;
    const history = historyOf(world, entry.caseId, entry.seq);
    const measures = [...eventsOf(history, 'Warned'), ...eventsOf(history, 'SanctionImposed')];
    const earlier = measures.filter((measure) => measure !== event);
    const warnings = new Set(earlier.map(({ noticeId }) => noticeId));
    const delivered = eventsOf(history, 'NoticeDelivered').some(
      ({ noticeId, atUs }) => warnings.has(noticeId) && atUs + HOUR_US < event.startsAtUs,
    );
    return delivered ? null : `${event.sanctionId} follows on no delivered warning`;
  });
}

export function beginsAfterDelivery(world: World): string | null {
  return firstFault(imposedIn(world), ({ event, entry }) => {
    const isHeard = event.standing === 'SUSPENDED' && event.step === 'T04';
    if (!isHeard && event.standing !== 'BAN_NOTICE') return null;
    const notice = eventsOf(entry.events, 'NoticeIssued').find(
      (n) => n.noticeId === event.noticeId,
    );
    if (!notice) return `${event.sanctionId} has no notice`;
    const deemedAtUs = notice.atUs + toUs(LADDER.deemedDeliveredAfterMs);
    // What prolongs begins when what it prolongs ends: the notice is early enough if it is a renewal.
    if (event.extendsSanctionId !== '' || event.startsAtUs >= deemedAtUs) return null;
    return `${event.sanctionId} begins before its notice counts as delivered`;
  });
}

export function banHasNotice(world: World): string | null {
  return firstFault(imposedIn(world), (imposed) => {
    if (imposed.event.standing !== 'BANNED') return null;
    return faultOfBan(world, imposed);
  });
}

/** How an appeal ends. */
const ENDINGS: ReadonlySet<string> = new Set([
  ...['AppealUpheld', 'AppealDismissed', 'AppealModified', 'AppealSentBack'],
  ...['AppealDefaulted', 'AppealWithdrawn'],
]);

function faultOfBan(world: World, { event, entry }: Imposed): string | null {
  const before = historyOf(world, entry.caseId, entry.seq - 1);
  const sanctions = eventsOf(before, 'SanctionImposed');
  const notice = sanctions.findLast(({ standing }) => standing === 'BAN_NOTICE');
  const measured =
    eventsOf(before, 'Warned').length > 0 ||
    sanctions.some((each) => each.standing === 'SUSPENDED');
  if (!measured) return `${event.sanctionId} bans without an earlier measure`;
  if (!notice || event.startsAtUs < notice.startsAtUs + 30 * DAY_US) {
    return `${event.sanctionId} bans without thirty days' notice`;
  }
  const decided = new Set(
    before.flatMap((event) =>
      ENDINGS.has(event.type) && 'appealId' in event ? [event.appealId] : [],
    ),
  );
  const open = eventsOf(before, 'AppealFiled').find(({ appealId }) => !decided.has(appealId));
  return open ? `${event.sanctionId} bans while ${open.appealId} is open` : null;
}

export function restrictionEnds(world: World): string | null {
  return firstFault(imposedIn(world), ({ event, entry }) => {
    if (event.standing !== 'RESTRICTED') return null;
    const { sanctionId, startsAtUs, endsAtUs, extendsSanctionId } = event;
    const lengthUs = endsAtUs - startsAtUs;
    const maxUs = toUs(LADDER.restrictionMs);
    // What an emergency suspension falls back to counts from the beginning of the suspension.
    const isFit = event.step === 'T07' ? lengthUs <= maxUs : lengthUs === maxUs;
    if (!isFit) return `${sanctionId} is no 72 hours long`;
    if (extendsSanctionId !== '' && !isPerson(event.decidedBy))
      return `the machine prolongs ${sanctionId}`;
    const ends = imposedIn(world).filter((each) => each.event.extendsSanctionId === sanctionId);
    if (ends.length > 1) return `${sanctionId} is prolonged twice`;
    const others = entry.after.status === 'NONE' ? [] : entry.after.file.live;
    const alone = others.filter((each) => each.standing === 'RESTRICTED').length === 1;
    const after = standingAt(entry.after, endsAtUs);
    return alone && after === 'RESTRICTED' ? `${sanctionId} holds beyond its end` : null;
  });
}

export function emergencyLapses(world: World): string | null {
  return firstFault(imposedIn(world), ({ event }) => {
    if (event.standing !== 'SUSPENDED' || event.emergency === null) return null;
    return event.endsAtUs - event.startsAtUs <= DAY_US ? null : `${event.sanctionId} lasts longer`;
  });
}

export function deadlinesAreKept(world: World): string | null {
  return firstFault([...world.log.cases()], (state) => {
    const due = deadlinesOf(state, LADDER).find(({ atUs }) => atUs <= world.nowUs);
    return due ? `${due.order.type} was due and did not happen` : null;
  });
}
