import type { Result } from '@hustings/kernel';

/**
 * A pure decision maker: plain functions over plain data. Time, ids and randomness come in with the command; a refusal
 * is a value. `Event` is a union discriminated by `type`, `Rejection` a union discriminated by `reason`.
 */
export interface Decider<State, Command, Event, Rejection> {
  /** The events that the command causes in this state, or why it is refused. No events = nothing to do. */
  decide(command: Command, state: State): Result<Event[], Rejection>;
  /** The state after an event. Never refuses: what happened, happened. */
  evolve(state: State, event: Event): State;
  /** State before the first event. */
  initialState(): State;
}

/** The state after all events. */
export function fold<State, Event>(
  decider: Pick<Decider<State, never, Event, never>, 'evolve' | 'initialState'>,
  events: Iterable<Event>,
): State {
  let state = decider.initialState();
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
