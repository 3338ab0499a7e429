import type { Result } from '@hustings/kernel';
import { RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc-common';
import type { RegistryRejection } from '../app/order.ts';

const { INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, UNAVAILABLE } = Status;
const { PERMISSION_DENIED, RESOURCE_EXHAUSTED } = Status;

/** What each rejection is on the wire and how to put it right. */
const ANSWERS: Record<RegistryRejection['reason'], [Status, string]> = {
  ORGANISATION_EXISTS: [ALREADY_EXISTS, 'the organisation exists already'],
  ORGANISATION_UNKNOWN: [NOT_FOUND, 'no such organisation'],
  ORGANISATION_REVOKED: [FAILED_PRECONDITION, 'the organisation was revoked; it can only read'],
  CAMPAIGN_EXISTS: [ALREADY_EXISTS, 'the campaign exists already'],
  CAMPAIGN_UNKNOWN: [NOT_FOUND, 'no such campaign in your organisation'],
  SENDER_EXISTS: [ALREADY_EXISTS, 'the sender exists already'],
  SENDER_UNKNOWN: [NOT_FOUND, 'no such sender in your organisation'],
  SENDER_REVOKED: [
    FAILED_PRECONDITION,
    'the sender was retired for good; register its number again',
  ],
  SENDER_ALREADY_VERIFIED: [FAILED_PRECONDITION, 'the sender is verified already'],
  CHANNEL_MISSING: [INVALID_ARGUMENT, 'state the channel'],
  PERSONAL_NUMBER: [
    INVALID_ARGUMENT,
    'a personal number cannot be registered; give its owner a seat on a number of the campaign',
  ],
  LIMIT_PROFILE_INVALID: [
    INVALID_ARGUMENT,
    'name a limit profile of the policy: lower-case letters, digits and hyphens, at most 60',
  ],
  TOO_MANY_GRANTS: [
    FAILED_PRECONDITION,
    'at most 20 tools may send from one sender; end a grant first',
  ],
  TOOL_NOT_GRANTED: [FAILED_PRECONDITION, 'the tool has no grant for this sender'],
  ADDRESS_TAKEN: [
    ALREADY_EXISTS,
    'the number is registered already; its owner has to retire that sender first',
  ],
  ADDRESS_EMPTY: [INVALID_ARGUMENT, 'state the number or handle'],
  ADDRESS_TOO_LONG: [INVALID_ARGUMENT, 'no number or handle is that long'],
  ADDRESS_NOT_A_NUMBER: [
    INVALID_ARGUMENT,
    'not a number of this channel; write it as +34612345678',
  ],
  ADDRESS_IMPOSSIBLE: [INVALID_ARGUMENT, 'no number of that country has so many digits'],
  ADDRESS_HAS_EXTENSION: [INVALID_ARGUMENT, 'a number with an extension cannot send messages'],
  COUNTRY_UNKNOWN: [INVALID_ARGUMENT, 'no such country'],
  INTERMEDIARY_EXISTS: [ALREADY_EXISTS, 'the intermediary exists already'],
  INTERMEDIARY_UNKNOWN: [NOT_FOUND, 'no such intermediary'],
  INTERMEDIARY_MISSING: [INVALID_ARGUMENT, 'a tool credential needs its intermediary'],
  INTERMEDIARY_NOT_ALLOWED: [INVALID_ARGUMENT, 'only a tool credential names an intermediary'],
  CREDENTIAL_EXISTS: [ALREADY_EXISTS, 'the credential exists already'],
  CREDENTIAL_UNKNOWN: [NOT_FOUND, 'no such credential in your organisation'],
  ROLES_MISSING: [INVALID_ARGUMENT, 'state at least one role'],
  ROLE_UNKNOWN: [INVALID_ARGUMENT, 'no such role'],
  ROLES_DO_NOT_MIX: [
    INVALID_ARGUMENT,
    'staff, administrator and tool roles need a credential each',
  ],
  ROLE_NOT_YOURS_TO_GIVE: [
    PERMISSION_DENIED,
    'staff roles are issued by the operator, the others by the organisation',
  ],
  ORGANISATION_NOT_HELD: [
    FAILED_PRECONDITION,
    'the operator issues an administrator only while a compromise hold freezes the organisation',
  ],
  LABEL_INVALID: [INVALID_ARGUMENT, 'the label needs 1 to 60 characters'],
  NAME_INVALID: [INVALID_ARGUMENT, 'the name needs 2 to 100 characters, without blank edges'],
  KIND_MISSING: [INVALID_ARGUMENT, 'state the kind of organisation'],
  COUNTRY_INVALID: [INVALID_ARGUMENT, 'state the country in two capital letters (ISO 3166-1)'],
  HOST_INVALID: [INVALID_ARGUMENT, 'a host is like "partido.example": no scheme, port or path'],
  TOO_MANY_HOSTS: [INVALID_ARGUMENT, 'at most 50 hosts'],
  LANGUAGE_INVALID: [INVALID_ARGUMENT, 'state the language in two small letters (ISO 639-1)'],
  PROOF_MISSING: [
    INVALID_ARGUMENT,
    'say what was shown, in one sentence of at most 500 characters',
  ],
  REASON_MISSING: [INVALID_ARGUMENT, 'say why, in one sentence of at most 500 characters'],
  CODE_MALFORMED: [INVALID_ARGUMENT, 'the code has six digits'],
  CODE_WRONG: [FAILED_PRECONDITION, 'wrong code'],
  CODE_EXPIRED: [FAILED_PRECONDITION, 'the code has expired; request a new one'],
  CODE_USED_UP: [FAILED_PRECONDITION, 'too many wrong codes; request a new one'],
  CODE_REQUESTED_TOO_SOON: [
    RESOURCE_EXHAUSTED,
    'a code was sent; a new one can be had later: one in 30 seconds, five a day',
  ],
  CODE_NOT_DELIVERED: [
    UNAVAILABLE,
    'the sender is registered but the code could not be sent; request a new one in 30 seconds',
  ],
};

/** The value, or the rejection as the failure of the call. */
export function acceptedOrThrow<T>(result: Result<T, RegistryRejection>): T {
  if (result.ok) return result.value;
  throw toFailure(result.error);
}

function toFailure(rejection: RegistryRejection): RpcFailure {
  const [code, message] = ANSWERS[rejection.reason];
  return new RpcFailure({
    code,
    reason: rejection.reason,
    message,
    metadata: metadataOf(rejection),
    ...('retryAtUs' in rejection ? { retryAtUs: rejection.retryAtUs } : {}),
  });
}

function metadataOf(rejection: RegistryRejection): Record<string, string> {
  if ('attemptsLeft' in rejection) return { attemptsLeft: String(rejection.attemptsLeft) };
  return 'senderId' in rejection ? { senderId: rejection.senderId } : {};
}
