import { timestampFromUs } from '@hustings/contracts/timestamp';
import { err, ok, type Result } from '@hustings/kernel';
import { type Recipient, type RowFault, readRecipients } from '../send/recipients.ts';

/** A row that can be sent to the ledger. */
export interface OptOutRow {
  line: bigint;
  address: string;
  requestedAt?: ReturnType<typeof timestampFromUs>;
}

/** What the column of the numbers may be called: other tools write their lists differently. */
const ADDRESS_COLUMNS = ['to', 'address', 'number', 'phone', 'msisdn'];

/** A date, or an instant with its zone (RFC 3339). A date counts from its beginning, in UTC. */
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Rows of a list of opt-outs: a CSV file as `campaign send` reads it, with the number in "to", "address", "number", "phone" or
 * "msisdn" and, if known, when the person asked in "requested_at".
 *
 * @throws UsageFault when the file cannot be read or has no usable header.
 */
export async function* readOptOutRows(path: string): AsyncGenerator<Result<OptOutRow, RowFault>> {
  for await (const row of readRecipients(path, ADDRESS_COLUMNS)) {
    yield row.ok ? toRow(row.value) : row;
  }
}

function toRow({ line, to, fields }: Recipient): Result<OptOutRow, RowFault> {
  const row = { line: BigInt(line), address: to };
  const asked = fields.requested_at ?? '';
  if (asked === '') return ok(row);
  const ms = DATE.test(asked) ? Date.parse(asked) : Number.NaN;
  if (Number.isNaN(ms)) {
    const detail = 'requested_at is no date such as 2026-11-22 or 2026-11-22T10:00:00Z';
    return err({ line, reason: 'DATE_INVALID', detail });
  }
  return ok({ ...row, requestedAt: timestampFromUs(BigInt(ms) * 1000n) });
}
