import type { InboundReceived, ReleaseRef } from '@hustings/contracts/dispatch';
import { type OptedIn, type OptedOut, Scope } from '@hustings/contracts/optout';

/** Whom a message is for, as far as opt-outs are concerned. */
export type Addressee = Pick<
  ReleaseRef,
  'organisationId' | 'recipient' | 'campaignId' | 'senderId'
>;

interface Standing {
  scope: Scope;
  scopeId: string;
  seq: number;
  inboundId: string;
  /** Sequence from which on the log shows that the opt-out was acknowledged. */
  acknowledgedSeq: number;
}

/**
 * The opt-outs of a partition in the order of the log, kept apart from the oracle on purpose.
 *
 * A release decision may never stand after an opt-out: gates guarantee it. A hand-off may begin until the opt-out is
 * acknowledged, and the log shows the acknowledgement by the inbound message that asked for it, which is recorded only
 * after every dispatcher has passed the opt-out.
 */
export class OptOutCheck {
  /** By organisation and recipient. */
  readonly #standing = new Map<string, Standing[]>();
  /** Opt-outs that wait for their acknowledgement, by inbound id. */
  readonly #byInbound = new Map<string, Standing>();

  takeOptOut(seq: number, { scope, scopeId, inboundId, ...who }: OptedOut): void {
    const standing = {
      scope,
      scopeId,
      seq,
      inboundId,
      acknowledgedSeq: Number.POSITIVE_INFINITY,
    };
    const key = keyOf(who);
    const others = this.#standing.get(key) ?? [];
    if (others.some((each) => isSameScope(each, standing))) return;
    this.#standing.set(key, [...others, standing]);
    if (inboundId !== '') this.#byInbound.set(inboundId, standing);
  }

  takeOptIn(event: OptedIn): void {
    const key = keyOf(event);
    const left = (this.#standing.get(key) ?? []).filter((each) => !isSameScope(each, event));
    if (left.length === 0) this.#standing.delete(key);
    else this.#standing.set(key, left);
  }

  takeInbound(seq: number, { inboundId }: InboundReceived): void {
    const standing = this.#byInbound.get(inboundId);
    if (standing === undefined) return;
    standing.acknowledgedSeq = Math.min(standing.acknowledgedSeq, seq);
    this.#byInbound.delete(inboundId);
  }

  /** Sequence of the opt-out that a release decision standing here violates; null when there is none. */
  violatedByRelease(addressee: Addressee): number | null {
    return this.#find(addressee)?.seq ?? null;
  }

  /** Sequence of the acknowledged opt-out that a hand-off begun at `seq` violates; null when there is none. */
  violatedByHandOff(addressee: Addressee, seq: number): number | null {
    return this.#find(addressee, (each) => each.acknowledgedSeq < seq)?.seq ?? null;
  }

  #find(addressee: Addressee, counts = (_: Standing) => true): Standing | undefined {
    const standing = this.#standing.get(keyOf(addressee));
    return standing?.find((each) => reaches(each, addressee) && counts(each));
  }
}

function reaches({ scope, scopeId }: Standing, { campaignId, senderId }: Addressee): boolean {
  if (scope === Scope.SCOPE_SENDER) return scopeId === senderId;
  return scope === Scope.SCOPE_CAMPAIGN ? scopeId === campaignId : true;
}

function isSameScope(
  left: { scope: Scope; scopeId: string },
  right: { scope: Scope; scopeId: string },
): boolean {
  return left.scope === right.scope && left.scopeId === right.scopeId;
}

function keyOf(who: { organisationId: string; recipient: string }): string {
  return `${who.organisationId} ${who.recipient}`;
}
