import type {
  ConsentRecorded,
  ConsentVoided,
  GroundLifted,
  IdentityLinked,
  LinkKind,
  OptedIn,
  OptedOut,
  OptInBegun,
} from '@hustings/contracts/optout';
import type { Ground, Standing } from './standing.ts';

/** Another number or handle of the person, in the same key domain. */
export interface IdentityLink {
  other: string;
  kind: LinkKind;
  /** True when the person has left this number for the other. */
  left: boolean;
}

/** A consent that counts. */
export interface Consent {
  source: string;
  wording: string;
  givenAtUs: number;
  proof: string;
}

/** A double opt-in that waits for the person's yes. */
export interface OpenOptIn {
  wording: string;
  begunAtUs: number;
  expiresAtUs: number;
  /** Keyed digest of the sender that asked: a yes counts to that number only. Absent = to any of the organisation's. */
  askedFrom?: string;
}

/** What one recipient has asked of one organisation, or of all political senders. Plain JSON. */
export interface RecipientState {
  standing: Standing[];
  /** Receipt of the latest request to be written to again, 0 = never. */
  liftedUs: number;
  /** The latest inbound messages that were recorded, oldest first. */
  inboundIds: string[];
  /** When controls at the provider were last reset there, by ground. */
  resumedUs: Record<string, number>;
  /** Receipt of the latest clear opt-out from the whole organisation, 0 = never. A consent of before is dead. */
  optedOutUs: number;
  /** No consent given up to here counts, 0 = all do. */
  voidedUs: number;
  consent: Consent | null;
  optIn: OpenOptIn | null;
  links: IdentityLink[];
}

export type RecipientEvent =
  | ({ type: 'OptedOut' } & OptedOut)
  | ({ type: 'OptedIn' } & OptedIn)
  | ({ type: 'GroundLifted' } & GroundLifted)
  | ({ type: 'IdentityLinked' } & IdentityLinked)
  | ({ type: 'ConsentRecorded' } & ConsentRecorded)
  | ({ type: 'ConsentVoided' } & ConsentVoided)
  | ({ type: 'OptInBegun' } & OptInBegun);

/** Why a request is refused. */
export type RecipientRejection =
  | { reason: 'ScopeMissing' }
  /** A sender or campaign scope names its sender or campaign, the wider scopes name nothing. */
  | { reason: 'ScopeIdMismatch' }
  | { reason: 'SourceMissing' }
  /** A later request by the person says otherwise: this one was delivered late. */
  | { reason: 'LaterRequestStands' }
  /** Only the control at the provider that has set it can lift it. */
  | { reason: 'ControlStands' }
  /** A yes opens nothing outside a double opt-in that the person began. */
  | { reason: 'NoOptInOpen' }
  /** A consent cannot lift an opt-out. */
  | { reason: 'OptOutStands' }
  /** The consent is older than an opt-out, a change of the number or another end of consents. */
  | { reason: 'ConsentDead' }
  | { reason: 'ConsentInFuture' }
  /** More numbers of one person than anybody has. */
  | { reason: 'TooManyLinks' }
  | { reason: 'LinkToItself' };

export function initialRecipient(): RecipientState {
  return {
    standing: [],
    liftedUs: 0,
    inboundIds: [],
    resumedUs: {},
    optedOutUs: 0,
    voidedUs: 0,
    consent: null,
    optIn: null,
    links: [],
  };
}

/** What `optout.RecipientState.v1` held: one ground a scope, and nothing of consent or links. */
interface RecipientStateV1 extends Pick<RecipientState, 'liftedUs' | 'inboundIds'> {
  standing: (Omit<Standing, 'grounds'> & Omit<Ground, 'key'>)[];
}

/** Reads a state of before grounds were told apart. */
export function upcastRecipient(data: unknown): RecipientState {
  const { standing, liftedUs, inboundIds } = data as RecipientStateV1;
  return {
    ...initialRecipient(),
    liftedUs,
    inboundIds,
    optedOutUs: Math.max(0, ...standing.filter((s) => !s.provisional).map((s) => s.lastUs)),
    standing: standing.map(({ scope, scopeId, ...ground }) => ({
      scope,
      scopeId,
      grounds: [{ ...ground, key: ground.provisional ? 'hit:' : '' }],
    })),
  };
}
