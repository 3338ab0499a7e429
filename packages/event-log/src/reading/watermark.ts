import { readFile } from 'node:fs/promises';
import { writeDurably } from '../durable-files.ts';
import type { Anchor } from '../types.ts';

/**
 * Keeps where a reader stands. A reader whose data stands in a database writes the anchor in the same transaction as the
 * data and gives `load` alone.
 */
export interface WatermarkStore {
  /** Null when nothing was ever saved. */
  load(): Promise<Anchor | null>;
  save?(anchor: Anchor): Promise<void>;
}

/** For readers whose data is in memory too: both start anew together. */
export function memoryWatermark(): WatermarkStore & { saved(): Anchor | null } {
  let saved: Anchor | null = null;
  return {
    load: () => Promise.resolve(saved),
    save: (anchor) => {
      saved = anchor;
      return Promise.resolve();
    },
    saved: () => saved,
  };
}

/**
 * A file that holds one anchor, durably. Throws when the file is there but holds no anchor: starting anew by itself would repeat work.
 */
export function fileWatermark(path: string): WatermarkStore {
  return {
    load: async () => {
      const text = await readFile(path, 'utf8').catch(ignoreMissing);
      return text === null ? null : parseAnchor(text, path);
    },
    save: (anchor) => writeDurably([{ path, content: JSON.stringify(anchor) }]),
  };
}

function parseAnchor(text: string, path: string): Anchor {
  const parsed = parseJson(text);
  if (isAnchor(parsed)) return parsed;
  throw new Error(
    `${path} holds no position of a reader; remove it to read the log from its start`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isAnchor(value: unknown): value is Anchor {
  if (typeof value !== 'object' || value === null) return false;
  const { streamCreated, seq, leafHash } = value as Partial<Record<keyof Anchor, unknown>>;
  const isSeq = Number.isSafeInteger(seq) && Number(seq) >= 0;
  return isSeq && typeof streamCreated === 'string' && typeof leafHash === 'string';
}

function ignoreMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
