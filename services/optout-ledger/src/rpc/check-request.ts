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
