import { EstimateCompletionResponse, PlanCampaignResponse } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { RpcFailure } from '@hustings/service-kit';
import { expect, test } from 'vitest';
import { describeForesight, foreseeMailing } from '../src/send/foresee.ts';

const at = (seconds: number) => timestampFromUs(BigInt(1_800_000_000 + seconds) * 1_000_000n);
const END = { completesAt: at(3_600), bindingLimit: 'quiet:ES' };
const PAUSE = { from: at(0), until: at(1_800), messages: 0n, ruleId: 'quiet:ES' };
const FLOW = { from: at(1_800), until: at(3_600), messages: 40n, ruleId: '' };

test.each([
  ['nothing', {}, 'foreseen end unknown'],
  ['an end without a limit', { completesAt: at(60) }, 'foreseen end 2027-01-15T08:01:00.000Z'],
  [
    'a mailing that begins at once and pauses later',
    { ...END, stretches: [FLOW, PAUSE] },
    'foreseen end 2027-01-15T09:00:00.000Z, decided by quiet:ES',
  ],
  [
    'a mailing that cannot begin yet',
    { ...END, stretches: [PAUSE, FLOW] },
    'foreseen end 2027-01-15T09:00:00.000Z, decided by quiet:ES; nothing goes out before 2027-01-15T08:30:00.000Z (quiet:ES)',
  ],
  [
    'people who will get nothing',
    { ...END, never: [{ ruleId: 'OPTED_OUT_ORGANISATION', messages: 2n }] },
    'foreseen end 2027-01-15T09:00:00.000Z, decided by quiet:ES; will not go out: 2 OPTED_OUT_ORGANISATION',
  ],
])('says of %s what is foreseen', (_, plan, told) => {
  expect(describeForesight(PlanCampaignResponse.fromPartial(plan))).toBe(told);
});

const MAILING = { senderId: 'snd-1', messages: 2, numbers: ['+34600000001'], country: '' };
const estimateCompletion = async () =>
  EstimateCompletionResponse.fromPartial({ completesAt: at(60), bindingLimit: 'per-second' });

test('a mailing that cannot be planned now is foreseen by its limits alone, and goes out', async () => {
  const planCampaign = () =>
    Promise.reject(RpcFailure.unavailable('GATE_CLOSED', 'the gate is being rebuilt'));
  expect(await foreseeMailing({ planCampaign, estimateCompletion }, MAILING)).toBe(
    'foreseen end 2027-01-15T08:01:00.000Z, decided by per-second, hours of recipients left out',
  );
});

test('what the limits cannot be asked either is told', async () => {
  const unknown = () => Promise.reject(RpcFailure.notFound('SENDER_UNKNOWN', 'no such sender'));
  const asked = foreseeMailing({ planCampaign: unknown, estimateCompletion: unknown }, MAILING);
  await expect(asked).rejects.toMatchObject({ reason: 'SENDER_UNKNOWN' });
});
