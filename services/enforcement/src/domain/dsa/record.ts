/** A statement in schema v2 of the EU's transparency database (Regulation (EU) 2022/2065, Article 24(5)); only fields that we fill. */
export interface TdbRecord {
  decision_provision?: string;
  decision_account?: string;
  account_type: string;
  decision_ground: string;
  illegal_content_legal_ground?: string;
  illegal_content_explanation?: string;
  incompatible_content_ground?: string;
  incompatible_content_explanation?: string;
  content_type: string[];
  category: string;
  category_specification: string[];
  territorial_scope: string[];
  /** YYYY-MM-DD, UTC: the database knows no hours. */
  content_date: string;
  application_date: string;
  end_date_service_restriction?: string;
  end_date_account_restriction?: string;
  decision_facts: string;
  source_type: string;
  automated_detection: 'Yes' | 'No';
  automated_decision: string;
  /** Never used twice. */
  puid: string;
}

/** Columns of the CSV form, in the order of the schema. */
export const TDB_COLUMNS: readonly (keyof TdbRecord)[] = [
  ...(['decision_provision', 'decision_account', 'account_type', 'decision_ground'] as const),
  ...(['illegal_content_legal_ground', 'illegal_content_explanation'] as const),
  ...(['incompatible_content_ground', 'incompatible_content_explanation'] as const),
  ...(['content_type', 'category', 'category_specification', 'territorial_scope'] as const),
  ...(['content_date', 'application_date', 'end_date_service_restriction'] as const),
  ...(['end_date_account_restriction', 'decision_facts', 'source_type'] as const),
  ...(['automated_detection', 'automated_decision', 'puid'] as const),
];

/** Records as CSV (RFC 4180) with a head line; lists are JSON. */
export function toCsv(records: readonly TdbRecord[]): string {
  const rows = records.map((record) => TDB_COLUMNS.map((name) => cellOf(record[name])).join(','));
  return `${[TDB_COLUMNS.join(','), ...rows].join('\r\n')}\r\n`;
}

function cellOf(value: string | string[] | undefined): string {
  const text = Array.isArray(value) ? JSON.stringify(value) : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
