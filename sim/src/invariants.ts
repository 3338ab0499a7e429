import { findsNothing } from './outsider.ts';
import * as people from './process-invariants.ts';
import * as time from './time-invariants.ts';
import type { World } from './world.ts';

/** Returns what contradicts the sentence, or null. */
export type Check = (world: World) => string | null;

/** What has to hold whatever happens; judged from the log alone, by code that the deciders do not share. */
export const INVARIANTS: Readonly<Record<string, Check>> = {
  'no sanction stands without its evidence, its reasons and a notice issued no later than it starts':
    people.hasReasons,
  'a restriction follows on a warning, or a graver measure, whose notice was delivered an hour before':
    time.followsOnDelivery,
  'a suspension that was heard, and a notice of a ban, begin only when their reasons count as delivered':
    time.beginsAfterDelivery,
  'no ban without an earlier measure, a notice of thirty days, and no appeal open':
    time.banHasNotice,
  'nobody is banned but from a notice of a ban': people.bansFromNotice,
  'the machine warns and restricts, and imposes nothing harder by itself': people.machineIsMild,
  'nothing is decided on a private screenshot or a tip alone': people.evidenceCarries,
  'whoever reviews an appeal took no part before': people.reviewerIsFresh,
  'one credential is never two of reporter, proposer, decider and reviewer':
    people.onePersonOneRole,
  'nobody with a conflict of interest acts': people.noConflict,
  'what an appeal overturned no longer stands': people.overturnedIsRestored,
  'a restriction ends at its instant, and the machine never prolongs one': time.restrictionEnds,
  'an emergency suspension that nobody ratified is over after a day': time.emergencyLapses,
  'every account of a mass action has a finding of its own, and three approvers':
    people.massActionHasFindings,
  'a suspension rests on a report of equal treatment without an unexplained gap':
    people.suspensionHasParity,
  'each notice is delivered once and each sanction ends once': people.happensOnce,
  'what was due by itself has happened once all clocks are right': time.deadlinesAreKept,
  'a replay of the log arrives at what both replicas hold': people.replayAgrees,
  'an outsider who replays the log finds nothing wrong with the process': findsNothing,
};
