import { ActorKind } from '@hustings/contracts/log';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';
import {
  type AggregateStore,
  type AggregateStoreOptions,
  aggregateStore,
  type CommandMeta,
  type EventCodec,
  type EventLog,
} from '../../src/index.ts';

/** A small aggregate to try the store with: people sign, until somebody closes it. */
export type PetitionEvent = { type: 'Signed'; name: string } | { type: 'Closed'; atUs: bigint };
export type PetitionCommand = { type: 'Sign'; name: string } | { type: 'Close'; atUs: bigint };
export type PetitionRejection = { reason: 'PetitionClosed' };
export interface PetitionState {
  names: string[];
  closedAtUs: bigint | null;
}

export const petitionDecider: Decider<
  PetitionState,
  PetitionCommand,
  PetitionEvent,
  PetitionRejection
> = {
  initialState: () => ({ names: [], closedAtUs: null }),
  evolve: (state, event) =>
    event.type === 'Signed'
      ? { ...state, names: [...state.names, event.name] }
      : { ...state, closedAtUs: event.atUs },
  decide: (command, state) => {
    if (state.closedAtUs !== null) return err({ reason: 'PetitionClosed' });
    if (command.type === 'Close') return ok([{ type: 'Closed', atUs: command.atUs }]);
    const signed = state.names.includes(command.name);
    return ok(signed ? [] : [{ type: 'Signed', name: command.name }]);
  },
};

export const petitionCodec: EventCodec<PetitionEvent> = {
  Signed: {
    eventType: 'tests.Signed.v1',
    encode: ({ name }) => new TextEncoder().encode(name),
    decode: (data) => {
      const name = new TextDecoder('utf-8', { fatal: true }).decode(data);
      return { type: 'Signed', name };
    },
  },
  Closed: {
    eventType: 'tests.Closed.v1',
    encode: ({ atUs }) => new TextEncoder().encode(String(atUs)),
    decode: (data) => ({ type: 'Closed', atUs: BigInt(new TextDecoder().decode(data)) }),
  },
};

type PetitionOptions = AggregateStoreOptions<
  PetitionState,
  PetitionCommand,
  PetitionEvent,
  PetitionRejection
>;

export function petitions(
  log: EventLog,
  changes: Partial<PetitionOptions> = {},
): AggregateStore<PetitionState, PetitionCommand, PetitionEvent, PetitionRejection> {
  return aggregateStore({
    log,
    decider: petitionDecider,
    context: 'tests',
    aggregate: 'petition',
    codec: petitionCodec,
    snapshot: { schema: 'tests.PetitionState.v1' },
    takesAway: (event) => event.type === 'Closed',
    ...changes,
  });
}

export const META: CommandMeta = {
  actor: { kind: ActorKind.ACTOR_KIND_STAFF, id: 'cred-1' },
  occurredAtUs: 1_800_000_000_000_000n,
  correlationId: 'request-1',
};
