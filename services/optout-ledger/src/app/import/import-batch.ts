import type { Actor } from '@hustings/contracts/log';
import type { Scope } from '@hustings/contracts/optout';
import type { PrivacyPolicies } from '../../domain/privacy/privacy-policies.ts';
import type { ImportLimits } from '../../domain/privacy/privacy-policy.ts';
import type { RequesterStore } from '../../ports/requester-store.ts';
import type { Ledger } from '../ledger.ts';

/** A row that can be used. */
export interface UsableRow {
  /** Canonical. */
  address: string;
  /** When the person asked, microseconds since the Unix epoch. */
  requestedAtUs: bigint;
}

export interface ImportBatch {
  importId: string;
  /** '' for all political senders. */
  organisationId: string;
  scope: Scope;
  scopeId: string;
  dryRun: boolean;
  rows: readonly UsableRow[];
  requester: Actor;
  kind: keyof Omit<ImportLimits['rowsUnseen'], 'allPolitical'>;
}

/** What became of a row. `seq` is 0 when nothing stands. */
export interface RowOutcome {
  result: 'RECORDED' | 'ALREADY' | 'HELD' | 'REFUSED';
  reason: string;
  seq: number;
}

export interface ImportParts {
  ledger: Ledger;
  requesters: RequesterStore;
  policies: Pick<PrivacyPolicies, 'at'>;
}

export interface ImportedBatch {
  outcomes: RowOutcome[];
  /** Rows that may still come unseen; null without a limit. */
  rowsLeft: number | null;
}
