import {
  type Organisation,
  OrganisationKind,
  RegistryServiceDefinition,
} from '@hustings/contracts/registry';
import { startNats } from '@hustings/dev-env';
import { connectEventLog, type EventLog, installStreams } from '@hustings/event-log';
import { Clients, connectNats, type Running } from '@hustings/service-kit';
import { type SenderRegistryOverrides, startSenderRegistry } from '../src/index.ts';
import type { CodeDelivery } from '../src/ports/code-delivery.ts';

export const OPERATOR_TOKEN = 'operator-token-for-the-tests';
export const INTERNAL_TOKEN = 'internal-token-for-the-tests';
const MASTER_KEY = '5a'.repeat(32);

export type RegistryClient = ReturnType<RegistryFixture['as']>;

/** Codes as they arrive at the senders' numbers. */
export class CodeInbox implements CodeDelivery {
  readonly codes = new Map<string, string>();
  /** While true, nothing is delivered. */
  isDown = false;

  async deliver({ senderId, code }: { senderId: string; code: string }): Promise<void> {
    if (this.isDown) throw new Error('the dispatcher is away');
    this.codes.set(senderId, code);
  }

  codeOf(senderId: string): string {
    return this.codes.get(senderId) ?? 'none';
  }
}

/** Registry replicas on one real NATS server. */
export class RegistryFixture {
  readonly inbox = new CodeInbox();
  readonly log: EventLog;
  readonly replicas: Running[];
  readonly #clients = new Clients();
  readonly #close: () => Promise<void>;

  private constructor(log: EventLog, replicas: Running[], close: () => Promise<void>) {
    this.log = log;
    this.replicas = replicas;
    this.#close = close;
  }

  static async start(
    options: SenderRegistryOverrides & { replicas?: number } = {},
  ): Promise<RegistryFixture> {
    const server = await startNats();
    const nc = await connectNats(server.url, 'sender-registry-tests');
    await installStreams(nc, { partitions: 2, gates: 4, replicas: 1 });
    const log = await connectEventLog(nc);
    const replicas: Running[] = [];
    const fixture = new RegistryFixture(log, replicas, async () => {
      await Promise.all(replicas.map((each) => each.stop()));
      await nc.close();
      await server.stop();
    });
    for (let i = 0; i < (options.replicas ?? 1); i++) {
      replicas.push(
        await startSenderRegistry(configFor(server.url), {
          codeDelivery: fixture.inbox,
          ...options,
        }),
      );
    }
    return fixture;
  }

  /** A client of one replica under a bearer token. */
  as(token: string, replica = 0) {
    const address = this.replicas[replica]?.address ?? '';
    return this.#clients.create(RegistryServiceDefinition, { address, token });
  }

  /** A verified organisation and a client of its administrator. */
  async newOrganisation(name: string) {
    const operator = this.as(OPERATOR_TOKEN);
    const { organisation, adminToken } = await operator.registerOrganisation({
      name,
      kind: OrganisationKind.ORGANISATION_KIND_PARTY,
      country: 'ES',
      hosts: ['Partido.example'],
    });
    const { organisationId } = organisation as Organisation;
    await operator.verifyOrganisation({ organisationId, proof: 'register extract' });
    const admin = this.as(adminToken);
    await waitUntil(async () => (await admin.listSenders({})).senders !== undefined);
    return { organisationId, adminToken, admin };
  }

  async stop(): Promise<void> {
    this.#clients.close();
    await this.#close();
  }
}

function configFor(natsUrl: string) {
  return {
    natsUrl,
    listenAddress: '127.0.0.1:0',
    logLevel: 'silent' as const,
    dispatcherAddress: '127.0.0.1:1',
    masterKey: MASTER_KEY,
    operatorToken: OPERATOR_TOKEN,
    internalToken: INTERNAL_TOKEN,
  };
}

/** Waits for a level, for at most 5 s; errors count as "not yet". */
export async function waitUntil(reached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const isReached = await reached().catch(() => false);
    if (isReached) return;
    if (Date.now() > deadline) throw new Error('not reached within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
