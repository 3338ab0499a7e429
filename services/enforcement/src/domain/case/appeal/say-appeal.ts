import { sayInstant } from '../wording.ts';
import type { AppealEvent } from './events.ts';

/** What an event about an appeal means, in one sentence, for the history of a case. */
export function sayAppeal(event: AppealEvent): string {
  switch (event.type) {
    case 'AppealFiled':
      return (
        `Appeal against ${event.measureId}, to be decided by ${sayInstant(event.decideByUs)}` +
        `${event.stayDecideByUs === 0 ? '' : '; a stay was asked for'}.`
      );
    case 'AppealWithdrawn':
      return 'The appeal was withdrawn.';
    case 'AppealUpheld':
      return `The appeal was upheld: ${event.reasons}`;
    case 'AppealDismissed':
      return `The appeal was dismissed: ${event.reasons}`;
    case 'AppealModified':
      return `The measure is cut short to ${sayInstant(event.endsAtUs)}: ${event.reasons}`;
    case 'AppealSentBack':
      return `The appeal was sent back: ${event.reasons}`;
    case 'AppealDefaulted':
      return `Nobody decided by ${sayInstant(event.decideByUs)}, so the appeal succeeds.`;
    case 'StayGranted':
      return `The measure has no effect until the appeal is decided: ${event.reasons}`;
    case 'StayRefused':
      return `The stay was refused: ${event.reasons}`;
    case 'StayEnded':
      return 'The stay ended: the measure has its effect again.';
    case 'CopiesMarked':
      return `Reversed wherever it was copied to: ${event.copies.join(', ')}.`;
    case 'MeasureAnnulled':
      return `${event.measureId} rests on what was done during a takeover and counts for nothing.`;
  }
}
