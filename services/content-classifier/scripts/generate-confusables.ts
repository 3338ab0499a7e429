// Writes data/confusables.json from the Unicode file confusables.txt (UTS #39, "Security Mechanisms"):
//   node scripts/generate-confusables.ts path/to/confusables.txt
// Only letters that pass for a Latin letter or an ASCII digit's look-alike letter are kept; the canonical form of a text
// has gone through NFKC before, so compatibility forms are left out.
import { readFileSync, writeFileSync } from 'node:fs';

const OUTPUT = new URL('../data/confusables.json', import.meta.url);
const SOURCE_SCRIPTS =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]$/u;

/** Prototypes that the Unicode file leaves as they are, though a reader takes them for the plain letter. */
const SMALL_CAPITALS: Record<string, string> = {
  ᴀ: 'a',
  ʙ: 'b',
  ᴄ: 'c',
  ᴅ: 'd',
  ᴇ: 'e',
  ɢ: 'g',
  ʜ: 'h',
  ɪ: 'i',
  ᴊ: 'j',
  ᴋ: 'k',
  ʟ: 'l',
  ᴍ: 'm',
  ɴ: 'n',
  ᴏ: 'o',
  ᴘ: 'p',
  ʀ: 'r',
  ᴛ: 't',
  ᴜ: 'u',
  ᴠ: 'v',
  ᴡ: 'w',
  ʏ: 'y',
  ᴢ: 'z',
};

const path = process.argv[2];
if (path === undefined) throw new Error('name the file confusables.txt');
const lines = readFileSync(path, 'utf8').split('\n');
const version = /^# Version: (\S+)/m.exec(lines.slice(0, 20).join('\n'))?.[1] ?? 'unknown';

const latinOf = new Map<string, string>(Object.entries(SMALL_CAPITALS));
for (const line of lines) {
  const [from, to] = line.split(';').map((field) => field.trim());
  if (from === undefined || to === undefined || from.startsWith('#') || to.includes(' ')) continue;
  const source = decode(from);
  const target = SMALL_CAPITALS[decode(to)] ?? decode(to);
  if (!SOURCE_SCRIPTS.test(source) || !/^[A-Za-z]$/.test(target) || source <= '\x7f') continue;
  if (source.normalize('NFKC') === source) latinOf.set(source, target.toLowerCase());
}
for (const [source, target] of latinOf) {
  // "I" and "l" are one prototype; a capital whose small form passes for "i" is an "i".
  const small = latinOf.get(source.toLowerCase());
  if (target === 'l' && small === 'i') latinOf.set(source, 'i');
}

const letters: Record<string, string> = {};
for (const [source, target] of [...latinOf].sort(byCodePoint)) {
  letters[target] = (letters[target] ?? '') + source;
}
const data = {
  source: `confusables.txt of Unicode ${version} (https://www.unicode.org/Public/security/)`,
  licence: 'Unicode License v3, © 1991-2025 Unicode, Inc.; see UNICODE-LICENSE.txt',
  letters: Object.fromEntries(Object.entries(letters).sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync(OUTPUT, `${JSON.stringify(data, null, 2)}\n`);

function decode(hex: string): string {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

function byCodePoint([a]: [string, string], [b]: [string, string]): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}
