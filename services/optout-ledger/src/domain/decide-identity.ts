import {
  type ConsentRecorded,
  type IdentityLinked,
  LinkKind,
  type OptInBegun,
  Scope,
} from '@hustings/contracts/optout';
import { err, ok, type Result } from '@hustings/kernel';
import type { RecipientEvent, RecipientRejection, RecipientState } from './recipient-state.ts';
import { findStanding } from './standing.ts';

/** Another number or handle is the same person's. */
export type LinkIdentity = { type: 'LinkIdentity' } & IdentityLinked;

/** The person agreed to be written to. */
export type RecordConsent = { type: 'RecordConsent'; nowUs: bigint } & ConsentRecorded;

/** Why consents of before do not count any more. */
export type VoidReason = 'NUMBER_CHANGED' | 'NUMBER_REASSIGNED' | 'WRONG_NUMBER';

/** No consent of before counts any more. */
export interface VoidConsent {
  type: 'VoidConsent';
  recipient: string;
  organisationId: string;
  reason: VoidReason;
  atUs: bigint;
}

/** The person begins a double opt-in. */
export type BeginOptIn = { type: 'BeginOptIn' } & Omit<OptInBegun, 'askedFrom'> &
  Partial<Pick<OptInBegun, 'askedFrom'>>;

type Decision = Result<RecipientEvent[], RecipientRejection>;

/** More numbers and handles than a person has. Following them is bounded by it. */
const MAX_LINKS = 16;

export function decideLink({ type: _, ...linked }: LinkIdentity, state: RecipientState): Decision {
  if (linked.other === linked.recipient) return err({ reason: 'LinkToItself' });
  const known = state.links.some(
    ({ other, kind, left }) =>
      other === linked.other && kind === linked.kind && left === linked.left,
  );
  if (known) return ok([]);
  if (state.links.length >= MAX_LINKS) return err({ reason: 'TooManyLinks' });
  const { recipient, organisationId, atUs } = linked;
  const events: RecipientEvent[] = [{ ...linked, type: 'IdentityLinked' }];
  if (linked.kind === LinkKind.LINK_KIND_NUMBER_CHANGED && linked.left) {
    const reason = 'NUMBER_CHANGED';
    events.push({ type: 'ConsentVoided', recipient, organisationId, reason, atUs });
  }
  return ok(events);
}

/** A consent lifts nothing: while an opt-out stands there is none, and one of before the opt-out stays dead. */
export function decideConsent(
  { type: _, nowUs, ...consent }: RecordConsent,
  state: RecipientState,
): Decision {
  const givenUs = Number(consent.givenAtUs);
  if (consent.givenAtUs > nowUs) return err({ reason: 'ConsentInFuture' });
  if (findStanding(state, Scope.SCOPE_ORGANISATION, '')) return err({ reason: 'OptOutStands' });
  if (givenUs <= Math.max(state.optedOutUs, state.voidedUs)) return err({ reason: 'ConsentDead' });
  if (state.consent !== null && state.consent.givenAtUs >= givenUs) return ok([]);
  return ok([{ ...consent, type: 'ConsentRecorded' }]);
}

export function decideVoid({ type: _, ...voided }: VoidConsent, state: RecipientState): Decision {
  const stands = state.consent !== null || state.voidedUs < Number(voided.atUs);
  return ok(stands ? [{ ...voided, type: 'ConsentVoided' }] : []);
}

/** Begun again it runs anew; it lifts nothing by itself. */
export function decideBeginOptIn(
  { type: _, ...begun }: BeginOptIn,
  state: RecipientState,
): Decision {
  if (state.optIn !== null && state.optIn.begunAtUs >= Number(begun.begunAtUs)) return ok([]);
  return ok([{ askedFrom: '', ...begun, type: 'OptInBegun' }]);
}
