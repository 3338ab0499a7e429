import type { AggregateStore } from '@hustings/event-log';
import type { CaseCommand, CaseRejection } from '../domain/case/commands.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import type { CaseState } from '../domain/case/state.ts';
import type { CopyActivation, CopyState } from '../domain/policy/activation-copy.ts';
import type {
  PolicyActivated,
  PolicyCommand,
  PolicyEvent,
  PolicyRejection,
  PolicyState,
} from '../domain/policy/decider.ts';

export type CaseStore = AggregateStore<CaseState, CaseCommand, CaseEvent, CaseRejection>;
export type PolicyStore = AggregateStore<PolicyState, PolicyCommand, PolicyEvent, PolicyRejection>;
export type ActivationStore = AggregateStore<CopyState, CopyActivation, PolicyActivated, never>;

/** What this service writes. */
export interface Stores {
  cases: CaseStore;
  policies: PolicyStore;
  activations: ActivationStore;
}
