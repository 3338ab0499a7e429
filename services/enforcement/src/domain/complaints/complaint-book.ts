import type { ComplaintEvent } from './events.ts';
import { type ComplaintState, evolveComplaints } from './state.ts';

/** What organisations of a partition were told about their appeals, folded from the log with the decider's own `evolve`. */
export class ComplaintBook {
  readonly #all = new Map<string, ComplaintState>();

  /** Takes in the events of one commit. Throws, and changes nothing, when they do not follow from what was. */
  apply(organisationId: string, events: readonly ComplaintEvent[]): void {
    this.#all.set(organisationId, events.reduce(evolveComplaints, this.stateOf(organisationId)));
  }

  stateOf(organisationId: string): ComplaintState {
    return this.#all.get(organisationId) ?? { organisationId, steps: [] };
  }
}
