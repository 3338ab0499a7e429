import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '@hustings/kernel';
import { UsageFault } from '../failures.ts';
import type { Recipient, RowFault } from './recipients.ts';

/** Texts with `{{column}}` placeholders by lower-case language; '' is the text for every other language. */
export type Templates = ReadonlyMap<string, string>;

/** A text for one person. */
export interface Rendered {
  text: string;
  /** What was put in and is that person's own, as the Send API wants it named. */
  personalParts: string[];
}

const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/g;
const LANGUAGE_PREFIX = /^([a-z]{2,3}(?:-[a-z0-9]{2,8})*)=/i;
const TEMPLATE_FILE = /^([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.txt$/i;

/** What the Send API accepts as a personal part: at most 5, letters and name punctuation only. */
const PERSONAL_PART = /^[\p{L}\p{M}][\p{L}\p{M} .'’-]{0,59}$/u;
const PERSONAL_PARTS_MAX = 5;

/**
 * Reads `--template` values: `TEXT`, `FILE`, `<language>=TEXT`, `<language>=FILE`, or a folder of `<language>.txt`.
 *
 * @throws UsageFault when there is none, a file cannot be read, or a language comes twice.
 */
export async function parseTemplates(values: string[]): Promise<Templates> {
  const templates = new Map<string, string>();
  const add = (language: string, text: string): void => {
    if (templates.has(language)) {
      throw new UsageFault(`two templates for ${language || 'all languages'}: give one of each`);
    }
    if (text.trim() === '') throw new UsageFault(`the template for "${language}" is empty`);
    templates.set(language, text.trim());
  };
  for (const value of values) {
    const language = LANGUAGE_PREFIX.exec(value)?.[1] ?? '';
    const body = language === '' ? value : value.slice(language.length + 1);
    const kind = await kindOf(body);
    if (kind === 'folder') for (const [name, text] of await readFolder(body)) add(name, text);
    else add(language.toLowerCase(), kind === 'file' ? await readFile(body, 'utf8') : body);
  }
  if (templates.size === 0) {
    throw new UsageFault('no text to send: give --template TEXT, FILE, FOLDER or <language>=TEXT');
  }
  return templates;
}

/**
 * The text for one person, in the person's language or else in the one that is given for all.
 *
 * @throws UsageFault when the template names a column that the file lacks: no row could be sent.
 */
export function renderFor(templates: Templates, row: Recipient): Result<Rendered, RowFault> {
  const template = findTemplate(templates, row.language);
  if (template === undefined) {
    const detail = `no template for language "${row.language}": add --template ${row.language || 'TEXT'}=…`;
    return err({ line: row.line, reason: 'NO_TEMPLATE', detail });
  }
  const empty: string[] = [];
  const parts = new Set<string>();
  const text = template.replace(PLACEHOLDER, (_, name: string) => {
    const value = row.fields[name.toLowerCase()];
    if (value === undefined) {
      throw new UsageFault(`the template names {{${name}}}, but the file has no such column`);
    }
    if (value === '') empty.push(name);
    else if (PERSONAL_PART.test(value) && parts.size < PERSONAL_PARTS_MAX) parts.add(value);
    return value;
  });
  if (empty.length > 0) {
    const detail = `the template needs "${empty[0]}", which is empty in this row`;
    return err({ line: row.line, reason: 'EMPTY_FIELD', detail });
  }
  return ok({ text, personalParts: [...parts] });
}

/** The most specific text: "es-mx", then "es", then the one for all. */
function findTemplate(templates: Templates, language: string): string | undefined {
  for (let tag = language; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const template = templates.get(tag);
    if (template !== undefined) return template;
  }
  return templates.get('');
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'text'> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return 'folder';
  return found?.isFile() ? 'file' : 'text';
}

async function readFolder(folder: string): Promise<[string, string][]> {
  const names = (await readdir(folder)).filter((name) => TEMPLATE_FILE.test(name)).sort();
  if (names.length === 0) {
    throw new UsageFault(`${folder} holds no template: name the files es.txt, en.txt and so on`);
  }
  const language = (name: string) => name.slice(0, -'.txt'.length).toLowerCase();
  const entries = names.map(
    async (name): Promise<[string, string]> => [
      language(name),
      await readFile(join(folder, name), 'utf8'),
    ],
  );
  return Promise.all(entries);
}
