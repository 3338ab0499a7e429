import { PlanCampaignResponse } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { expect, test } from 'vitest';
import { describeForesight } from '../src/send/foresee.ts';

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
