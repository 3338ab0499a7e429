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
}

/** Somebody who had been written to answered, and it was no opt-out. */
export interface ReplyReceived extends OnSender {
  type: 'ReplyReceived';
  recipient: string;
}

/** A tool without a grant tried to send from it; or somebody who had been written to complained or left. */
export interface SenderCounted extends OnSender {
  type: 'ToolRefused' | 'Blocked' | 'Reported' | 'OptedOut';
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
export type SenderFact = MessageReleased | ReplyReceived | SenderCounted;
export type SignalFact = SenderFact | OrganisationOptedOut;
