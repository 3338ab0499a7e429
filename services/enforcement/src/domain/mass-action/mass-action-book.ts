import type { MassActionEvent } from './events.ts';
import { evolveMassAction } from './evolve.ts';
import type { KnownMassAction, MassActionState } from './state.ts';

/** All mass actions, folded from the log with the decider's own `evolve`. */
export class MassActionBook {
  readonly #actions = new Map<string, KnownMassAction>();

  /** Takes in the events of one commit. Throws, and changes nothing, when they do not follow from what was. */
  apply(massActionId: string, events: readonly MassActionEvent[]): void {
    const before: MassActionState = this.#actions.get(massActionId) ?? { status: 'NONE' };
    const after = events.reduce(evolveMassAction, before);
    if (after.status !== 'NONE') this.#actions.set(massActionId, after);
  }

  byId(massActionId: string): KnownMassAction | undefined {
    return this.#actions.get(massActionId);
  }

  all(): KnownMassAction[] {
    return [...this.#actions.values()];
  }
}
