/** Names one organisation's recipient. */
export interface RecipientRef {
  partition: string;
  organisationId: string;
  /** In the organisation's key domain. */
  pseudonym: string;
}

/** Subject of one gate's groups of sealed messages. */
export function contentSubject(partition: string, gate: number): string {
  return `hustings.content.${partition}.${gate}`;
}

/** Subject of one recipient's key: holds at most one message, and purging it erases the recipient. */
export function keySubject({ partition, organisationId, pseudonym }: RecipientRef): string {
  return `hustings.key.${partition}.${organisationId}.${pseudonym}`;
}
