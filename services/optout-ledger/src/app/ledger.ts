import {
  ALL_POLITICAL_PARTITION,
  type Clock,
  type Ids,
  type LogLayout,
  partitionOf,
} from '@hustings/kernel';
import type { Vault } from '@hustings/privacy';
import type { RecognitionRules } from '@hustings/recognition';
import type { EffectBarrier } from '../ports/effect-barrier.ts';
import type { RecipientStore } from '../ports/recipient-store.ts';

/** What the use cases need. */
export interface Ledger {
  store: RecipientStore;
  barrier: EffectBarrier;
  vault: Pick<Vault, 'organisationPseudonym' | 'allPoliticalPseudonym'>;
  layout: LogLayout;
  rules: RecognitionRules;
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
  { vault, layout }: Ledger,
  organisationId: string,
  address: string,
): RecipientRef {
  const recipient = vault.organisationPseudonym(organisationId, address);
  const partition = partitionOf(organisationId, layout);
  return { id: `${organisationId}-${recipient}`, partition, organisationId, recipient };
}

/** The same person towards all political senders. */
export function allPoliticalRecipientOf({ vault }: Ledger, address: string): RecipientRef {
  const recipient = vault.allPoliticalPseudonym(address);
  return { id: recipient, partition: ALL_POLITICAL_PARTITION, organisationId: '', recipient };
}

/** Microseconds since a monotonic start in milliseconds. */
export function elapsedUs({ clock }: Ledger, startedMs: number): bigint {
  return BigInt(Math.round((clock.monotonicMs() - startedMs) * 1000));
}
