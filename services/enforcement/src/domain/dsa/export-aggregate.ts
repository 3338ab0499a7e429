import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** Statements that left for the public database. */
export interface StatementsExported {
  type: 'StatementsExported';
  exportId: string;
  puids: readonly string[];
  /** Measure of each, in the same order. */
  measureIds: readonly string[];
  exportedBy: string;
  atUs: number;
}

export interface RecordExport extends Omit<StatementsExported, 'type'> {
  type: 'RecordExport';
}

/** Plain JSON: the state is the snapshot. */
export interface ExportState {
  exported: boolean;
}

/** An export is recorded once. */
export const exportDecider: Decider<
  ExportState,
  RecordExport,
  StatementsExported,
  { reason: 'EXPORT_EXISTS' }
> = {
  initialState: () => ({ exported: false }),
  decide: (command, { exported }) =>
    exported ? err({ reason: 'EXPORT_EXISTS' }) : ok([{ ...command, type: 'StatementsExported' }]),
  evolve: () => ({ exported: true }),
};
