import type {
  HandOffResult,
  HandOffsFinished,
  HandOffsStarted,
  ReleasesReturned,
} from '@hustings/contracts/dispatch';
import { type Decision, DecisionKind, Outcome } from '@hustings/contracts/governor';
import type { Findings } from './findings.ts';

/** Where an accepted message stands. CALLING: its hand-off is recorded as begun, so the provider may have it. */
type Fate = 'QUEUED' | 'RELEASED' | 'CALLING' | 'SENT' | 'UNCERTAIN' | 'REJECTED' | 'CANCELLED';

interface Message {
  fate: Fate;
  /** An earlier hand-off was accepted or is in doubt: another one would be a second message to the same person. */
  maybeSent: boolean;
  /** Commit and time of the last step. */
  seq: number;
  atUs: number;
}

/** One commit. */
export interface Step {
  seq: number;
  atUs: number;
}

/**
 * A release is handed off or handed back within seconds, and a hand-off that was begun is settled when its dispatcher is
 * back. What stands still for longer was lost.
 */
export const LOST_AFTER_US = 60_000_000;

/** A hand-back with this code ends the message: its content was erased. */
const CODE_NO_CONTENT = 'NO_CONTENT';

/** Follows every accepted message to its end, apart from the oracle. Takes about 250 bytes of memory a message. */
export class MessageFates {
  readonly #messages = new Map<string, Message>();
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  takeDecision(step: Step, { kind, outcome, messageId }: Decision): void {
    const fate = fateAfter(outcome);
    if (fate === null) return;
    const known = this.#messages.get(messageId);
    const isNew = kind === DecisionKind.DECISION_KIND_ADMISSION;
    if (isNew && known !== undefined) this.#break(step, `message ${messageId} is accepted twice`);
    if (!isNew && known?.fate !== 'QUEUED') {
      this.#break(step, `message ${messageId} is decided on while it is not queued`);
    }
    const message = this.#move(messageId, fate, step);
    // Nobody knows what became of the call that was under way.
    message.maybeSent ||= known?.fate === 'CALLING';
  }

  takeStarted(step: Step, { releases }: HandOffsStarted): void {
    for (const { messageId } of releases) {
      const known = this.#messages.get(messageId);
      if (known?.maybeSent || known?.fate === 'CALLING') this.#duplicate(step, messageId);
      else if (known?.fate !== 'RELEASED') {
        this.#break(step, `message ${messageId} is handed off without a release`);
      }
      this.#move(messageId, 'CALLING', step);
    }
  }

  takeFinished(step: Step, { accepted, rejected, uncertain }: HandOffsFinished): void {
    this.#end(step, accepted, 'SENT');
    this.#end(step, rejected, 'REJECTED');
    this.#end(step, uncertain, 'UNCERTAIN');
  }

  takeReturned(step: Step, { returned }: ReleasesReturned): void {
    for (const { release, code } of returned) {
      if (release === undefined) continue;
      this.#move(release.messageId, code === CODE_NO_CONTENT ? 'CANCELLED' : 'QUEUED', step);
    }
  }

  /** Looks for what has no end, and counts what is still under way or in doubt. */
  finish(asOfUs: number): { open: number; uncertain: number } {
    let open = 0;
    let uncertain = 0;
    for (const [messageId, { fate, seq, atUs }] of this.#messages) {
      if (fate === 'UNCERTAIN') uncertain++;
      else if (fate === 'QUEUED') open++;
      else if (fate !== 'RELEASED' && fate !== 'CALLING') continue;
      else if (asOfUs - atUs <= LOST_AFTER_US) open++;
      else {
        const text = `message ${messageId} has no end after it was ${fate === 'CALLING' ? 'begun' : 'released'}`;
        this.#findings.add('LOST', seq, text);
      }
    }
    return { open, uncertain };
  }

  #end(step: Step, results: HandOffResult[], fate: 'SENT' | 'REJECTED' | 'UNCERTAIN'): void {
    for (const { release } of results) {
      if (release === undefined) continue;
      const known = this.#messages.get(release.messageId);
      if (known?.fate === 'SENT' && fate === 'SENT') this.#duplicate(step, release.messageId);
      else if (known?.fate !== 'CALLING') {
        this.#break(step, `message ${release.messageId} ends without having begun`);
      }
      const message = this.#move(release.messageId, fate, step);
      message.maybeSent ||= fate !== 'REJECTED';
    }
  }

  #move(messageId: string, fate: Fate, { seq, atUs }: Step): Message {
    const maybeSent = this.#messages.get(messageId)?.maybeSent ?? false;
    const message = { fate, maybeSent, seq, atUs };
    this.#messages.set(messageId, message);
    return message;
  }

  #duplicate({ seq }: Step, messageId: string): void {
    this.#findings.add('DUPLICATE', seq, `message ${messageId} is handed off again`);
  }

  #break({ seq }: Step, text: string): void {
    this.#findings.add('BREAK', seq, text);
  }
}

/** Null for answers that accept nothing. */
function fateAfter(outcome: Outcome): Fate | null {
  switch (outcome) {
    case Outcome.OUTCOME_QUEUED:
      return 'QUEUED';
    case Outcome.OUTCOME_RELEASED:
      return 'RELEASED';
    case Outcome.OUTCOME_CANCELLED:
      return 'CANCELLED';
    default:
      return null;
  }
}
