import { LegalHoldLifted, LegalHoldPlaced } from '@hustings/contracts/enforcement';
import { type EventLog, PoisonEntry, subjectsOf } from '@hustings/event-log';
import type { LegalHolds, StandingLegalHold } from '../../ports/legal-holds.ts';

/**
 * Legal holds as the log says. They are read each time: erasing is rare, they are few, and a view that lags a moment would let
 * something be erased for good.
 */
export function logLegalHolds(log: EventLog): LegalHolds {
  return {
    async standing(partition) {
      const holds = new Map<string, StandingLegalHold>();
      const until = await log.lastSeq(partition);
      if (until === 0) return [];
      const subjects = [subjectsOf(partition, 'enforcement', 'legal-hold')];
      const { signal } = new AbortController();
      for await (const entry of log.follow({ partition, after: 0, until, subjects, signal })) {
        if ('fault' in entry) throw new PoisonEntry(`a legal hold cannot be read: ${entry.fault}`);
        for (const { eventType, data } of entry.commit.events) apply(holds, eventType, data);
      }
      return [...holds.values()];
    },
  };
}

function apply(holds: Map<string, StandingLegalHold>, eventType: string, data: Uint8Array): void {
  if (eventType === 'enforcement.LegalHoldPlaced.v1') {
    const { holdId, organisationId, caseId, coversFromUs } = LegalHoldPlaced.decode(data);
    holds.set(holdId, { holdId, organisationId, caseId, coversFromUs });
  }
  if (eventType === 'enforcement.LegalHoldLifted.v1') {
    holds.delete(LegalHoldLifted.decode(data).holdId);
  }
}
