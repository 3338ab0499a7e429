import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** Waits until a look gives something; fails with the sentence when it does not within the bound. */
export async function waitUntil<T>(
  sentence: string,
  withinMs: number,
  look: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) {
      throw new Error(`waited ${withinMs / 1000} s in vain: ${sentence}`);
    }
    await delay(LOOK_EVERY_MS);
  }
}
