import type { Actor } from '@hustings/contracts/log';
import type { CommandMeta } from '@hustings/event-log';
import {
  ALL_POLITICAL_PARTITION,
  type Clock,
  type Ids,
  type LogLayout,
  partitionOf,
} from '@hustings/kernel';
import type { ServiceTextData } from '@hustings/policy/service-texts';
import type { Vault } from '@hustings/privacy';
import type { RecognitionRules } from '@hustings/recognition';
import type { ActStores } from '../ports/act-stores.ts';
import type { EffectBarrier } from '../ports/effect-barrier.ts';
import type { RecipientStore } from '../ports/recipient-store.ts';
import type { SealedTexts } from '../ports/sealed-texts.ts';
import type { WithProviderView } from '../ports/with-provider.ts';

/** People under the oldest version of the pseudonym key: from it all others follow. */
export interface LedgerVault
  extends Pick<Vault, 'organisationPseudonym' | 'allPoliticalPseudonym' | 'keyedDigest'> {
  /** The same person as governors and dispatchers name them now; organisation '' is the all-political domain. */
  inUse(organisationId: string, pseudonym: string): string;
}

/** What the use cases need. */
export interface Ledger {
  store: RecipientStore;
  acts: ActStores;
  barrier: EffectBarrier;
  sealed: SealedTexts;
  withProvider: WithProviderView;
  vault: LedgerVault;
  layout: LogLayout;
  rules: RecognitionRules;
  texts: ServiceTextData;
  /** Where recipients' pages are served, without a slash at its end; '' = nowhere. */
  pagesUrl: string;
  clock: Clock;
  ids: Ids;
}

/** One recipient as an aggregate of the log. */
export interface RecipientRef {
  id: string;
  partition: string;
  organisationId: string;
  /** Pseudonym in the key domain of the organisation, or in that of all political senders. */
  recipient: string;
}

/** A recipient of one organisation. `address` is canonical. */
export function recipientOf(
  ledger: Pick<Ledger, 'vault' | 'layout'>,
  organisationId: string,
  address: string,
): RecipientRef {
  const recipient = ledger.vault.organisationPseudonym(organisationId, address);
  return refOf(ledger, organisationId, recipient);
}

/** The same person towards all political senders. */
export function allPoliticalRecipientOf(
  ledger: Pick<Ledger, 'vault' | 'layout'>,
  address: string,
): RecipientRef {
  return refOf(ledger, '', ledger.vault.allPoliticalPseudonym(address));
}

/** A recipient by pseudonym; organisation '' is the domain of all political senders. */
export function refOf(
  { layout }: Pick<Ledger, 'layout'>,
  organisationId: string,
  recipient: string,
): RecipientRef {
  if (organisationId === '') {
    return { id: recipient, partition: ALL_POLITICAL_PARTITION, organisationId, recipient };
  }
  const partition = partitionOf(organisationId, layout);
  return { id: `${organisationId}-${recipient}`, partition, organisationId, recipient };
}

/** What stands in a commit beside its facts. */
export function metaOf({ clock, ids }: Pick<Ledger, 'clock' | 'ids'>, actor: Actor): CommandMeta {
  return { actor, occurredAtUs: clock.nowUs(), correlationId: ids.uuid() };
}

/** Microseconds since a monotonic start in milliseconds. */
export function elapsedUs({ clock }: Pick<Ledger, 'clock'>, startedMs: number): bigint {
  return BigInt(Math.round((clock.monotonicMs() - startedMs) * 1000));
}

/** An id that follows from what it names, so that a repetition meets what stands. 96 bits of a keyed digest. */
export function digestId(
  { vault }: Pick<Ledger, 'vault'>,
  prefix: string,
  parts: string[],
): string {
  return `${prefix}-${vault.keyedDigest(prefix, JSON.stringify(parts)).slice(0, 24)}`;
}

/** A time by somebody else's clock. One that runs ahead must not let a request outrank what is yet to come. */
export function notAfterNow({ clock }: Pick<Ledger, 'clock'>, atUs: bigint): bigint {
  const nowUs = clock.nowUs();
  if (atUs > nowUs) return nowUs;
  return atUs;
}
