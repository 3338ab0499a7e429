import type { CaseEvent } from '@hustings/enforcement/simulation';
import { CONFLICTED } from './cast.ts';
import type { Entry } from './log.ts';
import { caseIdsOf, eventsOf, firstFault, historyOf, imposedIn, isPerson } from './reading.ts';
import type { World } from './world.ts';

/** Every statement in the log: of warnings and of sanctions. */
function statedIn(world: World) {
  return world.log.entries.flatMap((entry) =>
    entry.events.flatMap((event) =>
      event.type === 'Warned' || event.type === 'SanctionImposed' ? [{ event, entry }] : [],
    ),
  );
}

export function hasReasons(world: World): string | null {
  return firstFault(statedIn(world), ({ event, entry }) => {
    const history = historyOf(world, entry.caseId, entry.seq);
    const { statement, noticeId } = event;
    const known = new Set(
      eventsOf(history, 'EvidenceAdded').map((each) => each.evidence.evidenceId),
    );
    const missing = statement.evidenceIds.find((id) => !known.has(id));
    const notice = eventsOf(history, 'NoticeIssued').find((each) => each.noticeId === noticeId);
    if (statement.evidenceIds.length === 0 || missing !== undefined)
      return `${noticeId} lacks evidence`;
    if (statement.facts === '' || statement.clause === '') return `${noticeId} lacks reasons`;
    if (!notice || notice.text === '') return `${noticeId} was never issued`;
    return notice.atUs <= statement.startsAtUs ? null : `${noticeId} came after the start`;
  });
}

export function bansFromNotice(world: World): string | null {
  return firstFault(imposedIn(world), ({ event, entry }) => {
    if (event.standing !== 'BANNED' || entry.before.status === 'BAN_NOTICE') return null;
    return `${event.sanctionId} bans from ${entry.before.status}`;
  });
}

export function machineIsMild(world: World): string | null {
  return firstFault(imposedIn(world), ({ event }) => {
    if (isPerson(event.decidedBy) || event.standing === 'RESTRICTED') return null;
    return `${event.sanctionId}: ${event.standing} decided by the machine`;
  });
}

/** Classes that can carry something: neither private screenshots nor tips. */
const CARRYING = new Set(['A', 'B', 'C', 'D']);

export function evidenceCarries(world: World): string | null {
  return firstFault(statedIn(world), ({ event, entry }) => {
    const history = historyOf(world, entry.caseId, entry.seq);
    const items = eventsOf(history, 'EvidenceAdded')
      .map(({ evidence }) => evidence)
      .filter(({ evidenceId }) => event.statement.evidenceIds.includes(evidenceId));
    const carrying = items.filter(({ evidenceClass }) => CARRYING.has(evidenceClass));
    if (carrying.length === 0) return `${event.noticeId} rests on E or F alone`;
    for (const { evidenceClass, submittedBy, evidenceId } of items) {
      if (evidenceClass !== 'E') continue;
      const others = carrying.filter((other) => other.submittedBy !== submittedBy);
      const solid = others.some((other) => ['A', 'B'].includes(other.evidenceClass));
      const reviewed = eventsOf(history, 'EvidenceReviewed').some(
        (review) => review.evidenceId === evidenceId && review.lawful,
      );
      if (others.length < 2 || !solid || !reviewed) return `${evidenceId} is not corroborated`;
    }
    return null;
  });
}

/** Everybody who reported, looked at evidence, proposed, voted, decided, filed or reviewed in these events. */
function tookPart(events: readonly CaseEvent[]): Set<string> {
  return new Set(events.flatMap(actorsOf));
}

function actorsOf(event: CaseEvent): string[] {
  switch (event.type) {
    case 'CaseOpened':
      return [event.openedBy];
    case 'EvidenceAdded':
      return [event.evidence.submittedBy];
    case 'EvidenceReviewed':
    case 'GistApproved':
      return [event.reviewer];
    case 'MeasureProposed':
      return [event.proposedBy];
    case 'ProposalVoted':
      return [event.vote.decider];
    case 'Warned':
      return [event.decidedBy];
    case 'SanctionImposed':
      return [event.decidedBy, ...event.approvedBy];
    case 'AppealFiled':
      return [event.filedBy];
    case 'AppealUpheld':
    case 'AppealDismissed':
    case 'AppealModified':
    case 'AppealSentBack':
      return [event.reviewer];
    default:
      return [];
  }
}

export function reviewerIsFresh(world: World): string | null {
  return firstFault(world.log.entries, (entry) => {
    const before = tookPart(historyOf(world, entry.caseId, entry.seq - 1));
    return firstFault(entry.events, (event) => {
      if (!('reviewer' in event) || !('appealId' in event)) return null;
      return before.has(event.reviewer) ? `${event.reviewer} reviewed ${event.appealId}` : null;
    });
  });
}

