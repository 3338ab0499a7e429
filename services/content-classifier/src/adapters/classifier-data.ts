import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { domainToUnicode } from 'node:url';
import { z } from 'zod';
import type { JudgingTools } from '../domain/judge-text.ts';
import { compileLookAlikes } from '../domain/look-alikes.ts';

/** Raise when code changes what a text is judged to be, or how a sketch is made. */
const RULES_REVISION = 1;
const SKETCH_REVISION = 1;

/** Hex digits of a data file's digest in a version. */
const VERSION_CHARS = 12;

const lookAlikeFile = z.object({
  letters: z.record(z.string().regex(/^[a-z]$/), z.string().min(1)),
});
const shortenerFile = z.object({ hosts: z.array(z.string().min(1)).min(1) });

/** Reads and checks the data that ships with the service; the versions name the rules and the bytes of the files. */
export function readClassifierData(): { tools: JudgingTools; sketchVersion: string } {
  const letters = readData('confusables.json');
  const shorteners = readData('link-shorteners.json');
  return {
    sketchVersion: versionOf(SKETCH_REVISION, letters),
    tools: {
      version: versionOf(RULES_REVISION, letters + shorteners),
      lookAlikes: compileLookAlikes(lookAlikeFile.parse(JSON.parse(letters)).letters),
      shorteners: new Set(shortenerFile.parse(JSON.parse(shorteners)).hosts),
      toUnicode: domainToUnicode,
      digest,
    },
  };
}

function readData(name: string): string {
  return readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');
}

function versionOf(revision: number, data: string): string {
  return `${revision}-${digest(data).slice(0, VERSION_CHARS)}`;
}

function digest(text: string): string {
  return hash('sha256', text, 'hex');
}
