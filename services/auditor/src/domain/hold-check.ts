import {
  CompromiseHoldLifted,
  CompromiseHoldPlaced,
  HoldNoticeSent,
  HoldReviewed,
  OwnerReverified,
} from '@hustings/contracts/enforcement';
import type { RecordedEvent } from '@hustings/contracts/log';

interface HoldRecord {
  placedBy: string;
  verifiedBy: string;
}

/**
 * Compromise holds from the log alone. A hold is no sanction and needs no warning; it has to be explained and told to every
 * contact but the suspect ones, looked at by somebody else, and lifted by neither who placed it nor who verified the owner.
 */
export class HoldCheck {
  readonly #holds = new Map<string, HoldRecord>();

  /** Faults of one commit. */
  take(events: readonly RecordedEvent[]): string[] {
    const told = new Map<string, string[]>();
    for (const { eventType, data } of events) {
      if (eventType !== 'enforcement.HoldNoticeSent.v1') continue;
      const { holdId, contact } = HoldNoticeSent.decode(data);
      told.set(holdId, [...(told.get(holdId) ?? []), contact]);
    }
    return events.flatMap(({ eventType, data }) => this.#faultsOf(eventType, data, told));
  }

  #faultsOf(eventType: string, data: Uint8Array, told: Map<string, string[]>): string[] {
    switch (eventType) {
      case 'enforcement.CompromiseHoldPlaced.v1':
        return this.#place(CompromiseHoldPlaced.decode(data), told);
      case 'enforcement.HoldReviewed.v1': {
        const { holdId, reviewer } = HoldReviewed.decode(data);
        const isOwn = this.#holds.get(holdId)?.placedBy === reviewer;
        return isOwn ? [`hold ${holdId} was reviewed by ${reviewer}, who placed it`] : [];
      }
      case 'enforcement.OwnerReverified.v1': {
        const { holdId, verifiedBy } = OwnerReverified.decode(data);
        const hold = this.#holds.get(holdId);
        if (hold) hold.verifiedBy = verifiedBy;
        return [];
      }
      case 'enforcement.CompromiseHoldLifted.v1':
        return this.#lift(CompromiseHoldLifted.decode(data));
      default:
        return [];
    }
  }

  #place(hold: CompromiseHoldPlaced, told: Map<string, string[]>): string[] {
    const { holdId, reasons, decidedBy, suspectCredentialIds } = hold;
    this.#holds.set(holdId, { placedBy: decidedBy, verifiedBy: '' });
    const contacts = told.get(holdId) ?? [];
    const faults: string[] = [];
    if (contacts.length === 0 && suspectCredentialIds.length === 0) faults.push('told nobody');
    if (contacts.some((each) => suspectCredentialIds.includes(each))) {
      faults.push('told the suspect device');
    }
    if (reasons === '') faults.push('states no reasons');
    if (decidedBy === '') faults.push('does not say who decided');
    return faults.map((fault) => `hold ${holdId} ${fault}`);
  }

  #lift({ holdId, confirmed, liftedBy }: CompromiseHoldLifted): string[] {
    const hold = this.#holds.get(holdId);
    if (!hold) return [`hold ${holdId} was lifted and never placed`];
    if (!confirmed) return [];
    const faults: string[] = [];
    if (hold.verifiedBy === '') faults.push('was lifted before the owner was verified anew');
    if (liftedBy === hold.placedBy || liftedBy === hold.verifiedBy) {
      faults.push(`was lifted by ${liftedBy}, who took part before`);
    }
    return faults.map((fault) => `hold ${holdId} ${fault}`);
  }
}
