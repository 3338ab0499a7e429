import { Scope } from '@hustings/contracts/optout';
import type { TrailFact } from './trail.ts';

/**
 * A governor reads partition "all" all the time and takes no part in a barrier that it has not passed for so long: a decision that
 * does not know an opt-out of this age was taken blindly.
 */
const BLIND_AFTER_US = 10_000_000n;

/** What the log says of a promise to one person. */
export interface ReleaseVerdict {
  /** Releases that no standing opt-out reached. */
  releasedBefore: number;
  /** Releases while an opt-out stood that reached them. */
  releasedAfter: TrailFact[];
  /** Calls of the provider that were recorded as begun after an opt-out had been acknowledged. */
  handedOffAfter: TrailFact[];
  /** Queued messages that were cancelled, and releases that were handed back, because of an opt-out. */
  recalled: TrailFact[];
  refusedAfter: number;
  /** Released before an opt-out, and with the provider when it came. */
  withProvider: TrailFact[];
}

interface Standing {
  scope: Scope;
  scopeId: string;
  inboundId: string;
  /** Sequence at which the log shows that the opt-out was acknowledged. */
  acknowledgedSeq: number;
}

/**
 * Judges the facts of one person in one partition, in the order of the log. Shares no code with what decides or with the replay:
 * only the order of entries counts, and for opt-outs from all political senders, which stand in a partition of their own, how
 * far each decision says that it had seen that partition.
 */
export class ReleaseProof {
  readonly verdict: ReleaseVerdict = {
    releasedBefore: 0,
    releasedAfter: [],
    handedOffAfter: [],
    recalled: [],
    refusedAfter: 0,
    withProvider: [],
  };
  readonly #everybody: readonly TrailFact[];
  readonly #standing = new Map<string, Standing[]>();
  readonly #acknowledged = new Map<string, number>();
  /** Messages that were released and have had no end. */
  readonly #out = new Map<string, TrailFact>();
  readonly #suspected = new Map<string, TrailFact>();
  readonly #listed = new Set<string>();

  /** `everybody`: the person's OPTED_OUT and OPTED_IN facts of partition "all", oldest first. */
  constructor(everybody: readonly TrailFact[]) {
    this.#everybody = everybody;
  }

  take(fact: TrailFact): void {
    switch (fact.kind) {
      case 'OPTED_OUT':
        this.#takeOptOut(fact);
        return;
      case 'OPTED_IN':
        this.#takeOptIn(fact);
        return;
      case 'INBOUND':
        this.#takeInbound(fact);
        return;
      case 'RELEASED':
        this.#takeRelease(fact);
        return;
      case 'REFUSED':
        if (isOptOut(fact)) this.verdict.refusedAfter += 1;
        return;
      case 'CANCELLED':
        if (isOptOut(fact)) this.verdict.recalled.push(fact);
        return;
      case 'HAND_OFF_STARTED':
        if (this.#isAcknowledged(fact)) this.#suspected.set(fact.messageId, fact);
        return;
      case 'RETURNED':
        this.#takeReturned(fact);
        return;
      case 'ACCEPTED':
      case 'UNCERTAIN':
      case 'REJECTED':
        this.#takeFinished(fact);
        return;
      case 'DELIVERY':
        this.#takeDelivery(fact);
        return;
      default:
    }
  }

  #takeOptOut(fact: TrailFact): void {
    const { request } = fact;
    if (request === undefined) return;
    const { scope, scopeId, inboundId } = request;
    const others = this.#standing.get(whoOf(fact)) ?? [];
    if (others.some((each) => each.scope === scope && each.scopeId === scopeId)) return;
    const standing = { scope, scopeId, inboundId, acknowledgedSeq: Number.POSITIVE_INFINITY };
    this.#standing.set(whoOf(fact), [...others, standing]);
  }

