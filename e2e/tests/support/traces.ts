import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A way in which a text may stand in a file. */
interface Trace {
  form: string;
  bytes: Buffer;
}

/** The forms in which a text, or a part of it that base64 cuts at any of three places, can stand in bytes. */
export function tracesOf(text: string): Trace[] {
  const utf8 = Buffer.from(text);
  const base64 = [0, 1, 2].flatMap((shift) => {
    // What stands before and after the text is not known: only the characters that it decides alone are looked for.
    const padded = Buffer.concat([Buffer.alloc(shift), utf8]);
    const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString('base64');
    const own = whole.slice(Math.ceil((shift * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [
    { form: 'UTF-8', bytes: utf8 },
    { form: 'UTF-16LE', bytes: Buffer.from(text, 'utf16le') },
    { form: 'UTF-16BE', bytes: Buffer.from(text, 'utf16le').swap16() },
    { form: 'hex', bytes: Buffer.from(utf8.toString('hex')) },
    { form: 'HEX', bytes: Buffer.from(utf8.toString('hex').toUpperCase()) },
    { form: 'percent', bytes: Buffer.from(encodeURIComponent(text)) },
    { form: 'JSON', bytes: Buffer.from(JSON.stringify(text).slice(1, -1)) },
    ...[...new Set(base64)].map((each) => ({ form: 'base64', bytes: Buffer.from(each) })),
  ];
}

/** "file: form of text" for every trace of any of the texts in any file of the folders. */
export function findTraces(folders: readonly string[], texts: readonly string[]): string[] {
  const traces = texts.flatMap((text) => tracesOf(text).map((trace) => ({ ...trace, text })));
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
      const file = join(folder, path);
      if (!statSync(file).isFile()) return [];
      const bytes = readFileSync(file);
      const found = traces.filter((trace) => bytes.includes(trace.bytes));
      return found.map(({ form, text }) => `${path}: ${form} of ${text}`);
    }),
  );
}
