import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseFaults, runSuite } from '@hustings/chaos';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** One of each kind: data lost, a server killed, a service killed, connections broken, connections slow. */
const FAULTS = [
  'redis-kill-empty',
  'nats-kill',
  'governor-kill',
  'reset-dispatcher-provider',
  'late-governor-redis',
];
/** The order of the faults and the draws of the load; the long form is `npm run chaos`. */
const SEED = 20_261_122;
const TIMEOUT_MS = 240_000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hustings-chaos-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('every promise holds under faults, by the history and the provider alone', {
  timeout: TIMEOUT_MS,
}, async () => {
  const result = await runSuite({
    faults: chooseFaults(FAULTS),
    seed: SEED,
    seconds: 0,
    dir,
    onProgress: () => undefined,
  });
  expect(result.violations).toEqual([]);
  expect(result).toMatchObject({
    ok: true,
    faults: FAULTS.length,
    notRecovered: [],
    unexpectedExits: [],
    replay: { differences: 0, breaks: 0, optOutViolations: 0 },
  });
  // A load that hardly sends would prove nothing.
  expect(result.handedOff).toBeGreaterThan(200);
  expect(result.optOuts).toBeGreaterThan(10);
  expect(result.optOutsAgain).toBeGreaterThan(5);
});
