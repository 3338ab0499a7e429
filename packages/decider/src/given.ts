import { type Decider, fold } from './decider.ts';

/** What a decider answered in a scenario; compare it exactly with `toEqual`. */
export type Outcome<Event, Rejection> = { events: Event[] } | { rejected: Rejection };

/**
 * Given these events, when this command: the outcome. States are deep-frozen on the way, so that a decider that changes
 * its input fails.
 */
export function given<State, Command, Event, Rejection>(
  decider: Decider<State, Command, Event, Rejection>,
  events: Event[],
): { when(command: Command): Outcome<Event, Rejection>; state(): State } {
  const frozen: Pick<Decider<State, never, Event, never>, 'evolve' | 'initialState'> = {
    initialState: () => deepFreeze(decider.initialState()),
    evolve: (state, event) => deepFreeze(decider.evolve(state, deepFreeze(event))),
  };
  const state = (): State => fold(frozen, events);
  return {
    state,
    when(command) {
      const result = decider.decide(deepFreeze(command), state());
      return result.ok ? { events: result.value } : { rejected: result.error };
    },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    if (!ArrayBuffer.isView(value)) Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
