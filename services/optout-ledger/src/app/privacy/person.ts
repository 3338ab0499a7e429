import { OrganisationRegistered } from '@hustings/contracts/registry';
import { type EventLog, organisationPartitions, subjectsOf } from '@hustings/event-log';
import { gateOf, partitionOf } from '@hustings/kernel';
import type { Vault } from '@hustings/privacy';
import { recipientAggregate } from '../../domain/privacy/recipient-aggregate.ts';
import type { IsPerson } from '../../domain/privacy/trail.ts';

/** One person towards one organisation. */
export interface PersonOf {
  organisationId: string;
  partition: string;
  gate: number;
  /** Under every version of the pseudonym key, oldest first. */
  pseudonyms: string[];
  /** Aggregates in which each of them is recorded. */
  aggregates: string[];
}

/** One person towards some organisations, and towards all political senders. */
export interface Person {
  towards: PersonOf[];
  allPolitical: string[];
  /** As those of an organisation. */
  aggregates: string[];
  isPerson: IsPerson;
}

/** The person behind a canonical address. */
export function personOf(
  { log, vault }: { log: Pick<EventLog, 'layout'>; vault: Vault },
  address: string,
  organisations: readonly string[],
): Person {
  const aggregates = vault.versions.map((version) =>
    recipientAggregate(version, vault.oldestVersion),
  );
  const towards = organisations.map((organisationId) => ({
    organisationId,
    partition: partitionOf(organisationId, log.layout),
    gate: gateOf(organisationId, log.layout),
    pseudonyms: vault.everyPseudonym(organisationId, address),
    aggregates,
  }));
  const allPolitical = vault.everyPseudonym(null, address);
  const known = new Map(
    towards.map((each) => [each.organisationId, new Set(each.pseudonyms)] as const),
  );
  known.set('', new Set(allPolitical));
  return {
    towards,
    allPolitical,
    aggregates,
    isPerson: (organisationId, recipient) => known.get(organisationId)?.has(recipient) ?? false,
  };
}

/** Every organisation that the log knows, with its name. */
export async function readOrganisations(
  log: EventLog,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const partition of organisationPartitions(log.layout)) {
    const until = await log.lastSeq(partition);
    if (until === 0) continue;
    const subjects = [subjectsOf(partition, 'registry', 'organisation')];
    for await (const entry of log.follow({ partition, after: 0, until, subjects, signal })) {
      if ('fault' in entry) continue;
      for (const { eventType, data } of entry.commit.events) {
        if (eventType !== 'registry.OrganisationRegistered.v1') continue;
        const { organisation } = OrganisationRegistered.decode(data);
        if (organisation) names.set(organisation.organisationId, organisation.name);
      }
    }
  }
  return names;
}
