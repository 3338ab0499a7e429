import { assert, unreachable } from '@hustings/kernel';
import type { Fact, FactEntry } from '@hustings/policy';
import {
  cancelledField,
  compilePolicy,
  MAX_POLICIES,
  PROFILE_CLOCKS_US,
  registryChange,
  registryFields,
  scopeKey,
  subjectKey,
} from '@hustings/policy/gate';

/** Most entries of one call, for the same reason as the bound on items. */
export const MAX_ENTRIES = 256;

/** Texts of each step, its name included. */
const STEP_TEXTS = 6;

/** The steps of `apply-facts.lua` for these entries. */
export function encodeEntries(entries: readonly FactEntry[]): string[] {
  assert(entries.length > 0 && entries.length <= MAX_ENTRIES, `1 to ${MAX_ENTRIES} entries a call`);
  const steps: string[] = [];
  for (const { seq, marker, facts } of entries) {
    steps.push(...step([marker ? 'MARKER' : 'ENTRY', seq]));
    for (const one of facts.flatMap(stepsOf)) steps.push(...step(one));
  }
  return steps;
}

function step(texts: (string | number)[]): string[] {
  return Array.from({ length: STEP_TEXTS }, (_, index) => String(texts[index] ?? ''));
}

function stepsOf(fact: Fact): (string | number)[][] {
  return fact.type === 'CancellationOrdered' ? cancellationSteps(fact) : [stepOf(fact)];
}

function cancellationSteps(
  order: Extract<Fact, { type: 'CancellationOrdered' }>,
): (string | number)[][] {
  const { messageIds, throughNumber, orderId } = order;
  if (messageIds.length === 0) return [['CANCEL', cancelledField(order), throughNumber, orderId]];
  return messageIds.map((id) => ['CANCEL_MESSAGE', id, throughNumber, orderId]);
}

function stepOf(fact: Fact): (string | number)[] {
  const change = registryChange(fact);
  if (change !== null) {
    return change.value === null ? ['UNSET', change.field] : ['SET', change.field, change.value];
  }
  switch (fact.type) {
    case 'OptedOut':
      return ['OPT_OUT', fact.recipient, scopeKey(fact.scope)];
    case 'OptedIn':
      return ['OPT_IN', fact.recipient, scopeKey(fact.scope)];
    case 'Replied':
      return ['REPLY', fact.recipient, fact.atUs];
    case 'SanctionImposed': {
      const { subjectKind, subjectId, sanctionId, standing, startsAtUs, endsAtUs } = fact.sanction;
      return [
        'SANCTION',
        subjectKey(subjectKind, subjectId),
        sanctionId,
        standing,
        startsAtUs,
        endsAtUs,
      ];
    }
    case 'SanctionEnded':
      return ['SANCTION_END', subjectKey(fact.subjectKind, fact.subjectId), fact.sanctionId];
    case 'StayGranted': {
      const { subjectKind, subjectId, sanctionId, startsAtUs, endsAtUs } = fact;
      return ['STAY', subjectKey(subjectKind, subjectId), sanctionId, startsAtUs, endsAtUs];
    }
    case 'StayEnded':
      return ['STAY_END', subjectKey(fact.subjectKind, fact.subjectId), fact.sanctionId];
    case 'LimitProfileChanged': {
      const { senderId, limitProfile, atUs } = fact;
      const field = registryFields.sender(senderId);
      return ['PROFILE', field, limitProfile, atUs, atUs + PROFILE_CLOCKS_US];
    }
    case 'ReleaseReturned':
      return ['RETURN', fact.messageId, fact.attempt];
    case 'ReleaseEnded':
      return ['END', fact.messageId, fact.attempt];
    case 'PolicyActivated':
      return policyStep(fact);
    default:
      return unreachable(fact as never, 'a fact that changes no registry field has a step');
  }
}

function policyStep(fact: Extract<Fact, { type: 'PolicyActivated' }>): (string | number)[] {
  const compiled = compilePolicy(fact.policy, fact.hash, fact.effectiveAtUs);
  const profiles = [...compiled.profiles].map(([name, limits]) => [
    name,
    limits.map(({ spanUs, sinceUs, ...limit }) => ({ ...limit, span: spanUs, since: sinceUs })),
  ]);
  const windows = compiled.windows !== undefined;
  const json = JSON.stringify({ windows, profiles: Object.fromEntries(profiles) });
  return ['POLICY', fact.hash, fact.effectiveAtUs, compiled.retryHeldAfterUs, json, MAX_POLICIES];
}
