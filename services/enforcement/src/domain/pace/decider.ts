import type { Decider } from '@hustings/decider';
import { assert, err, ok, type Result } from '@hustings/kernel';
import { sayPacePlainly } from '../notice/render-pace.ts';
import type { BeginSlowStart, ConfirmPace, PaceCommand, PaceRejection } from './commands.ts';
import type { PaceEvent } from './events.ts';
import { type PaceState, restsUntilUs, runningAt, type SlowStart, slowStartIdOf } from './state.ts';

const DAY_US = 86_400_000_000;

/** Whoever breaks in can issue a credential; one of yesterday was there before. */
export const CONFIRMER_AGE_US = DAY_US;

/** Longest reason, characters. */
export const MAX_REASON = 500;

/** Contacts that are told in one commit. */
const MAX_CONTACTS = 50;

type Decided = Result<PaceEvent[], PaceRejection>;

/** The pace of one sender: slowed down while something about it is new, and set free by whoever answers for it. */
export const paceDecider: Decider<PaceState, PaceCommand, PaceEvent, PaceRejection> = {
  decide: (command, state) =>
    command.type === 'BeginSlowStart' ? begin(command, state) : confirm(command, state),
  evolve: evolvePace,
  initialState: () => ({ senderId: '', organisationId: '', count: 0, slow: null, freeUntilUs: 0 }),
};

/** Tells every verified contact in the same commit: being asked is how an owner learns of an intruder. */
function begin(command: BeginSlowStart, state: PaceState): Decided {
  const { finding, lastsUs, restsUs, contacts, nowUs } = command;
  const running = runningAt(state, nowUs);
  if (running) return err({ reason: 'ALREADY_SLOW', slowStartId: running.slowStartId });
  const untilUs = restsUntilUs(state);
  if (nowUs < untilUs) return err({ reason: 'PACE_RESTS', untilUs });
  const { subject, organisationId, ruleId, measured, logSeqs, beganAtUs } = finding;
  const { summary, explanation, howToFix } = finding;
  const slowStartId = slowStartIdOf(subject.id, state.count + 1);
  const endsAtUs = nowUs + lastsUs;
  const slow = { slowStartId, summary, explanation, howToFix, startsAtUs: nowUs, endsAtUs };
  const text = sayPacePlainly({ ...slow, senderId: subject.id });
  return ok([
    {
      type: 'SlowStartBegan',
      ...{ ...slow, senderId: subject.id, organisationId, ruleId, measured, logSeqs },
      ...{ factsSinceUs: beganAtUs, restsUs },
    },
    ...contacts.slice(0, MAX_CONTACTS).map((contact, index) => ({
      ...{ type: 'SlowStartNoticeSent' as const, slowStartId, contact, text, atUs: nowUs },
      noticeId: `ntc-${slowStartId}-${index + 1}`,
    })),
  ]);
}

/**
 * Confirmed by the organisation with a credential that an intruder would not have: a day old, and not the one through which the
 * sender got its new tool. The operator's people may do it for an owner who has no such credential.
 */
function confirm(command: ConfirmPace, state: PaceState): Decided {
  const { senderId, organisationId, reason, confirmedBy, confirmedAs, restsUs, nowUs } = command;
  if (reason.trim().length === 0 || reason.length > MAX_REASON) {
    return err({ reason: 'PACE_REASON_LENGTH', max: MAX_REASON });
  }
  const running = runningAt(state, nowUs);
  const isNewFromUs = (running?.factsSinceUs ?? nowUs) - CONFIRMER_AGE_US;
  if (confirmedAs === 'OWNER' && command.issuedAtUs > isNewFromUs) {
    return err({ reason: 'CONFIRMER_TOO_NEW', fromUs: command.issuedAtUs + CONFIRMER_AGE_US });
  }
  if (confirmedAs === 'OWNER' && command.grantedAtUs > isNewFromUs) {
    return err({ reason: 'CONFIRMER_GRANTED_TOOL' });
  }
  return ok([
    {
      type: 'PaceConfirmed',
      ...{ senderId, organisationId, reason, confirmedBy, confirmedAs, atUs: nowUs },
      slowStartId: running?.slowStartId ?? '',
      freeUntilUs: nowUs + restsUs,
    },
  ]);
}

/** The state after an event. */
export function evolvePace(state: PaceState, event: PaceEvent): PaceState {
  switch (event.type) {
    case 'SlowStartBegan': {
      const {
        senderId,
        organisationId,
        type: _,
        logSeqs: _seqs,
        measured: _measured,
        ...slow
      } = event;
      const count = state.count + 1;
      const begun: SlowStart = { ...slow, notices: [], confirmed: null };
      return { ...state, senderId, organisationId, count, slow: begun };
    }
    case 'SlowStartNoticeSent': {
      const { slow } = state;
      assert(
        slow?.slowStartId === event.slowStartId,
        'a notice of a slow start that did not begin',
      );
      const { noticeId, contact, text, atUs } = event;
      const notices = [...slow.notices, { noticeId, contact, text, issuedAtUs: atUs }];
      return { ...state, slow: { ...slow, notices } };
    }
    case 'PaceConfirmed': {
      const {
        senderId,
        organisationId,
        freeUntilUs,
        confirmedBy: by,
        confirmedAs: as,
        atUs,
      } = event;
      const { slow } = state;
      const confirmed = slow && slow.slowStartId === event.slowStartId ? { by, as, atUs } : null;
      const after = slow && confirmed ? { ...slow, confirmed } : slow;
      return { ...state, senderId, organisationId, freeUntilUs, slow: after };
    }
  }
}
