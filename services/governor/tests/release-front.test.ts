import { Priority } from '@hustings/contracts/governor';
import { ManualClock } from '@hustings/kernel';
import type { GateItem, GateVerdict } from '@hustings/policy';
import { laneKey } from '@hustings/policy/gate';
import { afterEach, describe, expect, it } from 'vitest';
import { ReleaseFront, type ReleaseFrontParts } from '../src/app/release-front.ts';

const FAR_US = 1_800_000_060_000_000;
const WHERE = { senderId: 'snd-1', campaignId: 'cmp-1', place: '' };
const PRIORITY = Priority.PRIORITY_BULK;
const ITEM = {
  ...{ kind: 'RELEASE', messageId: 'msg-1', context: WHERE, priority: PRIORITY },
} as unknown as GateItem;
const WAITS = { answer: 'WAIT', ruleId: 'restriction', againAtUs: FAR_US } as GateVerdict;
const LANE = laneKey({ ...WHERE, priority: PRIORITY });

const front = new ReleaseFront({
  ...{ clock: new ManualClock(), onDue: () => undefined, isRate: () => false },
  handOffWindow: () => ({ room: 100 }),
} as unknown as ReleaseFrontParts);
afterEach(() => front.stop());

describe('what a look found', () => {
  it('holds a lane until the instant that it told', () => {
    front.takeAnswered();
    front.noteVerdicts([ITEM], [WAITS]);
    expect(front.waitOf(LANE)).toMatchObject({ ruleId: 'restriction' });
  });

  it('is not kept when all waits were forgotten meanwhile: its reason may be over', () => {
    front.takeAnswered();
    front.wake(true);
    front.noteVerdicts([ITEM], [WAITS]);
    expect(front.waitOf(LANE)).toBeFalsy();
    expect(front.due).toBe(true);
  });
});
