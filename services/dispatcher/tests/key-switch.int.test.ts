import { KeysRotated } from '@hustings/contracts/optout';
import { ROTATION_REF } from '@hustings/privacy';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDispatcher } from '../src/index.ts';
import { Rig } from './support/rig.ts';

const OLD = 'ab'.repeat(32);
const NEW = 'cd'.repeat(32);

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start();
});
afterEach(() => rig.stop());

/** Starts with these keys and stops again; rejects when the start was refused. */
async function startWith(masterKey: string): Promise<void> {
  const running = await startDispatcher(rig.config({ masterKey }));
  await running.stop();
}

it('does not start under a new pseudonym key before opt-outs were carried over to it', async () => {
  await expect(startWith(`1:${OLD},2*:${NEW}`)).rejects.toThrow(
    'opt-outs were not carried over to pseudonym key 2: mark the key before it, and run "hustings privacy rotate-keys" first',
  );
});

it.each([
  ['while the old pseudonym key is in use', `1*:${OLD},2:${NEW}`],
  ['with one key', OLD],
])('starts %s, whatever was carried over', async (_, masterKey) => {
  await expect(startWith(masterKey)).resolves.toBeUndefined();
});

it('starts under the new key once a rotation to it is in the log', async () => {
  await rig.append(
    { context: ROTATION_REF.context, aggregate: ROTATION_REF.aggregate, id: 'v2' },
    {
      eventType: 'privacy.KeysRotated.v1',
      data: KeysRotated.encode(KeysRotated.fromPartial({ version: 2 })).finish(),
    },
  );
  await expect(startWith(`1:${OLD},2*:${NEW}`)).resolves.toBeUndefined();
});
