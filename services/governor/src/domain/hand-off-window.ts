/**
 * Releases that a sender may have out before the first answer has come: a frame of a stream. One whose releases were handed back as
 * too old begins with one instead.
 */
const FIRST_WINDOW = 64;
/** A release should wait to be taken up no longer than this share of the age at which it is handed back. */
const WAIT_SHARE = 0.2;
/** The pace is counted over so many such waits: calls come in bursts where a second has a limit. */
const PACE_WAITS = 2;
/** Ages after which a release of which nothing is heard counts as lost. */
const LOST_AGES = 2;
/** Ages for which it is remembered that releases were handed back as too old. */
const STALE_AGES = 6;

/** Releases of one commit that no dispatcher is known to have taken up. */
export interface UntakenGroup {
  atUs: number;
  /** Of their decisions, ascending. */
  numbers: readonly number[];
}

/** What is known of one sender's hand-offs. Instants are of the processes' clocks, microseconds. */
export interface SenderHandOffs {
  /** In the order of their decisions, which is the order in which they are taken up. */
  untaken: UntakenGroup[];
  /** The latest release out of a lane, taken up or not. */
  lastFromLane: { number: number; atUs: number } | null;
  /** All up to this number were taken up or handed back. */
  takenThrough: number;
  /** Calls to the provider that ended lately, oldest first. */
  called: { atUs: number; count: number }[];
  /** When a release was last handed back because its decision had grown old; 0 = never. */
  staleAtUs: number;
  /** Releases were lost, and nothing was taken up since. */
  hasLost: boolean;
}

/** How many more of a sender's queued messages may be released now. */
export interface HandOffWindow {
  room: number;
  /** Microseconds until there is room even when nothing more is heard; 0 while there is some. */
  reopensInUs: number;
}

interface At {
  nowUs: number;
  /** Age at which a release is handed back. */
  maxAgeUs: number;
}

export function emptyHandOffs(): SenderHandOffs {
  return {
    ...{ untaken: [], lastFromLane: null, takenThrough: 0, called: [] },
    ...{ staleAtUs: 0, hasLost: false },
  };
}

/**
 * A sender may have as many releases out as it makes calls in a fifth of the time for which a release is good, so that none waits much
 * longer than that (Little's law), and a few more, so that the pace can grow: it doubles from answer to answer, as in
 * the slow start of TCP (RFC 5681 §3.1). A release of which nothing is heard for twice its time no longer weighs, and one
 * message of the lanes may always be on its way: whatever is lost, a lane goes on.
 */
export function handOffWindow(sender: SenderHandOffs, at: At): HandOffWindow {
  const { untaken, lastFromLane, takenThrough, staleAtUs, hasLost } = sender;
  const { nowUs, maxAgeUs } = at;
  const out = untaken.filter((group) => !isLost(group, at));
  const isFaltering =
    hasLost || out.length < untaken.length || staleAtUs + STALE_AGES * maxAgeUs > nowUs;
  const calls = callsSince(sender, nowUs - paceSpanUs(maxAgeUs));
  const window = (isFaltering ? 1 : FIRST_WINDOW) + Math.ceil(calls / PACE_WAITS);
  const left = window - out.reduce((sum, { numbers }) => sum + numbers.length, 0);
  const isOnItsWay = lastFromLane !== null && lastFromLane.number > takenThrough;
  const lostInUs = isOnItsWay ? lastFromLane.atUs + LOST_AGES * maxAgeUs - nowUs : 0;
  if (left > 0 || lostInUs <= 0) return { room: Math.max(left, 1), reopensInUs: 0 };
  return { room: 0, reopensInUs: lostInUs };
}

/** Whether releases are so old that nothing will be heard of them, or only that they are handed back. */
export function isLost({ atUs }: UntakenGroup, { nowUs, maxAgeUs }: At): boolean {
  return nowUs - atUs >= LOST_AGES * maxAgeUs;
}

/** Calls that ended longer ago no longer tell the pace, microseconds. */
export function paceSpanUs(maxAgeUs: number): number {
  return PACE_WAITS * WAIT_SHARE * maxAgeUs;
}

function callsSince({ called }: SenderHandOffs, sinceUs: number): number {
  return called.reduce((sum, { atUs, count }) => (atUs > sinceUs ? sum + count : sum), 0);
}
