import { GroundLifted, LiftCause, OptedIn, OptedOut, OptInBegun } from '@hustings/contracts/optout';
import type { LogEntry } from '@hustings/event-log';
import type { Findings } from './findings.ts';
import { LiftCheck } from './lift-check.ts';

/**
 * The ends of opt-outs from all political senders, judged by partition "all" alone and apart from the ledger's own code: such an
 * opt-out ends by a yes inside a double opt-in that the person began after it, or with the last of the grounds that others have set
 * and taken back.
 */
export class WideLiftCheck {
  readonly #findings: Findings;
  readonly #grounds = new LiftCheck();
  /** Double opt-ins that no later opt-out has ended, by pseudonym. */
  readonly #open = new Map<string, { begunAtUs: bigint; expiresAtUs: bigint }>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Takes the next entry of the partition. Throws when an event cannot be decoded. */
  take({ seq, commit }: LogEntry): void {
    for (const { eventType, data } of commit.events) {
      switch (eventType) {
        case 'optout.OptedOut.v1':
          this.#takeOptOut(OptedOut.decode(data));
          break;
        case 'optout.GroundLifted.v1':
          this.#grounds.takeGroundLifted(GroundLifted.decode(data));
          break;
        case 'optout.OptInBegun.v1': {
          const { recipient, begunAtUs, expiresAtUs } = OptInBegun.decode(data);
          this.#open.set(recipient, { begunAtUs, expiresAtUs });
          break;
        }
        case 'optout.OptedIn.v1':
          this.#takeOptIn(seq, OptedIn.decode(data));
          break;
        default:
      }
    }
  }

  #takeOptOut(event: OptedOut): void {
    this.#grounds.takeOptOut(event);
    if (!event.provisional) this.#open.delete(event.recipient);
  }

  #takeOptIn(seq: number, event: OptedIn): void {
    const standing = this.#grounds.takeOptIn(event);
    if (standing.length > 0) {
      const text = `the opt-in lifts grounds that it must not: ${standing.join(', ')}`;
      this.#findings.add('OPT_OUT', seq, text);
    }
    if (event.ground !== '' || this.#isOwnYes(event)) return;
    const text = 'an opt-out from all political senders ends without a yes that the person began';
    this.#findings.add('OPT_OUT', seq, text);
  }

  #isOwnYes({ cause, recipient, receivedAtUs }: OptedIn): boolean {
    const open = this.#open.get(recipient);
    this.#open.delete(recipient);
    if (cause !== LiftCause.LIFT_CAUSE_DOUBLE_OPT_IN || open === undefined) return false;
    return open.begunAtUs < receivedAtUs && receivedAtUs <= open.expiresAtUs;
  }
}
