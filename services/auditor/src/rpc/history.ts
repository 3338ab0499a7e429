import {
  type ExportHistoryRequest,
  type ExportHistoryResponse,
  HistoryFormat,
  HistoryServiceDefinition,
  type HistoryServiceImplementation,
} from '@hustings/contracts/auditor';
import { Role } from '@hustings/contracts/registry';
import { type Timestamp, usFromTimestamp } from '@hustings/contracts/timestamp';
import {
  bindService,
  principalOf,
  RpcFailure,
  requireOrganisation,
  type ServiceBinding,
} from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import { exportHistory, type HistoryPart, type HistoryParts } from '../app/export-history.ts';
import { csv, jsonLines } from '../domain/history/format.ts';
import type { HistorySigner } from '../ports/history-signer.ts';

/** Each reads a partition's log from its beginning. */
const EXPORTS_AT_ONCE = 4;
const RETRY_AFTER_US = 10_000_000n;

const ALGORITHM = 'Ed25519';

/** Histories of organisations. `parts` null: this auditor stands outside the vault and can open and sign nothing. */
export function bindHistoryService(parts: HistoryParts | null): ServiceBinding {
  let running = 0;
  async function* stream(
    request: ExportHistoryRequest,
    context: CallContext,
  ): AsyncGenerator<ExportHistoryResponse> {
    // In every standing, also frozen or banned: it is theirs.
    const caller = requireOrganisation(context, Role.ROLE_ORGANISATION_ADMIN, Role.ROLE_TOOL);
    const means = required(parts);
    if (running >= EXPORTS_AT_ONCE) throw busy(means);
    running++;
    try {
      const { organisationId, intermediaryId } = caller;
      const history = exportHistory(means, {
        ...{ organisationId, intermediaryId, signal: context.signal },
        format: request.format === HistoryFormat.HISTORY_FORMAT_CSV ? csv : jsonLines,
        since: isoOf(request.since),
        until: isoOf(request.until),
      });
      for await (const part of history) yield { body: bodyOf(part, means.signer) };
    } finally {
      running--;
    }
  }
  const implementation: HistoryServiceImplementation = {
    exportHistory: stream,
    async getHistoryKey(_, context) {
      principalOf(context);
      const { keyId, publicKey } = required(parts).signer;
      return { algorithm: ALGORITHM, keyId, publicKey };
    },
  };
  return bindService(HistoryServiceDefinition, implementation);
}

function bodyOf(part: HistoryPart, signer: HistorySigner): ExportHistoryResponse['body'] {
  switch (part.type) {
    case 'CHUNK':
      return { $case: 'chunk', value: part.bytes };
    case 'PROGRESS': {
      const value = { seq: BigInt(part.seq), lastSeq: BigInt(part.lastSeq) };
      return { $case: 'progress', value };
    }
    case 'SIGNATURE': {
      const { keyId, publicKey } = signer;
      const { sha256, signature } = part;
      const records = BigInt(part.records);
      const value = { algorithm: ALGORITHM, keyId, publicKey, sha256, signature, records };
      return { $case: 'signature', value };
    }
  }
}

function required(parts: HistoryParts | null): HistoryParts {
  if (parts) return parts;
  const message = 'this auditor has no master key: ask one that has, or set HUSTINGS_MASTER_KEY';
  throw RpcFailure.precondition('SIGNING_UNAVAILABLE', message);
}

function busy({ clock }: HistoryParts): RpcFailure {
  return RpcFailure.exhausted(
    { reason: 'EXPORTS_RUNNING', message: 'other exports are running; retry later' },
    clock.nowUs() + RETRY_AFTER_US,
    { subject: 'auditor', description: `${EXPORTS_AT_ONCE} exports at a time` },
  );
}

function isoOf(timestamp: Timestamp | undefined): string {
  if (!timestamp) return '';
  return new Date(Number(usFromTimestamp(timestamp) / 1000n)).toISOString();
}
