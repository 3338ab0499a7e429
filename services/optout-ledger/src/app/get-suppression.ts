import { type StandingSummary, summarise } from '../domain/standing.ts';
import { allPoliticalRecipientOf, type Ledger, recipientOf } from './ledger.ts';

export interface SuppressionView {
  /** Pseudonym in the organisation's key domain. */
  recipient: string;
  standing: StandingSummary[];
}

/** All that keeps an organisation from writing to an address, canonical. What others were asked stays hidden. */
export async function getSuppression(
  ledger: Ledger,
  organisationId: string,
  address: string,
): Promise<SuppressionView> {
  const target = recipientOf(ledger, organisationId, address);
  const [own, everybody] = await Promise.all([
    ledger.store.load(target),
    ledger.store.load(allPoliticalRecipientOf(ledger, address)),
  ]);
  const standing = [...everybody.state.standing, ...own.state.standing].map(summarise);
  return { recipient: target.recipient, standing };
}
