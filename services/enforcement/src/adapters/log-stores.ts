import { aggregateStore, type EventLog } from '@hustings/event-log';
import { systemIds } from '@hustings/kernel';
import { caseDecider } from '../domain/case/decider.ts';
import { officerDecider } from '../domain/officer/decider.ts';
import { activationCopyDecider } from '../domain/policy/activation-copy.ts';
import { policyDecider } from '../domain/policy/decider.ts';
import type { Stores } from '../ports/stores.ts';
import { caseCodec } from './case-codec.ts';
import { caseSnapshot } from './case-snapshot.ts';
import { logMassActionBinder, massActionOptions } from './mass-action-binder.ts';
import { officerCodec } from './officer-codec.ts';
import { policyCodec } from './policy-codec.ts';
import { remedyStores } from './remedy-stores.ts';

/** The aggregates of this service in the event log. */
export function logStores(log: EventLog): Stores {
  return {
    ...remedyStores(log),
    cases: aggregateStore({
      log,
      decider: caseDecider,
      context: 'enforcement',
      aggregate: 'case',
      codec: caseCodec,
      snapshot: caseSnapshot,
      takesAway: (event) => event.type === 'SanctionImposed' || event.type === 'StayEnded',
    }),
    officers: aggregateStore({
      log,
      decider: officerDecider,
      context: 'enforcement',
      aggregate: 'officer',
      codec: officerCodec,
      snapshot: { schema: 'enforcement.OfficerState.v1' },
    }),
    massActions: aggregateStore(massActionOptions(log)),
    massActionBinder: logMassActionBinder(log, systemIds()),
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
