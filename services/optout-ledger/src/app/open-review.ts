import type { ReviewOpened } from '@hustings/contracts/optout';
import { businessDayAfter } from '../domain/review.ts';
import { type Ledger, metaOf, type RecipientRef } from './ledger.ts';
import { LEDGER } from './service-text.ts';

/** Has a person look at what concerns a recipient, within one business day. Opened again it changes nothing. */
export async function openReview(
  ledger: Ledger,
  { organisationId, recipient, partition }: RecipientRef,
  fields: Omit<ReviewOpened, 'organisationId' | 'recipient' | 'openedAtUs' | 'dueAtUs'>,
): Promise<void> {
  const openedAtUs = ledger.clock.nowUs();
  await ledger.acts.reviews.execute(
    { id: fields.reviewId, partition, organisationId },
    {
      type: 'OpenReview',
      ...fields,
      organisationId,
      recipient,
      openedAtUs,
      dueAtUs: BigInt(businessDayAfter(Number(openedAtUs))),
    },
    metaOf(ledger, LEDGER),
  );
}
