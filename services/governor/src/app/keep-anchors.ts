import type { EventLog } from '@hustings/event-log';
import type { AnchorStore } from '../ports/anchor-store.ts';
import type { Position } from './position.ts';

/** A lost tail shorter than this may go unseen by the governor alone: seldom enough to cost nothing. */
const SAVE_EVERY_MS = 2_000;

export interface AnchorParts {
  log: EventLog;
  anchors: AnchorStore;
  positions: Map<string, Position>;
}

/** Throws `LogDiverged` when the log no longer holds what the projection in Redis was made from. */
export async function verifyAnchors({ log, anchors, positions }: AnchorParts): Promise<void> {
  for (const partition of positions.keys()) {
    const anchor = await anchors.load(partition);
    if (anchor) await log.verifyAnchor(partition, anchor);
  }
}

/** Saves anchors until the signal aborts. A failure to save leaves the older anchor, which proves less and is never wrong. */
export function saveAnchors(parts: AnchorParts, signal: AbortSignal): void {
  const saved = new Map<string, number>();
  const timer = setInterval(() => {
    for (const [partition, { applied }] of parts.positions) {
      if (applied === 0 || saved.get(partition) === applied) continue;
      saved.set(partition, applied);
      saveOne(parts, partition, applied).catch(() => saved.delete(partition));
    }
  }, SAVE_EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function saveOne(
  { log, anchors }: AnchorParts,
  partition: string,
  seq: number,
): Promise<void> {
  await anchors.save(partition, await log.anchorAt(partition, seq));
}
