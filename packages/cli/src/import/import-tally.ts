/** Rows of an import by what became of them. */
export interface ImportTally {
  rows: number;
  recorded: number;
  already: number;
  invalid: number;
  held: number;
}

/** What became of one row, as a report says it. */
export interface ImportedRow {
  line: number;
  result: 'recorded' | 'already' | 'invalid' | 'held';
  /** UPPER_SNAKE for what was not recorded, else ''. */
  reason: string;
  /** What is wrong with a row that could not be read, without personal data. */
  detail?: string;
  /** Sequence of the record that makes it stand; absent when there is none. */
  seq?: number;
}

export function emptyImportTally(): ImportTally {
  return { rows: 0, recorded: 0, already: 0, invalid: 0, held: 0 };
}

export function addToTally(tally: ImportTally, { result }: ImportedRow): void {
  tally.rows += 1;
  tally[result] += 1;
}
