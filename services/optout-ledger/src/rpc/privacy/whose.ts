import { type Principal, RpcFailure } from '@hustings/service-kit';
import { readOrganisations } from '../../app/privacy/person.ts';
import type { PrivacyParts } from '../../app/privacy/privacy-parts.ts';
import { callerKindOf, organisationOf } from '../caller.ts';

/** Organisations that a call about a person concerns, with their names where they were read. */
export interface Whose {
  organisations: string[];
  nameOf: (organisationId: string) => string;
}

/**
 * The organisation that the caller acts for or names; for staff that name none, every one. PERMISSION_DENIED for tools: they
 * send, and have no business with people's data.
 */
export async function whoseData(
  { log }: Pick<PrivacyParts, 'log'>,
  call: { principal: Principal; requested: string; signal: AbortSignal },
): Promise<Whose> {
  const { principal, requested, signal } = call;
  const kind = callerKindOf(principal);
  if (kind === 'tool' || kind === 'other') {
    throw RpcFailure.denied(
      'ROLE_MISSING',
      'use a credential of the organisation’s administrator or of staff',
    );
  }
  const names = await readOrganisations(log, signal);
  const nameOf = (organisationId: string): string => names.get(organisationId) ?? '';
  if (kind === 'staff' && requested === '') return { organisations: [...names.keys()], nameOf };
  return { organisations: [organisationOf(principal, requested)], nameOf };
}
