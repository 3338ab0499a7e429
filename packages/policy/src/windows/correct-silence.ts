import type { PolicyDocument } from '../document/schema.ts';
import { silencesOf } from './silence.ts';
import { type CompiledWindows, compileWindows } from './windows-at.ts';
import type { Election } from './windows-schema.ts';

/** A silence that a new policy would cut short. */
export interface LiftedSilence {
  electionId: string;
  /** An IANA zone in which silence runs and would not any more, or not for as long. */
  zone: string;
}

/**
 * The first silence that runs now under the policy in force and that the next policy would lift, shorten or limit to fewer
 * places; null when there is none. Nobody can lift a silence that has begun; elections to come may be corrected, and a
 * running silence may be made longer.
 */
export function findLiftedSilence(
  inForce: PolicyDocument,
  next: PolicyDocument,
  nowUs: number,
): LiftedSilence | null {
  const before = compileWindows(inForce);
  if (before === undefined) return null;
  const after = compileWindows(next);
  const nowMs = nowUs / 1_000;
  for (const election of before.section.elections) {
    for (const zone of election.timeZones) {
      if (isLifted({ before, after, election, zone, nowMs })) {
        return { electionId: election.id, zone };
      }
    }
  }
  return null;
}

function isLifted(at: {
  before: CompiledWindows;
  after: CompiledWindows | undefined;
  election: Election;
  zone: string;
  nowMs: number;
}): boolean {
  const { before, after, election, zone, nowMs } = at;
  const running = spansOf(before, election, zone).filter(
    ({ from, to }) => from <= nowMs && nowMs < to,
  );
  const kept = after?.section.elections.find(({ id }) => id === election.id);
  const remaining =
    after !== undefined && kept !== undefined && votesAtSamePlaces(election, kept)
      ? spansOf(after, kept, zone)
      : [];
  return running.some((old) => !remaining.some(({ from, to }) => from <= nowMs && to >= old.to));
}

/** Silence in one zone, for recipients whose place is known and for those of whom nothing is known; milliseconds. */
function spansOf({ edition, section, leadMs }: CompiledWindows, election: Election, zone: string) {
  const silences = silencesOf(edition, section, { election, zones: [zone], isPlaceKnown: true });
  return silences
    .filter(({ effect }) => effect === 'BLOCK')
    .map(({ from, to }) => ({ from: from - leadMs - section.providerQueueMs, to }));
}

/** The same people vote, and in no fewer zones: what a place is told must not depend on the correction. */
function votesAtSamePlaces(old: Election, kept: Election): boolean {
  return (
    old.jurisdiction === kept.jurisdiction &&
    old.district === kept.district &&
    old.timeZones.every((zone) => kept.timeZones.includes(zone))
  );
}
