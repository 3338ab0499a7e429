import { readFileSync } from 'node:fs';
import { PolicyActivated } from '@hustings/contracts/enforcement';
import { LimitProfileChanged, SenderRegistered } from '@hustings/contracts/registry';
import { describe, expect, it } from 'vitest';
import { Directory } from '../src/domain/directory.ts';

const POLICY = readFileSync(new URL('../../../examples/policies/default.json', import.meta.url));

describe('the pace of a sender', () => {
  it('follows its limit profile from the change on', () => {
    const directory = new Directory();
    const document = Buffer.from(POLICY);
    const activated = PolicyActivated.fromPartial({ document, effectiveAtUs: 0n });
    directory.apply('policy.PolicyActivated.v1', PolicyActivated.encode(activated).finish());
    const sender = { senderId: 'snd-1', address: '+34600000001', limitProfile: 'whatsapp-80' };
    const registered = SenderRegistered.encode(SenderRegistered.fromPartial({ sender })).finish();
    directory.apply('registry.SenderRegistered.v1', registered);
    expect(directory.paceOf('snd-1', 1n)).toEqual([{ max: 80, perMs: 1_000 }]);
    const change = (senderId: string) =>
      LimitProfileChanged.encode(
        LimitProfileChanged.fromPartial({ senderId, limitProfile: 'whatsapp-20' }),
      ).finish();
    directory.apply('registry.LimitProfileChanged.v1', change('snd-unknown'));
    directory.apply('registry.LimitProfileChanged.v1', change('snd-1'));
    expect(directory.paceOf('snd-1', 1n)).toEqual([{ max: 20, perMs: 1_000 }]);
    expect(directory.senderAt('+34600000001')?.limitProfile).toBe('whatsapp-20');
    expect(directory.sender('snd-unknown')).toBeUndefined();
  });
});
