import { type LinkClaims, LinkPurpose, Scope } from '@hustings/contracts/optout';
import { BarrierTimeout } from '@hustings/event-log';
import { findStanding, isControl, type Standing, summarise } from '../domain/standing.ts';
import { type Ledger, type RecipientRef, refOf } from './ledger.ts';
import { signLink } from './signed-link.ts';
import { scopeIdOf, scopesOf, targetOf } from './use-link.ts';

/** One opt-out that stands within the reach of a link. */
export interface LinkStanding {
  scope: Scope;
  sinceUs: number;
  provisional: boolean;
}

/** What the page behind a link may show. */
export interface LinkView {
  /** Widest first. */
  stands: LinkStanding[];
  /** False while somebody who lets messages out may not know of all of them. */
  confirmed: boolean;
  /** Begins a double opt-in; '' where none is offered. */
  undoToken: string;
}

/** A person's record, as far as a link reaches into it. */
interface Loaded {
  ref: RecipientRef;
  seq: number;
  standing: Standing[];
}

/**
 * What stands within the reach of a link. What was recorded is not yet what holds, so it passes the barrier again: the page
 * must not promise what one dispatcher may not have heard of.
 */
export async function viewLink(ledger: Ledger, claims: LinkClaims): Promise<LinkView> {
  const loaded = await loadReach(ledger, claims);
  const standing = loaded.flatMap((each) => each.standing);
  const confirmed = await isConfirmed(
    ledger,
    loaded.filter((each) => each.standing.length > 0),
  );
  const stands = standing
    .map(summarise)
    .map(({ scope, sinceUs, provisional }) => ({ scope, sinceUs, provisional }))
    .sort((one, other) => other.scope - one.scope);
  return { stands, confirmed, undoToken: undoTokenOf(ledger, claims, standing) };
}

/** Other senders and campaigns of the organisation are none of this link's business. */
async function loadReach(ledger: Ledger, claims: LinkClaims): Promise<Loaded[]> {
  const own = refOf(ledger, claims.organisationId, claims.recipient);
  const reach = scopesOf({ ...claims, purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT });
  const everywhere = reach.includes(Scope.SCOPE_ALL_POLITICAL)
    ? await targetOf(ledger, own, Scope.SCOPE_ALL_POLITICAL)
    : null;
  const refs = everywhere === null ? [own] : [own, everywhere];
  return Promise.all(
    refs.map(async (ref) => {
      const { seq, state } = await ledger.store.load(ref);
      const found = reach.map((scope) => findStanding(state, scope, scopeIdOf(claims, scope)));
      return { ref, seq, standing: found.filter((each) => each !== undefined) };
    }),
  );
}

async function isConfirmed({ barrier }: Ledger, loaded: Loaded[]): Promise<boolean> {
  try {
    await Promise.all(loaded.map(({ ref, seq }) => barrier.passOptOuts(ref.partition, seq)));
    return true;
  } catch (error) {
    if (error instanceof BarrierTimeout) return false;
    throw error;
  }
}

/** As with links that are issued for an opt-in, an organisation must not begin one in the person's name. */
function undoTokenOf(ledger: Ledger, claims: LinkClaims, standing: Standing[]): string {
  const canBeLifted = standing.some(
    ({ scope, grounds }) =>
      scope >= Scope.SCOPE_ORGANISATION && grounds.some(({ key }) => !isControl(key)),
  );
  if (!claims.byService || !canBeLifted) return '';
  return signLink(ledger, { ...claims, purpose: LinkPurpose.LINK_PURPOSE_OPT_IN });
}