  #takeOptIn(fact: TrailFact): void {
    const { request } = fact;
    const others = this.#standing.get(whoOf(fact)) ?? [];
    const left = others.filter(
      (each) => each.scope !== request?.scope || each.scopeId !== request.scopeId,
    );
    this.#standing.set(whoOf(fact), left);
  }

  /** The provider was answered after the opt-out held everywhere, and the message that asked for it was recorded then. */
  #takeInbound({ inboundId = '', seq }: TrailFact): void {
    if (inboundId === '') return;
    this.#acknowledged.set(inboundId, seq);
    for (const each of [...this.#standing.values()].flat()) {
      if (each.inboundId === inboundId) each.acknowledgedSeq = seq;
    }
  }

  #takeRelease(fact: TrailFact): void {
    this.#out.set(fact.messageId, fact);
    if (this.#reaching(fact).length > 0 || this.#everybodyStands(fact)) {
      this.verdict.releasedAfter.push(fact);
    } else {
      this.verdict.releasedBefore += 1;
    }
  }

  #takeReturned(fact: TrailFact): void {
    this.#suspected.delete(fact.messageId);
    this.#out.delete(fact.messageId);
    if (fact.detail.split(' ').includes('OPTED_OUT')) this.verdict.recalled.push(fact);
  }

  #takeFinished(fact: TrailFact): void {
    const suspected = this.#suspected.get(fact.messageId);
    this.#suspected.delete(fact.messageId);
    if (suspected !== undefined) this.verdict.handedOffAfter.push(fact);
    else this.#listIfOut(fact);
  }

  #takeDelivery(fact: TrailFact): void {
    this.#listIfOut(fact);
  }

  /** What was released before the opt-out and is heard of again after it was with the provider. */
  #listIfOut(fact: TrailFact): void {
    const released = this.#out.get(fact.messageId);
    if (released === undefined || this.#listed.has(fact.messageId)) return;
    if (fact.kind === 'REJECTED' || !this.#anyStands(fact)) return;
    this.#listed.add(fact.messageId);
    this.verdict.withProvider.push(fact);
  }

  #isAcknowledged(fact: TrailFact): boolean {
    if (this.#reaching(fact).some(({ acknowledgedSeq }) => acknowledgedSeq < fact.seq)) return true;
    // Whoever opted in again may be written to by a decision that had seen it, and by no earlier one.
    const { allPoliticalCut = 0 } = this.#out.get(fact.messageId) ?? {};
    const last = this.#everybody.findLast((step) =>
      step.kind === 'OPTED_IN'
        ? step.seq <= allPoliticalCut || step.atUs <= fact.atUs
        : this.#isPassed(step, fact.seq),
    );
    return last?.kind === 'OPTED_OUT';
  }

  #anyStands(fact: TrailFact): boolean {
    const own = this.#standing.get(whoOf(fact)) ?? [];
    const wide = this.#everybody.findLast(({ atUs }) => atUs <= fact.atUs);
    return own.length > 0 || wide?.kind === 'OPTED_OUT';
  }

  #everybodyStands({ allPoliticalCut = 0, atUs, seq }: TrailFact): boolean {
    const last = this.#everybody.findLast(
      (step) =>
        step.seq <= allPoliticalCut ||
        step.atUs < atUs - BLIND_AFTER_US ||
        this.#isPassed(step, seq),
    );
    return last?.kind === 'OPTED_OUT';
  }

  #isPassed({ request }: TrailFact, seq: number): boolean {
    const inboundId = request?.inboundId ?? '';
    return (this.#acknowledged.get(inboundId) ?? Number.POSITIVE_INFINITY) < seq;
  }

  #reaching(fact: TrailFact): Standing[] {
    const { senderId, campaignId } = fact;
    return (this.#standing.get(whoOf(fact)) ?? []).filter(({ scope, scopeId }) => {
      if (scope === Scope.SCOPE_SENDER) return scopeId === senderId;
      return scope === Scope.SCOPE_CAMPAIGN ? scopeId === campaignId : true;
    });
  }
}

/** What was asked under one pseudonym counts for decisions about that one. */
function whoOf({ organisationId, recipient }: TrailFact): string {
  return `${organisationId} ${recipient}`;
}

function isOptOut({ detail }: TrailFact): boolean {
  return detail.startsWith('OPTED_OUT');
}
