import { createHmac } from 'node:crypto';
import { assert } from '@hustings/kernel';
import type { Recipient } from './recipients.ts';

/** Which mailing a row's key belongs to. */
export interface KeyScope {
  campaignId: string;
  /** A second mailing to the same people in one campaign needs another wave. */
  wave: string;
  /** Bearer token of the sending tool: `<credential id>.<secret>`. */
  token: string;
}

/**
 * Makes idempotency keys `<campaign>-<digest>` that are the same in every run, so that a resumed run sends nothing
 * twice. The digest covers the row's `id` column, or its number when there is none. It is keyed by the token's secret:
 * the key enters the log, and a plain hash of a phone number is undone by trying them all. So a run is resumed with
 * the token that began it.
 */
export function rowKeys(scope: KeyScope): (row: Recipient) => string {
  const secret = scope.token.slice(scope.token.indexOf('.') + 1);
  assert(secret !== '', 'row keys need a token');
  return (row) => {
    const id = row.fields.id;
    const subject = id ? `id:${id}` : `to:${row.to.replace(/[\s().-]/g, '')}`;
    const digest = createHmac('sha256', secret)
      .update(`${scope.campaignId}\n${scope.wave}\n${subject}`)
      .digest('base64url');
    return `${scope.campaignId}-${digest}`;
  };
}
