import type { ReviewDecided, ReviewOpened } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** A doubtful reply, or a request beyond what one requester may ask for. Plain JSON. */
export type ReviewState =
  | { status: 'NONE' }
  | { status: 'OPEN' }
  | { status: 'CONFIRMED' | 'RELEASED' };

export type ReviewCommand =
  | ({ type: 'OpenReview' } & ReviewOpened)
  | ({ type: 'DecideReview' } & ReviewDecided);

export type ReviewEvent =
  | ({ type: 'ReviewOpened' } & ReviewOpened)
  | ({ type: 'ReviewDecided' } & ReviewDecided);

export type ReviewRejection =
  | { reason: 'ReviewUnknown' }
  /** Somebody else has decided otherwise. */
  | { reason: 'ReviewDecidedOtherwise' }
  | { reason: 'NoteMissing' };

/** Enough to say why; more would be a file on a person. */
const MAX_NOTE_CHARS = 500;

/** One person outside the campaign decides once. */
export const reviewDecider: Decider<ReviewState, ReviewCommand, ReviewEvent, ReviewRejection> = {
  decide(command, state) {
    if (command.type === 'OpenReview') {
      const { type: _, ...opened } = command;
      return ok(state.status === 'NONE' ? [{ ...opened, type: 'ReviewOpened' }] : []);
    }
    const { type: _, ...decided } = command;
    if (state.status === 'NONE') return err({ reason: 'ReviewUnknown' });
    if (decided.note.trim() === '' || decided.note.length > MAX_NOTE_CHARS) {
      return err({ reason: 'NoteMissing' });
    }
    if (state.status === 'OPEN') return ok([{ ...decided, type: 'ReviewDecided' }]);
    const same = (state.status === 'CONFIRMED') === decided.confirmed;
    return same ? ok([]) : err({ reason: 'ReviewDecidedOtherwise' });
  },
  evolve: (_, event) => {
    if (event.type === 'ReviewOpened') return { status: 'OPEN' };
    return { status: event.confirmed ? 'CONFIRMED' : 'RELEASED' };
  },
  initialState: () => ({ status: 'NONE' }),
};

const DAY_US = 86_400_000_000;
const FRIDAY = 5;
const SATURDAY = 6;

/** One business day later: Saturdays and Sundays (UTC) do not count. Holidays are not known here. */
export function businessDayAfter(atUs: number): number {
  const day = new Date(atUs / 1000).getUTCDay();
  if (day === FRIDAY) return atUs + 3 * DAY_US;
  return atUs + (day === SATURDAY ? 2 : 1) * DAY_US;
}
