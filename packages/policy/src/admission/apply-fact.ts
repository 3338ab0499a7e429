import { applyCancellation } from './cancellation.ts';
import { compilePolicy, withActivation } from './compiled-limit.ts';
import type { Fact, FactEntry, OptOutScope, Sanction } from './fact.ts';
import { enqueue } from './lanes.ts';
import { registryChange, registryFields } from './registry-fields.ts';
import { fieldAfterChange } from './sender-limits.ts';
import { subjectKey } from './standing.ts';
import type { GateState } from './state.ts';

/** Applies what one log entry means. An entry that was applied before changes nothing. */
export function applyFacts(state: GateState, entry: FactEntry): void {
  if (entry.marker) {
    state.gateSeq = Math.max(state.gateSeq, entry.seq);
    return;
  }
  if (entry.seq <= state.factSeq) return;
  for (const fact of entry.facts) applyFact(state, fact);
  state.factSeq = entry.seq;
}

/** Applies one fact. Facts about what the gate does not know change nothing. */
export function applyFact(state: GateState, fact: Fact): void {
  switch (fact.type) {
    case 'OptedOut': {
      const scopes = state.optOuts.get(fact.recipient) ?? new Set();
      state.optOuts.set(fact.recipient, scopes.add(scopeKey(fact.scope)));
      return;
    }
    case 'OptedIn':
      state.optOuts.get(fact.recipient)?.delete(scopeKey(fact.scope));
      return;
    case 'Replied':
      state.replied.set(
        fact.recipient,
        Math.max(state.replied.get(fact.recipient) ?? 0, fact.atUs),
      );
      return;
    case 'LimitProfileChanged': {
      const value = fieldAfterChange(state, fact);
      if (value !== undefined) state.registry.set(registryFields.sender(fact.senderId), value);
      return;
    }
    case 'SanctionImposed': {
      const key = subjectKey(fact.sanction.subjectKind, fact.sanction.subjectId);
      const others = withoutSanction(state, key, fact.sanction.sanctionId);
      state.sanctions.set(key, [...others, fact.sanction]);
      return;
    }
    case 'SanctionEnded': {
      const key = subjectKey(fact.subjectKind, fact.subjectId);
      state.sanctions.set(key, withoutSanction(state, key, fact.sanctionId));
      return;
    }
    case 'StayGranted': {
      const { startsAtUs, endsAtUs } = fact;
      changeStay(state, fact, { startsAtUs, endsAtUs });
      return;
    }
    case 'StayEnded':
      changeStay(state, fact, null);
      return;
    case 'ReleaseReturned':
    case 'ReleaseEnded':
      settleRelease(state, fact);
      return;
    case 'CancellationOrdered':
      applyCancellation(state, fact);
      return;
    case 'PolicyActivated': {
      const next = compilePolicy(fact.policy, fact.hash, fact.effectiveAtUs);
      state.policies = withActivation(state.policies, next);
      return;
    }
    default:
      changeRegistry(state, fact);
  }
}

/** Scope as it is stored: "o", "c:<campaign>" or "s:<sender>". */
export function scopeKey(scope: OptOutScope): string {
  switch (scope.kind) {
    case 'ORGANISATION':
      return 'o';
    case 'CAMPAIGN':
      return `c:${scope.campaignId}`;
    case 'SENDER':
      return `s:${scope.senderId}`;
  }
}

type Settled = Extract<Fact, { type: 'ReleaseReturned' | 'ReleaseEnded' }>;

/** Only the release that is out can be settled: an older one's late report must not move a younger one. */
function settleRelease(state: GateState, fact: Settled): void {
  const message = state.messages.get(fact.messageId);
  if (message === undefined || message.queued || message.releases !== fact.attempt) return;
  if (fact.type === 'ReleaseReturned') enqueue(state, message);
  else state.messages.delete(fact.messageId);
}

function changeStay(
  state: GateState,
  { subjectKind, subjectId, sanctionId }: Extract<Fact, { type: 'StayGranted' | 'StayEnded' }>,
  stay: Sanction['stay'],
): void {
  const key = subjectKey(subjectKind, subjectId);
  const sanctions = state.sanctions.get(key)?.map((sanction) => {
    return sanction.sanctionId === sanctionId ? { ...sanction, stay } : sanction;
  });
  if (sanctions !== undefined) state.sanctions.set(key, sanctions);
}

function withoutSanction(state: GateState, key: string, sanctionId: string) {
  return (state.sanctions.get(key) ?? []).filter((sanction) => sanction.sanctionId !== sanctionId);
}

function changeRegistry(state: GateState, fact: Fact): void {
  const change = registryChange(fact);
  if (change === null) return;
  if (change.value === null) state.registry.delete(change.field);
  else state.registry.set(change.field, change.value);
}
