import type { Said } from '../notice/said.ts';
import type { Appeal } from './appeal/state.ts';
import type { Standing, Statement } from './events.ts';
import type { Evidence, Subject } from './evidence.ts';
import type { Answer, EvidenceReview, Proposal, Strike } from './process.ts';
import { isGraver, type SanctionStanding } from './steps.ts';

/** A notice in the organisation's inbox. */
export interface Notice {
  noticeId: string;
  text: string;
  /** Absent for a text of its own. */
  said?: Said;
  issuedAtUs: number;
  deliveredAtUs: number | null;
}

/** A warning (id: its notice's) or a sanction (id: the sanction's). */
export interface Measure {
  measureId: string;
  noticeId: string;
  statement: Statement;
  decidedBy: string;
  /** Everybody else who decided it. */
  approvedBy: readonly string[];
  /** Proposal that was carried; empty for none. */
  proposalId: string;
  /** True once a suspension ran to its stated end. */
  finished: boolean;
  /** True once it was overturned or reversed: nothing of it counts. */
  reversed: boolean;
}

/** A sanction whose end is not recorded yet. */
export interface LiveSanction {
  sanctionId: string;
  standing: SanctionStanding;
  startsAtUs: number;
  /** null = until lifted. */
  endsAtUs: number | null;
  /** Sanction that it prolongs; empty for none. */
  extendsSanctionId: string;
  /** Of an emergency suspension that nobody has ratified yet; else null. */
  ratifyByUs: number | null;
  /** Of a notice of a ban, without the time for which appeals stopped the clock; else null. */
  bansAtUs: number | null;
}

/** The clock from the notice of a ban to the ban: it stands still while an appeal is open. */
export interface BanClock {
  stoppedForUs: number;
  stoppedSinceUs: number | null;
}

/** What a case holds whatever its status. */
export interface CaseFile {
  caseId: string;
  subject: Subject;
  organisationId: string;
  /** "system" or who opened it. */
  openedBy: string;
  clause: string;
  whyNotNarrower: string;
  /** Facts up to here were dealt with before. */
  factsAfterUs: number;
  /** Measures of earlier cases that still counted when this one was opened. */
  strikes: readonly Strike[];
  evidence: readonly Evidence[];
  reviews: readonly EvidenceReview[];
  notices: readonly Notice[];
  measures: readonly Measure[];
  live: readonly LiveSanction[];
  proposals: readonly Proposal[];
  answers: readonly Answer[];
  appeals: readonly Appeal[];
  banClock: BanClock;
}

/** Plain JSON: the state is the snapshot. */
export type CaseState =
  | { status: 'NONE' }
  /** Nothing stands against the subject. */
  | { status: 'OPENED'; file: CaseFile }
  | { status: 'WARNED'; file: CaseFile; sinceUs: number }
  /** `sanctionId` names the sanction that runs, `endsAtUs` the end with an extension. */
  | { status: 'RESTRICTED'; file: CaseFile; sanctionId: string; endsAtUs: number }
  | {
      status: 'SUSPENDED';
      file: CaseFile;
      sanctionId: string;
      startsAtUs: number;
      endsAtUs: number;
      /** By when an emergency suspension has to be ratified; null for one that was decided. */
      ratifyByUs: number | null;
    }
  | { status: 'BAN_NOTICE'; file: CaseFile; sanctionId: string; bansAtUs: number }
  | { status: 'BANNED'; file: CaseFile; sanctionId: string }
  /** Readmitted: no sends until it is verified again. The ban's sanction holds the gate until then. */
  | { status: 'PENDING'; file: CaseFile; sanctionId: string }
  | { status: 'CLOSED'; file: CaseFile; closedAtUs: number };

/** A case that was opened, closed or not. */
export type KnownCase = Exclude<CaseState, { status: 'NONE' }>;

/** A case that is neither new nor closed. */
export type OpenCaseState = Exclude<KnownCase, { status: 'CLOSED' }>;

/** Standing that a case gives its subject at an instant: a sanction ends by itself, recorded or not. */
export function standingAt(state: CaseState, nowUs: number): Standing {
  switch (state.status) {
    case 'NONE':
    case 'OPENED':
    case 'CLOSED':
      return 'ACTIVE';
    case 'PENDING':
      return 'PENDING';
    default:
      return state.file.live
        .filter((each) => each.startsAtUs <= nowUs && nowUs < (each.endsAtUs ?? Infinity))
        .map((each): Standing => each.standing)
        .reduce(
          (gravest, next) => (isGraver(next, gravest) ? next : gravest),
          hasWarning(state.file) ? 'WARNED' : 'ACTIVE',
        );
  }
}

/** The sanction that gives the standing of an instant, if one does. */
export function sanctionAt(state: CaseState, nowUs: number): LiveSanction | undefined {
  if (state.status === 'NONE') return undefined;
  const standing = standingAt(state, nowUs);
  return state.file.live.find(
    (each) =>
      each.standing === standing && each.startsAtUs <= nowUs && nowUs < (each.endsAtUs ?? Infinity),
  );
}

/** True once anything was imposed: what ends leads back to the warning, never below it. */
export function hasWarning(file: CaseFile): boolean {
  return file.measures.some((measure) => !measure.reversed);
}

/** The appeal that waits for a decision, if any. At most one per measure; the oldest first. */
export function openAppeal(file: CaseFile): Appeal | undefined {
  return file.appeals.find((appeal) => appeal.outcome === 'OPEN');
}

/** The proposal that waits for votes, if any. At most one. */
export function openProposal(file: CaseFile): Proposal | undefined {
  return file.proposals.find((proposal) => proposal.outcome === 'OPEN');
}

/** Everybody who reported, proposed, looked at evidence, decided, filed or reviewed: none of them may review it. */
export function participantsOf(file: CaseFile): Set<string> {
  return new Set([
    file.openedBy,
    ...file.evidence.map((item) => item.submittedBy),
    ...file.reviews.flatMap((review) => [review.reviewer, review.gistApprovedBy]),
    ...file.measures.flatMap((measure) => [measure.decidedBy, ...measure.approvedBy]),
    ...file.proposals.flatMap((proposal) => [
      proposal.proposedBy,
      ...proposal.panel,
      ...proposal.votes.map((vote) => vote.decider),
    ]),
    ...file.appeals.flatMap((appeal) => [appeal.filedBy, appeal.reviewer, appeal.stayDecidedBy]),
  ]);
}
