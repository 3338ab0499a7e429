import {
  type LedgerServiceDefinition,
  LinkPurpose,
  type ReadLinkResponse,
  Scope,
} from '@hustings/contracts/optout';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { type Logger, type RpcClient, RpcFailure } from '@hustings/service-kit';
import type { ScopeName } from '../domain/link-page.ts';
import type { LinkDesk, LinkFault, LinkReading } from '../ports/link-desk.ts';

const SCOPES: Readonly<Record<ScopeName, Scope>> = {
  organisation: Scope.SCOPE_ORGANISATION,
  campaign: Scope.SCOPE_CAMPAIGN,
  sender: Scope.SCOPE_SENDER,
  all: Scope.SCOPE_ALL_POLITICAL,
};
const NAMES = new Map(Object.entries(SCOPES).map(([name, scope]) => [scope, name as ScopeName]));

/** What the ledger's reasons mean to the person; whatever else it says, nothing is certain. */
const FAULTS: Readonly<Record<string, LinkFault['reason']>> = {
  LINK_INVALID: 'LINK_INVALID',
  LINK_EXPIRED: 'LINK_EXPIRED',
  LINK_PURPOSE_MISMATCH: 'LINK_INVALID',
  SCOPE_NOT_OFFERED: 'SCOPE_NOT_OFFERED',
  ASKED_LATELY: 'ASKED_LATELY',
  RECIPIENT_ERASED: 'RECIPIENT_ERASED',
  BARRIER_TIMEOUT: 'NOT_CONFIRMED_EVERYWHERE',
};

/** The opt-out ledger behind its contract. Neither links nor what they name are ever logged. */
export function grpcLinkDesk(
  ledger: Pick<RpcClient<typeof LedgerServiceDefinition>, 'readLink' | 'useLink'>,
  logger: Logger,
): LinkDesk {
  const orFault = async <T>(work: () => Promise<T>): Promise<T | LinkFault> => {
    try {
      return await work();
    } catch (error) {
      const said = error instanceof RpcFailure ? error.reason : '';
      const reason = FAULTS[said] ?? 'NOT_CONFIRMED';
      if (reason === 'NOT_CONFIRMED') logger.warn({ reason: said }, 'the ledger did not answer');
      return { reason };
    }
  };
  return {
    read: (token) => orFault(async () => readingOf(await ledger.readLink({ token }))),
    stop: (token, scope) =>
      orFault(async () => {
        const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
        const { withProvider } = await ledger.useLink({ token, purpose, scope: SCOPES[scope] });
        return { onTheWay: withProvider.length > 0 };
      }),
    start: (token, { scope, language }) =>
      orFault(async () => {
        const purpose = LinkPurpose.LINK_PURPOSE_OPT_IN;
        await ledger.useLink({ token, purpose, scope: SCOPES[scope], language });
        return { asked: true };
      }),
  };
}

function readingOf({ purpose, scopes, stands, ...rest }: ReadLinkResponse): LinkReading {
  return {
    ...rest,
    purpose: purpose === LinkPurpose.LINK_PURPOSE_OPT_IN ? 'start' : 'stop',
    scopes: scopes.map((scope) => NAMES.get(scope)).filter((name) => name !== undefined),
    stands: stands.flatMap(({ scope, since }) => {
      const name = NAMES.get(scope);
      if (name === undefined || since === undefined) return [];
      return [{ scope: name, sinceMs: Number(usFromTimestamp(since) / 1000n) }];
    }),
  };
}
