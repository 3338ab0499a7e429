import { Outcome, Reason } from '@hustings/contracts/governor';
import type { GateVerdict, PolicyDocument } from '@hustings/policy';
import { Metrics } from '@hustings/service-kit';
import { expect, it } from 'vitest';
import { limitNames, limitOutcomes } from '../src/domain/limit-outcomes.ts';
import { governorTelemetry } from '../src/telemetry.ts';
import { POLICY } from './support/rig.ts';

function refused(
  ruleId: string,
  retryAtUs: number,
  outcome: Outcome = Outcome.OUTCOME_REFUSED,
): GateVerdict {
  const reason = Reason.REASON_LIMIT_EXCEEDED;
  return { answer: 'DECIDED', outcome, reason, ruleId, retryAtUs, estimatedReleaseAtUs: 0 };
}

const VERDICTS: GateVerdict[] = [
  refused('per-second', 5),
  refused('per-second', 7),
  refused('per-second', 0),
  refused('per-second', 0, Outcome.OUTCOME_CANCELLED),
  { answer: 'WAIT', ruleId: 'per-second', againAtUs: 9 },
  { answer: 'WAIT', ruleId: 'snc-1', againAtUs: 9 },
  { answer: 'GONE' },
  { ...refused('per-second', 5), reason: Reason.REASON_SUSPENDED } as GateVerdict,
];

it('what limits did is counted by limit and outcome, and waits for other things are not', () => {
  expect(limitOutcomes(VERDICTS, limitNames(POLICY))).toEqual([
    { limit: 'per-second', outcome: 'refused', messages: 2 },
    { limit: 'per-second', outcome: 'never', messages: 2 },
    { limit: 'per-second', outcome: 'delayed', messages: 1 },
  ]);
});

it('limits of the policy are those of every profile, of warned and new senders, and of one person', () => {
  const limit = (id: string): object => ({ id });
  const policy = {
    limits: {
      profiles: {
        p: { sender: [limit('rate')], organisation: [limit('people')] },
        q: { sender: [limit('slow')], organisation: [] },
      },
      ...{ whileWarned: [limit('warned')], whileSlow: [limit('new')], recipient: [limit('cap')] },
    },
  } as unknown as PolicyDocument;
  expect([...limitNames(policy)]).toEqual(['rate', 'people', 'slow', 'warned', 'new', 'cap']);
});

it('the counters name limits of the policy only, shadows included', async () => {
  const metrics = new Metrics('governor');
  const logger = { warn: () => undefined, error: () => undefined };
  const telemetry = governorTelemetry(metrics, Object.assign(Object.create(null), logger));
  telemetry.knowLimits(() => limitNames(POLICY));
  telemetry.countLimits({ verdicts: VERDICTS, shadowRefusals: { 'per-second': 3 } });
  const text = await metrics.registry.metrics();
  const lines = text.split('\n').filter((line) => line.startsWith('hustings_governor_limit_'));
  expect(lines.map((line) => line.replace(/^.*\{(.*)\} /, '$1 '))).toEqual([
    'limit="per-second",outcome="refused",service="governor" 2',
    'limit="per-second",outcome="never",service="governor" 2',
    'limit="per-second",outcome="delayed",service="governor" 1',
    'limit="per-second",outcome="shadow_refused",service="governor" 3',
  ]);
});
