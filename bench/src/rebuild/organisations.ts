import {
  OrganisationKind,
  OrganisationRegistered,
  OrganisationVerified,
  SenderRegistered,
  SenderVerified,
} from '@hustings/contracts/registry';
import type { EventLog, NewEvent } from '@hustings/event-log';
import { gateOf, systemIds } from '@hustings/kernel';
import { appended, commitOf } from './commits.ts';

/** An organisation with one verified sender. */
export interface BenchOrganisation {
  gate: number;
  organisationId: string;
  senderId: string;
  campaignId: string;
  credentialId: string;
  intermediaryId: string;
}

/** One organisation for each gate. */
export async function registerOrganisations(
  log: EventLog,
  limitProfile: string,
): Promise<BenchOrganisation[]> {
  const ids = systemIds();
  const byGate = new Map<number, BenchOrganisation>();
  while (byGate.size < log.layout.gates) {
    const organisationId = ids.prefixed('org');
    const gate = gateOf(organisationId, log.layout);
    if (byGate.has(gate)) continue;
    const organisation = {
      ...{ gate, organisationId },
      senderId: ids.prefixed('snd'),
      campaignId: ids.prefixed('cmp'),
      credentialId: ids.prefixed('crd'),
      intermediaryId: ids.prefixed('int'),
    };
    await register(log, organisation, limitProfile);
    byGate.set(gate, organisation);
  }
  return [...byGate.values()];
}

async function register(
  log: EventLog,
  { organisationId, senderId }: BenchOrganisation,
  limitProfile: string,
): Promise<void> {
  const kind = OrganisationKind.ORGANISATION_KIND_PARTY;
  const events: NewEvent[] = [
    event(
      'OrganisationRegistered',
      OrganisationRegistered.encode(
        OrganisationRegistered.fromPartial({
          organisation: { organisationId, name: 'Bench', kind },
        }),
      ),
    ),
    event('OrganisationVerified', OrganisationVerified.encode({ organisationId, proof: 'bench' })),
    event(
      'SenderRegistered',
      SenderRegistered.encode(
        SenderRegistered.fromPartial({ sender: { senderId, organisationId, limitProfile } }),
      ),
    ),
    event('SenderVerified', SenderVerified.encode({ senderId, organisationId })),
  ];
  const ref = { partition: '0', context: 'bench', aggregate: 'seed', id: organisationId };
  appended(await log.append(commitOf(organisationId, ref, ...events), 0));
}

function event(name: string, writer: { finish(): Uint8Array }): NewEvent {
  return { eventType: `registry.${name}.v1`, data: writer.finish() };
}
