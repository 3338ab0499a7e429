import {
  type GroundLifted,
  LiftCause,
  type OptedIn,
  type OptedOut,
} from '@hustings/contracts/optout';

type Who = Pick<OptedOut, 'organisationId' | 'recipient' | 'scope' | 'scopeId'>;

const CLEAR = '';

/**
 * The grounds on which opt-outs stand, folded apart from the ledger's own code: whoever takes back what they have set must
 * leave what others have. A person's own word lifts all but a control at the provider.
 */
export class LiftCheck {
  readonly #grounds = new Map<string, Set<string>>();

  takeOptOut(event: OptedOut): void {
    const grounds = this.#of(event);
    const key =
      event.ground === CLEAR && event.provisional ? `hit:${event.inboundId}` : event.ground;
    if (key === CLEAR) {
      for (const each of grounds) if (!each.startsWith('control:')) grounds.delete(each);
    }
    grounds.add(key);
  }

  takeGroundLifted(event: GroundLifted): void {
    this.#lift(event);
  }

  /** Takes the end of an opt-out; answers the grounds that stood and must not have been lifted by it. */
  takeOptIn(event: OptedIn): string[] {
    this.#lift(event);
    const left = [...this.#of(event)];
    this.#of(event).clear();
    // Events of before grounds were told apart state no cause, and meant all of them.
    return event.cause === LiftCause.LIFT_CAUSE_UNSPECIFIED ? [] : left;
  }

  #lift(event: Pick<GroundLifted, 'ground'> & Who): void {
    const grounds = this.#of(event);
    if (event.ground !== CLEAR) {
      grounds.delete(event.ground);
      return;
    }
    for (const each of grounds) if (!each.startsWith('control:')) grounds.delete(each);
  }

  #of({ organisationId, recipient, scope, scopeId }: Who): Set<string> {
    const key = `${organisationId} ${recipient} ${scope} ${scopeId}`;
    const known = this.#grounds.get(key);
    if (known !== undefined) return known;
    const made = new Set<string>();
    this.#grounds.set(key, made);
    return made;
  }
}
