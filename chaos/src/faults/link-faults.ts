import { setTimeout as pause } from 'node:timers/promises';
import { LINK_NAMES, type LinkName } from '../world/links.ts';
import type { Fault } from './fault.ts';

const LATE_MS = 500;
const LATE_FOR_MS = 4_000;
const RESETS = 3;
const BETWEEN_RESETS_MS = 400;

/** For each pair of processes: its connections are reset, and everything between them is late. */
export const LINK_FAULTS: Fault[] = LINK_NAMES.flatMap((name) => [resetOf(name), latenessOf(name)]);

function resetOf(name: LinkName): Fault {
  return {
    name: `reset-${name}`,
    meaning: `All connections ${name} are reset, three times.`,
    measuredFrom: 'end',
    strike: async ({ links }) => {
      const proxies = await links.of(name);
      for (let round = 1; round <= RESETS; round++) {
        for (const proxy of proxies) proxy.reset();
        if (round < RESETS) await pause(BETWEEN_RESETS_MS);
      }
    },
  };
}

function latenessOf(name: LinkName): Fault {
  return {
    name: `late-${name}`,
    meaning: `Everything between ${name} is 500 ms late each way, for four seconds.`,
    measuredFrom: 'end',
    strike: async ({ links }) => {
      const proxies = await links.of(name);
      for (const proxy of proxies) proxy.setMode({ kind: 'late', ms: LATE_MS });
      await pause(LATE_FOR_MS);
      for (const proxy of proxies) proxy.setMode({ kind: 'pass' });
    },
  };
}
