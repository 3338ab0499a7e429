import { readFileSync } from 'node:fs';
import { PaceConfirmed, SlowStartBegan } from '@hustings/contracts/enforcement';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { gateOf } from '@hustings/kernel';
import { type PolicyDocument, parsePolicy } from '@hustings/policy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as world from './lua-world.ts';
import { waitFor } from './support/ask.ts';
import { activatePolicy, appendFacts, type SeededSender, seedSender } from './support/facts.ts';
import { numberOf, POLICY, type Rig, startRig } from './support/rig.ts';

const HOUR_MS = 3_600_000;
const DEFAULT: PolicyDocument = JSON.parse(
  readFileSync(new URL('../../../examples/policies/default.json', import.meta.url), 'utf8'),
);
let rig: Rig;
let sender: SeededSender;

/** The rig's policy with three strangers an hour while a slow start runs, and a rule that begins one. */
function slowingPolicy(): PolicyDocument {
  const { rules, slowStart } = DEFAULT.enforcement;
  const parsed = parsePolicy({
    ...POLICY,
    limits: { ...POLICY.limits, whileSlow: [world.windowLimit('while-slow', [3, HOUR_MS])] },
    enforcement: {
      ...POLICY.enforcement,
      rules: rules.filter(({ measure }) => measure === 'SLOW_START'),
      slowStart,
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

beforeAll(async () => {
  rig = await startRig();
  await activatePolicy(rig.log, slowingPolicy());
  sender = await seedSender(rig.log, 'slow');
});
afterAll(() => rig.stop());

async function tell(eventType: string, data: Uint8Array): Promise<void> {
  const gates = [gateOf(sender.organisationId, rig.log.layout)];
  await appendFacts(rig.log, sender.organisationId, { events: [{ eventType, data }], gates });
}

/** Until the governor has read the log it knows neither the sender nor the policy. */
const planOf = (messages: bigint, recipients: string[] = []) =>
  rig.client(sender).planCampaign({ senderId: sender.senderId, messages, recipients });

describe('a plan', () => {
  it('says that a slow start may begin, and what would come of it', async () => {
    await waitFor(async () => {
      const { paces, bindingLimit, completesAt } = await planOf(7n);
      expect(bindingLimit).not.toBe('while-slow');
      expect(paces).toMatchObject([{ kind: 'SLOW_START', inForce: false }]);
      expect(paces[0]?.text).toMatch(/new to this number/);
      const later = usFromTimestamp(paces[0]?.completesAt ?? { seconds: 0n, nanos: 0 });
      const gainedUs = later - usFromTimestamp(completesAt ?? { seconds: 0n, nanos: 0 });
      expect(Number(gainedUs) / 1_000).toBeGreaterThan(1.9 * HOUR_MS);
    });
  });

  it('goes by a slow start that runs, names it, and knows when its owner has confirmed', async () => {
    const nowUs = BigInt(Date.now()) * 1_000n;
    const { organisationId, senderId } = sender;
    const began = {
      ...{ slowStartId: 'ss-1', organisationId, senderId, startsAtUs: nowUs },
      endsAtUs: nowUs + BigInt(10 * HOUR_MS) * 1_000n,
    };
    await tell(
      'enforcement.SlowStartBegan.v1',
      SlowStartBegan.encode(SlowStartBegan.fromPartial(began)).finish(),
    );
    await waitFor(async () => {
      const plan = await planOf(7n);
      expect(plan).toMatchObject({ bindingLimit: 'while-slow' });
      expect(plan.bindingLimitText).not.toBe('');
      expect(plan.paces).toMatchObject([{ kind: 'SLOW_START', inForce: true }]);
      expect(plan.faster).toMatchObject([{ kind: 'CONFIRMATION' }]);
    });
    const estimate = await rig.client(sender).estimateCompletion({ ...sender, messages: 7n });
    expect(estimate.bindingLimit).toBe('while-slow');
    const named = await planOf(2n, [numberOf(1), numberOf(2)]);
    expect(named.bindingLimit).not.toBe('while-slow');

    const confirmed = PaceConfirmed.fromPartial({ organisationId, senderId });
    await tell('enforcement.PaceConfirmed.v1', PaceConfirmed.encode(confirmed).finish());
    await waitFor(async () => {
      const plan = await planOf(7n);
      expect(plan.bindingLimit).not.toBe('while-slow');
      expect(plan.paces).toMatchObject([{ kind: 'SLOW_START', inForce: false }]);
    });
  });
});
