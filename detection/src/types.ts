/** How a sender really is; the rules never see it. */
export const STYLES = {
  gotv: 'HONEST',
  fundraising: 'HONEST',
  newsletter: 'HONEST',
  group: 'HONEST',
  surge: 'HONEST',
  bombed: 'BOMBED',
  spammer: 'ABUSIVE',
  snowshoer: 'ABUSIVE',
  hijacked: 'ABUSIVE',
} as const;
export type Style = keyof typeof STYLES;
export type Truth = (typeof STYLES)[Style];

/** Chances, for each message, of what its recipient does. */
export interface Reactions {
  reply: number;
  optOut: number;
  block: number;
  report: number;
}

/** A mailing: messages from an instant on, as fast as its pace and the limits allow. */
export interface Mailing {
  startUs: number;
  messages: number;
  /** Time between two messages; 0 = as fast as the limits allow. */
  gapUs: number;
  /** Texts that take turns. */
  families: readonly string[];
  /** Share of messages with a link that leads elsewhere than it shows. */
  linkMismatch: number;
  tool: string;
  /** LIST: the sender's own people, from the first on; NEW_LIST: as many others; STRANGERS: nobody twice. */
  audience: 'LIST' | 'NEW_LIST' | 'STRANGERS';
  reactions: Reactions;
  /** True for what the sender is to be stopped for. */
  abusive: boolean;
  /** When it ends by itself at the latest: the owner noticed. */
  endsAtUs: number;
}

/** Reports by people who want to harm a sender. */
export interface ReportWave {
  startUs: number;
  reporters: number;
  /** Each reports so often. */
  times: number;
  /** Median time until one reports. */
  medianUs: number;
}

export interface Sender {
  number: number;
  senderId: string;
  organisationId: string;
  style: Style;
  registeredAtUs: number;
  /** Limit profile of the policy. */
  profile: string;
  mailings: readonly Mailing[];
  waves: readonly ReportWave[];
  /** Refused attempts of a tool without a grant, one a second from an instant on. */
  ungranted: { startUs: number; attempts: number } | null;
  /** From a notice's issue to its fetching; Infinity = never. */
  fetchesAfterUs: number;
  /** From the beginning of a slow start to the owner's confirmation of what is theirs; Infinity = never. */
  confirmsAfterUs: number;
  /** The same by an intruder, who would need the owner's second credential. */
  intruderConfirmsAfterUs: number;
}
