import { readFileSync } from 'node:fs';
import { type Operation, operationSchema } from './operation.ts';

/** Reads a file of JSON lines. Throws with the number of the line that is no operation. */
export function readHistory(file: string): Operation[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const parsed = operationSchema.safeParse(parseJson(line));
    if (parsed.success) return [parsed.data];
    throw new Error(`${file}:${index + 1} is not an operation: ${parsed.error.message}`);
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
