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

/** Subject of what recipients write at one gate: it is kept for a shorter time. */
export function inboundSubject(partition: string, gate: number): string {
  return `hustings.content.${partition}.inbound.${gate}`;
}

/** Subject of the copy of a group that is kept as evidence, whatever becomes of the original. */
export function keptSubject(partition: string, seq: number): string {
  return `hustings.content.${partition}.kept.${seq}`;
}

/** Every group of a partition that was stored for an organisation's own messages, without `inboundContents` and copies. */
export function outboundContents(partition: string): string {
  return `hustings.content.${partition}.*`;
}

/** Every text of a recipient in a partition. */
export function inboundContents(partition: string): string {
  return `hustings.content.${partition}.inbound.*`;
}

/** Subject of one recipient's key: holds at most one message, and purging it erases the recipient. */
export function keySubject({ partition, organisationId, pseudonym }: RecipientRef): string {
  return `hustings.key.${partition}.${organisationId}.${pseudonym}`;
}
