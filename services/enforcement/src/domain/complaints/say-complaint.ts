import { type Said, say } from '../notice/said.ts';
import type { ComplaintStep } from './state.ts';

/** What a step tells the organisation. */
export function sayComplaint({ kind, reasons, unfounded, decided, ...step }: ComplaintStep): Said {
  switch (kind) {
    case 'WARNED':
      return say('APPEALS_WARNED', {
        ...{ unfounded: String(unfounded), decided: String(decided), reasons },
      });
    case 'PAUSED':
      return say('APPEALS_PAUSED', { reasons }, { from: step.atUs, until: step.untilUs });
    case 'RESUMED':
      return say('APPEALS_RESUMED', { reasons }, { at: step.atUs });
  }
}
