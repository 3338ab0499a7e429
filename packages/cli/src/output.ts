import Table from 'cli-table3';

/** A table with a head line and no drawn borders, so that it can be cut and pasted. */
export function renderTable(head: string[], rows: string[][]): string {
  if (rows.length === 0) return '(none)';
  const table = new Table({ head, chars: NO_BORDERS, style: PLAIN });
  table.push(...rows);
  return trimLines(table.toString());
}

/** Names and values, one pair a line. */
export function renderFields(fields: [string, string][]): string {
  const table = new Table({ chars: NO_BORDERS, style: PLAIN });
  table.push(...fields.filter(([, value]) => value !== ''));
  return trimLines(table.toString());
}

/** An enum's JSON name without its prefix, in lower case: "SENDER_VERIFIED" of "STATE_SENDER_VERIFIED". */
export function shortName(name: string, prefix: string): string {
  return name.replace(prefix, '').toLowerCase().replaceAll('_', '-');
}

/** A whole count as a JSON number; counts stay far below 2^53. */
export function toCount(value: bigint): number {
  return Number(value);
}

function trimLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const PLAIN = { head: [], border: [], 'padding-left': 0, 'padding-right': 2 };

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
