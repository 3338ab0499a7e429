import type { ContentRef } from '@hustings/contracts/governor';

/** A message whose text is sealed. */
export interface SealedMessage {
  partition: string;
  organisationId: string;
  recipient: string;
  messageId: string;
  content: ContentRef;
}

/** Opens texts of messages for their sender. */
export interface Texts {
  /** Null when the recipient was erased or the bytes are not the ones that the log committed to. */
  open(message: SealedMessage): Promise<string | null>;
}
