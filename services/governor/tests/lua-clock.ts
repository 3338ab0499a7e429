import { fileURLToPath } from 'node:url';

/** The folder of the governor's scripts. */
export const LUA_FOLDER = fileURLToPath(new URL('../lua', import.meta.url));

/** Key of a gate's clock in tests: beside its meta, which is the first key of every script. */
export function clockKey(metaKey: string): string {
  return `${metaKey}:clock`;
}

/**
 * Replaces the include `now`: the instant comes from a key that the test sets. Production loads the file `now.lua`, which
 * knows no such key, so nothing that runs there can be given another clock.
 */
export const TEST_CLOCK = {
  now: "local function clock_us() return tonumber(redis.call('GET', KEYS[1] .. ':clock')) end",
};
