import type { World } from '../world/open-world.ts';

/** One way to hurt the system. */
export interface Fault {
  name: string;
  /** What is done, in words. */
  meaning: string;
  /** From when recovery counts: a process that was killed is gone at once, what was held back is back at the end. */
  measuredFrom: 'begin' | 'end';
  /** What has to happen before, under load. */
  prepare?: (world: World) => Promise<void>;
  /** Hurts, and heals again; resolves when everything is as it was. */
  strike: (world: World) => Promise<void>;
}
