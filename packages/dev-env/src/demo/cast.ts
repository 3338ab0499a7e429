import { EnforcementServiceDefinition } from '@hustings/contracts/enforcement';
import { GovernorServiceDefinition } from '@hustings/contracts/governor';
import { LedgerServiceDefinition, OptOutServiceDefinition } from '@hustings/contracts/optout';
import {
  Channel,
  type OrganisationKind,
  RegistryServiceDefinition,
  Role,
} from '@hustings/contracts/registry';
import { present } from '@hustings/kernel';
import { Clients } from '@hustings/service-kit';
import type { Fleet } from '../fleet/fleet.ts';
import type { ProviderClient } from './provider-client.ts';
import { waitUntil } from './wait-until.ts';

/** An organisation with one verified number and one granted tool. */
export interface Party {
  name: string;
  organisationId: string;
  senderId: string;
  number: string;
  campaignId: string;
  adminToken: string;
  toolToken: string;
}

/** Staff credentials, one person each. */
export interface Staff {
  reviewer: string;
  auditor: string;
}

/** How a party is entered. */
export interface PartyPlan {
  name: string;
  kind: OrganisationKind;
  number: string;
  host: string;
  campaign: string;
  limitProfile: string;
  /** WhatsApp unless stated. */
  channel?: Channel;
}

const CODE_WITHIN_MS = 5_000;

/** Calls the services for people with different credentials. */
export class Office {
  readonly #fleet: Pick<Fleet, 'addresses' | 'secrets'>;
  readonly #clients = new Clients();

  constructor(fleet: Pick<Fleet, 'addresses' | 'secrets'>) {
    this.#fleet = fleet;
  }

  /** What services of the fleet call each other with. */
  get internalToken(): string {
    return this.#fleet.secrets.internalToken;
  }

  get operatorToken(): string {
    return this.#fleet.secrets.operatorToken;
  }

  registry(token: string) {
    const address = this.#fleet.addresses['sender-registry'];
    return this.#clients.create(RegistryServiceDefinition, { address, token });
  }

  governor(token: string) {
    const address = this.#fleet.addresses.governor;
    return this.#clients.create(GovernorServiceDefinition, { address, token });
  }

  enforcement(token: string) {
    const address = this.#fleet.addresses.enforcement;
    return this.#clients.create(EnforcementServiceDefinition, { address, token });
  }

  optout(token: string) {
    const address = this.#fleet.addresses['optout-ledger'];
    return this.#clients.create(OptOutServiceDefinition, { address, token });
  }

  ledger(token: string) {
    const address = this.#fleet.addresses['optout-ledger'];
    return this.#clients.create(LedgerServiceDefinition, { address, token });
  }

  close(): void {
    this.#clients.close();
  }
}

/** Issues the credentials of a reviewer and an auditor. */
export async function hireStaff(office: Office): Promise<Staff> {
  const registry = office.registry(office.operatorToken);
  const issue = async (label: string, role: Role): Promise<string> => {
    const { token } = await registry.issueCredential({ label, roles: [role], intermediaryId: '' });
    return token;
  };
  return {
    reviewer: await issue('reviewer', Role.ROLE_REVIEWER),
    auditor: await issue('auditor', Role.ROLE_AUDITOR),
  };
}

/** Registers and verifies an organisation, its number and its campaign, and grants one tool. */
export async function enterParty(
  office: Office,
  provider: ProviderClient,
  plan: PartyPlan,
): Promise<Party> {
  const operator = office.registry(office.operatorToken);
  const registered = await operator.registerOrganisation({
    name: plan.name,
    kind: plan.kind,
    country: 'ES',
    hosts: [plan.host],
  });
  const { organisationId } = present(registered.organisation, 'a registration answers with it');
  await operator.verifyOrganisation({ organisationId, proof: 'extract of the register' });
  const { adminToken } = registered;
  const admin = office.registry(adminToken);
  const { campaign } = await admin.createCampaign({ name: plan.campaign });
  const senderId = await addNumber(office, provider, { ...plan, adminToken });
  const { intermediaryId } = await operator.registerIntermediary({ name: `Tool of ${plan.name}` });
  const toolToken = await issueTool(office, adminToken, intermediaryId);
  await admin.grantTool({ senderId, intermediaryId });
  return {
    name: plan.name,
    organisationId,
    senderId,
    number: plan.number,
    campaignId: present(campaign, 'a creation answers with it').campaignId,
    adminToken,
    toolToken,
  };
}

/** A tool's credential; without a grant it may send nothing. */
export async function issueTool(
  office: Office,
  adminToken: string,
  intermediaryId: string,
): Promise<string> {
  const roles = [Role.ROLE_TOOL];
  const label = 'sending tool';
  const { token } = await office
    .registry(adminToken)
    .issueCredential({ roles, intermediaryId, label });
  return token;
}

/** Registers and verifies a number of an organisation. Returns the sender's id. */
export async function addNumber(
  office: Office,
  provider: ProviderClient,
  plan: Pick<PartyPlan, 'number' | 'limitProfile' | 'channel'> & { adminToken: string },
): Promise<string> {
  const admin = office.registry(plan.adminToken);
  const { sender } = await admin.registerSender({
    channel: plan.channel ?? Channel.CHANNEL_WHATSAPP,
    address: plan.number,
    limitProfile: plan.limitProfile,
  });
  const { senderId } = present(sender, 'a registration answers with it');
  const code = await waitUntil('the code reaches the number', CODE_WITHIN_MS, () =>
    provider.latestCode(plan.number),
  );
  await admin.verifySender({ senderId, code });
  return senderId;
}
