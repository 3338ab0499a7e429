import { type PolicyInForce, preparePolicy } from '@hustings/enforcement/rehearsal';
import { type PolicyDocument, policyHash } from '@hustings/policy';
import { BEGIN_US } from './clock.ts';
import { drawPopulation } from './population.ts';
import type { SenderRecord } from './record.ts';
import { runWorld } from './world.ts';

/** Draws a population by a seed and lets it write under a policy for two weeks. */
export function runSeed(
  document: PolicyDocument,
  seed: number,
  onProgress?: (share: number) => void,
): SenderRecord[] {
  return runWorld({
    seed,
    senders: drawPopulation(seed),
    document,
    policy: inForce(document),
    ...(onProgress ? { onProgress } : {}),
  });
}

/** A policy that has been in force from the beginning. */
export function inForce(document: PolicyDocument): PolicyInForce {
  return preparePolicy({
    type: 'PolicyActivated',
    hash: policyHash(document),
    document: JSON.stringify(document),
    effectiveAtUs: BEGIN_US - 1,
    approvedBy: [],
  });
}
