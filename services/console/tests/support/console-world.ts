import { LedgerServiceDefinition, LinkClaims, LinkPurpose } from '@hustings/contracts/optout';
import { OrganisationKind, RegistryServiceDefinition } from '@hustings/contracts/registry';
import { encodeMessage } from '@hustings/contracts/wire';
import {
  type InProcessFleet,
  installLog,
  type ServerProcess,
  startFleetInProcess,
  startNats,
} from '@hustings/dev-env';
import { connectEventLog, type EventLog } from '@hustings/event-log';
import { createVault } from '@hustings/privacy';
import { Clients, connectNats } from '@hustings/service-kit';

/** As behind one proxy, so that a test can be several clients. */
const ENV = { TRUSTED_PROXIES: '1' };
const MEMBERS = ['sender-registry', 'optout-ledger', 'console'] as const;

/** The ledger, the registry and the pages on a real log; nobody sends anything. */
export class ConsoleWorld {
  readonly fleet: InProcessFleet;
  readonly log: EventLog;
  organisationId = '';
  adminToken = '';
  readonly #clients = new Clients();
  readonly #closing: (() => Promise<unknown>)[];

  private constructor(fleet: InProcessFleet, log: EventLog, closing: (() => Promise<unknown>)[]) {
    this.fleet = fleet;
    this.log = log;
    this.#closing = closing;
  }

  static async create(): Promise<ConsoleWorld> {
    const nats: ServerProcess = await startNats();
    await installLog(nats.url);
    const connection = await connectNats(nats.url, 'test');
    const log = await connectEventLog(connection);
    const redisUrl = 'redis://127.0.0.1:1';
    const fleet = await startFleetInProcess({
      natsUrl: nats.url,
      redisUrl,
      members: MEMBERS,
      env: ENV,
    });
    const closing = [() => fleet.stop(), () => connection.close(), () => nats.stop()];
    const world = new ConsoleWorld(fleet, log, closing);
    await world.#register();
    return world;
  }

  async #register(): Promise<void> {
    const registry = this.#clients.create(RegistryServiceDefinition, {
      address: this.fleet.addresses['sender-registry'],
      token: this.fleet.secrets.operatorToken,
    });
    const { organisation, adminToken } = await registry.registerOrganisation({
      name: 'Partido <de> Prueba',
      kind: OrganisationKind.ORGANISATION_KIND_PARTY,
      country: 'ES',
      hosts: ['prueba.example'],
      language: 'es',
    });
    this.organisationId = organisation?.organisationId ?? '';
    this.adminToken = adminToken;
  }

  async close(): Promise<void> {
    this.#clients.close();
    for (const close of this.#closing) await close();
  }

  /** The address of a page for somebody; by a service unless a token says otherwise. */
  async linkFor(address: string, token = this.fleet.secrets.internalToken): Promise<string> {
    const { url } = await this.#ledger(token).issueLink({
      address,
      organisationId: this.organisationId,
      purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT,
      senderId: 'snd-1',
      campaignId: 'cmp-1',
    });
    return url;
  }

  /** A link that the ledger would have signed with these claims. */
  linkWith(claims: Partial<LinkClaims>): string {
    const body = Buffer.from(
      encodeMessage(
        LinkClaims,
        LinkClaims.fromPartial({ organisationId: this.organisationId, ...claims }),
      ),
    ).toString('base64url');
    const tag = createVault(this.fleet.secrets.masterKey).keyedDigest('signed-link', body);
    return `http://${this.fleet.addresses.console}/o/${body}.${tag.slice(0, 32)}`;
  }

  /** How many commits the log holds, in all partitions that recipients stand in. */
  async commits(): Promise<number> {
    const lasts = await Promise.all(['0', 'all'].map((partition) => this.log.lastSeq(partition)));
    return lasts.reduce((sum, last) => sum + last, 0);
  }

  #ledger(token: string) {
    const address = this.fleet.addresses['optout-ledger'];
    return this.#clients.create(LedgerServiceDefinition, { address, token });
  }
}

/** Opens a page as a browser does; no redirect is followed. */
export async function visit(url: string, headers: Record<string, string> = {}) {
  const accept = { accept: 'text/html,application/xhtml+xml' };
  const response = await fetch(url, { redirect: 'manual', headers: { ...accept, ...headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends a page's form. */
export async function press(
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) {
  const body = new URLSearchParams(fields);
  const response = await fetch(url, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}
