import { aggregateStore, type EventLog } from '@hustings/event-log';
import { caseDecider } from '../domain/case/decider.ts';
import { activationCopyDecider } from '../domain/policy/activation-copy.ts';
import { policyDecider } from '../domain/policy/decider.ts';
import type { Stores } from '../ports/stores.ts';
import { caseCodec } from './case-codec.ts';
import { policyCodec } from './policy-codec.ts';

/** The aggregates of this service in the event log. */
export function logStores(log: EventLog): Stores {
  return {
    cases: aggregateStore({
      log,
      decider: caseDecider,
      context: 'enforcement',
      aggregate: 'case',
      codec: caseCodec,
      snapshot: { schema: 'enforcement.CaseState.v1' },
      takesAway: (event) => event.type === 'SanctionImposed',
    }),
    policies: aggregateStore({
      log,
      decider: policyDecider,
      context: 'policy',
      aggregate: 'document',
      codec: policyCodec,
      snapshot: { schema: 'policy.DocumentState.v1' },
      takesAway: (event) => event.type === 'PolicyActivated',
    }),
    activations: aggregateStore({
      log,
      decider: activationCopyDecider,
      context: 'policy',
      aggregate: 'activation',
      codec: { PolicyActivated: policyCodec.PolicyActivated },
      snapshot: { schema: 'policy.ActivationState.v1' },
      takesAway: () => true,
    }),
  };
}
