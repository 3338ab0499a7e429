interface OnSender {
  senderId: string;
  organisationId: string;
  /** Time of the fact in the log, microseconds since the Unix epoch. Signals know no other clock. */
  atUs: number;
  /** Sequence in the partition. */
  seq: number;
}

/** A message of the sender was released for the first time. */
export interface MessageReleased extends OnSender {
  type: 'MessageReleased';
  /** Pseudonym. */
  recipient: string;
  /** Near-duplicate family; '' when the verdict named none. */
  familyId: string;
  linkMismatch: boolean;
  /** Version of the classifier that judged its text; absent when the log names none. */
  classifier?: string;
  /** What it was sent through: tool, credential and seat; '' when nothing is known of it. */
  tool: string;
}

/** Somebody who had been written to answered, and it was no opt-out. */
export interface ReplyReceived extends OnSender {
  type: 'ReplyReceived';
  recipient: string;
}

/** Somebody who had been written to reported the sender. */
export interface Reported extends OnSender {
  type: 'Reported';
  recipient: string;
}

/**
 * A tool without a grant tried to send from it; somebody who had been written to blocked it or left; or the provider
 * complained about it.
 */
export interface SenderCounted extends OnSender {
  type: 'ToolRefused' | 'Blocked' | 'OptedOut' | 'ProviderNoticed' | 'QualityDropped';
  /** Pseudonym of who blocked or left. */
  recipient?: string;
}

/** A recipient left the whole organisation by other means than a reply: it counts for each sender that wrote to them. */
export interface OrganisationOptedOut {
  type: 'OrganisationOptedOut';
  organisationId: string;
  recipient: string;
  atUs: number;
  seq: number;
}

/** What signals are folded from. */
export type SenderFact = MessageReleased | ReplyReceived | Reported | SenderCounted;
export type SignalFact = SenderFact | OrganisationOptedOut;
