/** Recipients under the oldest version of the pseudonym key. */
export const RECIPIENT_AGGREGATE = 'recipient';

/** Aggregate of the recipients under a version of the pseudonym key: nothing in a pseudonym says which version made it. */
export function recipientAggregate(version: number, oldest: number): string {
  return version === oldest ? RECIPIENT_AGGREGATE : `${RECIPIENT_AGGREGATE}-${version}`;
}
