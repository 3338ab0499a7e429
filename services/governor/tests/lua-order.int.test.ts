import { present } from '@hustings/kernel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LuaGate, luaGate } from './lua-gates.ts';
import { luaStores } from './support/lua-stores.ts';

const STORES = luaStores();
const entry = (seq: number, marker: boolean) => ({ seq, marker, facts: [] });

describe.each(STORES)('entries never overtake each other ($name)', ({ url }) => {
  let lua: LuaGate;
  beforeEach(async () => {
    lua = await luaGate(url());
    await lua.apply([entry(1, false)]);
  });
  afterEach(() => lua.close());

  test.each([
    { missing: 'a fact', after: { factSeq: 2 }, marker: false },
    { missing: 'a gate message', after: { gateSeq: 2 }, marker: false },
    { missing: 'a fact before a marker', after: { factSeq: 2 }, marker: true },
    { missing: 'a gate message before a marker', after: { gateSeq: 2 }, marker: true },
  ])('$missing is missing: nothing is applied', async ({ after, marker }) => {
    const before = present(await lua.scripts.readMeta(lua.gate), 'the gate has a meta');
    const at = { ...before, ...after };
    const reply = await lua.scripts.applyFacts(lua.gate, at, [entry(3, marker)]);
    expect(reply).toEqual({ outcome: 'BEHIND', meta: before });
    expect(await lua.scripts.readMeta(lua.gate)).toEqual(before);
  });
});
