import { isToken } from '@hustings/kernel';
import { RpcFailure } from '@hustings/service-kit';
import { canonicalAddress } from '../app/canonical-address.ts';

/** The canonical form of an address; INVALID_ARGUMENT names what is wrong and never repeats the address. */
export function readAddress(address: string): string {
  const canonical = canonicalAddress(address);
  if (canonical.ok) return canonical.value;
  const description = 'must be an E.164 number such as +34600000000, or a handle such as @name';
  throw RpcFailure.invalid(canonical.error, `address ${description}`, [
    { field: 'address', description },
  ]);
}

/** An id that must be there and fit for a subject token. */
export function readId(field: string, id: string): string {
  if (isToken(id)) return id;
  const description = 'must be an id: 1 to 100 letters, digits, hyphens or underscores';
  throw RpcFailure.invalid('ID_INVALID', `${field} ${description}`, [{ field, description }]);
}

/** Providers' ids have at most some 130 characters. */
const MAX_INBOUND_ID_CHARS = 256;

/** A provider's id of an event. */
export function readInboundId(inboundId: string): string {
  if (inboundId !== '' && inboundId.length <= MAX_INBOUND_ID_CHARS) return inboundId;
  const description = `must have 1 to ${MAX_INBOUND_ID_CHARS} characters`;
  throw RpcFailure.invalid('INBOUND_ID_INVALID', `inbound_id ${description}`, [
    { field: 'inbound_id', description },
  ]);
}

/** What shows that something is so: an id or a digest, never personal data. */
export function readProof(proof: string): string {
  return readId('proof', proof);
}