/** What a credential is by an event; evidence is also looked at, which is no role of the four. */
function rolesIn(event: CaseEvent): [role: string, person: string][] {
  switch (event.type) {
    case 'EvidenceAdded':
      return [['reporter', event.evidence.submittedBy]];
    case 'MeasureProposed':
      // An emergency suspension proposes its own ratification: who orders it decides.
      return [[event.kind === 'RATIFY' ? 'decider' : 'proposer', event.proposedBy]];
    case 'ProposalVoted':
      return [['decider', event.vote.decider]];
    case 'Warned':
      return [['decider', event.decidedBy]];
    case 'SanctionImposed':
      return [event.decidedBy, ...event.approvedBy].map((person) => ['decider', person]);
    case 'AppealUpheld':
    case 'AppealDismissed':
    case 'AppealModified':
    case 'AppealSentBack':
      return [['reviewer', event.reviewer]];
    default:
      return [];
  }
}

export function onePersonOneRole(world: World): string | null {
  return firstFault(caseIdsOf(world), (caseId) => {
    const roles = new Map<string, string>();
    return firstFault(historyOf(world, caseId).flatMap(rolesIn), ([role, person]) => {
      const held = roles.get(person) ?? role;
      roles.set(person, held);
      return isPerson(person) && held !== role
        ? `${person} is ${held} and ${role} in ${caseId}`
        : null;
    });
  });
}

export function noConflict(world: World): string | null {
  const acted = tookPart(world.log.entries.flatMap(({ events }) => events.filter(isOfficers)));
  const person = CONFLICTED.find((each) => acted.has(each));
  return person === undefined ? null : `${person} acted`;
}

/** An appeal is filed by the organisation's own. */
function isOfficers({ type }: CaseEvent): boolean {
  return type !== 'AppealFiled';
}

export function overturnedIsRestored(world: World): string | null {
  return firstFault(world.log.entries, (entry) => {
    const upheld = [
      ...eventsOf(entry.events, 'AppealUpheld'),
      ...eventsOf(entry.events, 'AppealSentBack'),
      ...eventsOf(entry.events, 'AppealDefaulted'),
    ];
    return firstFault(upheld, ({ appealId }) => {
      const filed = eventsOf(historyOf(world, entry.caseId, entry.seq), 'AppealFiled');
      const measureId = filed.find((each) => each.appealId === appealId)?.measureId;
      return stillStands(entry, measureId) ? `${measureId} stands after ${appealId}` : null;
    });
  });
}

function stillStands({ after, before, events }: Entry, measureId: string | undefined): boolean {
  if (after.status === 'NONE' || before.status === 'NONE') return true;
  const isLive = after.file.live.some(({ sanctionId }) => sanctionId === measureId);
  const wasLive = before.file.live.some(({ sanctionId }) => sanctionId === measureId);
  const ended = eventsOf(events, 'SanctionEnded').some(
    ({ sanctionId }) => sanctionId === measureId,
  );
  return isLive || (wasLive && !ended);
}

export function massActionHasFindings(world: World): string | null {
  return firstFault(world.log.entries, (entry) => {
    const closed = eventsOf(entry.events, 'ProposalClosed').find(
      (each) => each.massActionId !== '',
    );
    if (!closed) return null;
    const history = historyOf(world, entry.caseId, entry.seq);
    const proposal = eventsOf(history, 'MeasureProposed').find(
      ({ proposalId }) => proposalId === closed.proposalId,
    );
    const known = eventsOf(history, 'EvidenceAdded').map(({ evidence }) => evidence.evidenceId);
    const cited = proposal?.reasons.evidenceIds ?? [];
    const [imposed] = eventsOf(entry.events, 'SanctionImposed');
    const approvers = new Set(imposed ? [imposed.decidedBy, ...imposed.approvedBy] : []);
    if (cited.length === 0 || cited.some((id) => !known.includes(id)))
      return `${entry.caseId} has no finding`;
    return imposed && approvers.size < 3 ? `${entry.caseId} has ${approvers.size} approvers` : null;
  });
}

export function suspensionHasParity(world: World): string | null {
  return firstFault(imposedIn(world), ({ event }) => {
    const heard = event.standing === 'SUSPENDED' && event.step === 'T04';
    if (!heard || event.extendsSanctionId !== '') return null;
    const { parity } = event.statement;
    if (!parity) return `${event.sanctionId} has no report`;
    const explained = parity.gaps
      .filter(({ explanation }) => explanation !== '')
      .reduce((sum, { senders }) => sum + senders, 0);
    const open = parity.senders - parity.treatedAlike - explained;
    return open === 0 ? null : `${event.sanctionId} leaves ${open} unexplained`;
  });
}

export function happensOnce({ log }: World): string | null {
  const seen = new Set<string>();
  return firstFault(
    log.entries.flatMap(({ events }) => events),
    (event) => {
      const what =
        event.type === 'NoticeDelivered'
          ? event.noticeId
          : event.type === 'SanctionEnded'
            ? event.sanctionId
            : '';
      const name = `${event.type} ${what}`;
      if (what === '' || !seen.has(name)) {
        seen.add(name);
        return null;
      }
      return `${name} twice`;
    },
  );
}

export function replayAgrees(world: World): string | null {
  return firstFault(caseIdsOf(world), (caseId) => {
    const held = JSON.stringify(world.log.load(caseId).state);
    for (const { book } of world.replicas) {
      const seen = JSON.stringify(book.byId(caseId)?.state);
      if (seen !== held) return `a replica holds something else of ${caseId}`;
    }
    return null;
  });
}
