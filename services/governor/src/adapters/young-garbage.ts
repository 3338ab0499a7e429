/**
 * Collects what died young, and leaves all that is older alone: some milliseconds, by how much is still in use. Does nothing in a
 * process that Node was not told to let collect by itself (`--expose-gc`).
 */
export function collectYoung(): void {
  globalThis.gc?.({ type: 'minor' });
}
