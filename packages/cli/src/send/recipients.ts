import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { err, ok, type Result } from '@hustings/kernel';
import { parse } from 'csv-parse/sync';
import { UsageFault } from '../failures.ts';

/** One person of a recipient file. */
export interface Recipient {
  /** Line in the file, the header being line 1. */
  line: number;
  /** Number as written in the file. */
  to: string;
  /** BCP 47 language, lower case; '' when the file does not say. */
  language: string;
  /** Every column by its lower-case name, for placeholders. */
  fields: Record<string, string>;
}

/** A row that cannot be sent. The others go out. */
export interface RowFault {
  line: number;
  /** UPPER_SNAKE, for scripts. */
  reason: string;
  /** What is wrong and what to do, without the row's personal data. */
  detail: string;
}

/** Reason of rows that are not well-formed CSV. */
export const BROKEN_ROW = 'BROKEN_ROW';

/** A longer line is a sign of another file format, and would only fill memory. */
const MAX_ROW_CHARACTERS = 16_384;

interface Header {
  columns: string[];
  delimiter: string;
  /** Column of the numbers. */
  to: string;
}

/** What the column of the numbers may be called. */
const TO_ONLY = ['to'];

/**
 * Reads a recipient file: UTF-8 with or without byte order mark, `,` or `;`, first line `to,name,language,…` in any
 * order. A row is a line: a quote that is never closed breaks its own row and no other.
 *
 * @throws UsageFault when the file cannot be read or has no usable header.
 */
export async function* readRecipients(
  path: string,
  toColumns: readonly string[] = TO_ONLY,
): AsyncGenerator<Result<Recipient, RowFault>> {
  let header: Header | null = null;
  for await (const { line, text } of readLines(path)) {
    if (header === null) {
      header = parseHeader(path, text, toColumns);
    } else if (text.trim() !== '') {
      yield parseRow(line, text, header);
    }
  }
  if (header === null) {
    throw new UsageFault(
      `${path} is empty: its first line must name the columns, one of them "${toColumns[0]}"`,
    );
  }
}

/** Rows of a recipient file, broken ones included, so that the end can be foreseen before the first is sent. */
export async function countRows(path: string): Promise<number> {
  let rows = -1;
  for await (const { text } of readLines(path)) {
    if (text.trim() !== '' || rows < 0) rows++;
  }
  return Math.max(0, rows);
}

async function* readLines(path: string): AsyncGenerator<{ line: number; text: string }> {
  const input = createReadStream(path, 'utf8');
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line++;
      yield { line, text };
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    throw new UsageFault(
      `cannot read ${path} (${code}): check the path and its permissions`,
      error,
    );
  } finally {
    input.destroy();
  }
}

function parseHeader(path: string, text: string, toColumns: readonly string[]): Header {
  const delimiter = countOutsideQuotes(text, ';') > countOutsideQuotes(text, ',') ? ';' : ',';
  const cells = parseCells(text, delimiter) ?? [];
  const columns = cells.map((cell) => cell.toLowerCase());
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
  if (repeated !== undefined) {
    throw new UsageFault(`${path} names the column "${repeated}" twice: rename one of them`);
  }
  const to = toColumns.find((name) => columns.includes(name));
  if (to !== undefined) return { columns, delimiter, to };
  const wanted = toColumns.map((name) => `"${name}"`).join(', or ');
  throw new UsageFault(`${path} has no column ${wanted}: its first line must name the columns`);
}

function parseRow(line: number, text: string, header: Header): Result<Recipient, RowFault> {
  const broken = (detail: string) => err({ line, reason: BROKEN_ROW, detail });
  if (text.length > MAX_ROW_CHARACTERS) {
    return broken(`longer than ${MAX_ROW_CHARACTERS} characters: is a line break missing?`);
  }
  if (text.includes('\ufffd')) return broken('not UTF-8: save the file as UTF-8');
  const cells = parseCells(text, header.delimiter);
  if (cells === null) return broken('a quote is not closed, or stands inside an unquoted field');
  if (cells.length !== header.columns.length) {
    return broken(`${cells.length} fields where the header names ${header.columns.length}`);
  }
  const fields = Object.fromEntries(header.columns.map((name, i) => [name, cells[i] ?? '']));
  const to = fields[header.to] ?? '';
  if (to === '') return broken(`the field "${header.to}" is empty`);
  return ok({ line, to, language: (fields.language ?? '').toLowerCase(), fields });
}

/** The cells of one line, trimmed; null when it is not well-formed. */
function parseCells(text: string, delimiter: string): string[] | null {
  try {
    // Trimming takes the byte order mark of the first line as well.
    const rows: string[][] = parse(text, { delimiter, trim: true });
    return rows[0] ?? [];
  } catch {
    return null;
  }
}

function countOutsideQuotes(text: string, wanted: string): number {
  return text.replace(/"[^"]*"/g, '').split(wanted).length - 1;
}
