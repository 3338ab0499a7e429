import { describe, expect, it } from 'vitest';
import { findFaults, planActions, planEarlyActions } from '../src/provider/behaviour.ts';
import { ProviderScript, type ProviderScriptInput } from '../src/provider/script.ts';

const PEOPLE = Array.from({ length: 2000 }, (_, i) => `+3460000${String(i).padStart(4, '0')}`);
const FROM = '+34911000001';

function whoActs(script: ProviderScriptInput, count = 1): string[] {
  const parsed = ProviderScript.parse(script);
  return PEOPLE.filter((to) => planActions(parsed, { from: FROM, to, count }).length > 0);
}

describe('recipients', () => {
  it('act the same way under the same seed and otherwise under another', () => {
    const rules = [{ action: 'REPLY', share: 0.05 }] as const;
    expect(whoActs({ seed: 7, rules: [...rules] })).toEqual(
      whoActs({ seed: 7, rules: [...rules] }),
    );
    expect(whoActs({ seed: 7, rules: [...rules] })).not.toEqual(
      whoActs({ seed: 8, rules: [...rules] }),
    );
  });

  it('are about as many as the share says', () => {
    const replying = whoActs({ seed: 3, rules: [{ action: 'REPLY', share: 0.05 }] });
    expect(replying.length).toBeGreaterThan(60);
    expect(replying.length).toBeLessThan(145);
  });

  it.each([
    ['only those that the rule lists', { rule: { recipients: PEOPLE.slice(0, 3) }, acting: 3 }],
    ['nobody when another number wrote', { rule: { senders: ['+34911000002'] }, acting: 0 }],
    ['nobody before their k-th message', { rule: { onMessage: 2 }, acting: 0 }],
    ['everybody at their k-th message', { rule: { onMessage: 2 }, count: 2, acting: 2000 }],
  ])('act: %s', (_, { rule, count, acting }: { rule: object; count?: number; acting: number }) => {
    const rules = [{ action: 'STOP' as const, ...rule }];
    expect(whoActs({ rules }, count)).toHaveLength(acting);
  });

  it('write before their own message comes when the script says so', () => {
    const early = { recipient: '+34600000001', sender: FROM, afterMessages: 12, text: 'BAJA' };
    const script = ProviderScript.parse({ early: [early] });
    expect(planEarlyActions(script, { from: FROM, count: 11 })).toEqual([]);
    expect(planEarlyActions(script, { from: FROM, count: 12 })).toEqual([
      { recipient: '+34600000001', action: 'STOP', text: 'BAJA', afterMs: 0 },
    ]);
  });

  it('meet the faults of the script in its order', () => {
    const script = ProviderScript.parse({
      faults: [
        { kind: 'REJECT', recipients: ['+34600000001'] },
        { kind: 'BUSY', times: 1 },
      ],
    });
    const kinds = findFaults(script, { from: FROM, to: '+34600000001' }).map((f) => f.fault.kind);
    expect(kinds).toEqual(['REJECT', 'BUSY']);
    expect(findFaults(script, { from: FROM, to: '+34600000002' })).toHaveLength(1);
  });
});

describe('a script', () => {
  it.each([
    ['an unknown field', { rulez: [] }],
    ['a share above one', { rules: [{ action: 'REPLY', share: 1.1 }] }],
    ['an unknown action', { rules: [{ action: 'SHOUT' }] }],
    ['a range upside down', { answerMs: { min: 5, max: 1 } }],
  ])('with %s is refused', (_, script) => {
    expect(ProviderScript.safeParse(script).success).toBe(false);
  });
});
