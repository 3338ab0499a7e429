import { Writable } from 'node:stream';
import {
  DispatcherServiceDefinition,
  type GetDispatchStatusRequest,
} from '@hustings/contracts/dispatch';
import { Role } from '@hustings/contracts/registry';
import type { CallContext } from 'nice-grpc-common';
import { pino } from 'pino';
import {
  bindService,
  Clients,
  type GrpcServerOptions,
  Metrics,
  type Principal,
  type Running,
  startGrpcServer,
} from '../src/index.ts';

export const STATUS = { open: 1n, readSeq: 2n, accepted: 3n, uncertain: 4n };

export const ADMIN: Principal = {
  kind: 'credential',
  credentialId: 'crd-1',
  roles: [Role.ROLE_ORGANISATION_ADMIN],
  organisationId: 'org-1',
  intermediaryId: '',
};

export const SERVICE: Principal = {
  kind: 'service',
  credentialId: 'service',
  roles: [],
  organisationId: '',
  intermediaryId: '',
};

type Handler = (request: GetDispatchStatusRequest, context: CallContext) => Promise<typeof STATUS>;

/** A real server and clients; tests say what its one method does. */
export class RpcFixture {
  handler: Handler = () => Promise.resolve(STATUS);
  /** Whether all credentials are known already. */
  caughtUp = true;
  readonly clients = new Clients();
  readonly metrics = new Metrics('test');
  /** What the server logged. */
  readonly lines: Record<string, unknown>[] = [];
  server!: Running;

  static async start(options: Partial<GrpcServerOptions> = {}): Promise<RpcFixture> {
    const fixture = new RpcFixture();
    fixture.server = await startGrpcServer({ ...fixture.options(), ...options });
    return fixture;
  }

  options(): GrpcServerOptions {
    const isCaughtUp = (): boolean => this.caughtUp;
    const principalBehind = (token: string): Principal | null =>
      ({ admin: ADMIN, service: SERVICE })[token] ?? null;
    return {
      address: '127.0.0.1:0',
      services: [this.binding(false)],
      authenticator: {
        get caughtUp() {
          return isCaughtUp();
        },
        authenticate: principalBehind,
        authenticateSoon: async (token) => principalBehind(token),
      },
      logger: pino(this.#sink()),
      metrics: this.metrics,
    };
  }

  binding(isPublic: boolean) {
    return bindService(
      DispatcherServiceDefinition,
      {
        deliverVerificationCode: () => Promise.resolve({}),
        listWithProvider: () => Promise.resolve({ messages: [] }),
        getDispatchStatus: (request, context) => this.handler(request, context),
      },
      { public: isPublic },
    );
  }

  /** A client under a token. */
  as(token: string, deadlineMs = 5_000) {
    const { address } = this.server;
    return this.clients.create(DispatcherServiceDefinition, { address, token, deadlineMs });
  }

  async stop(): Promise<void> {
    this.clients.close();
    await this.server.stop();
  }

  #sink(): Writable {
    return new Writable({
      write: (chunk, _, done) => {
        this.lines.push(JSON.parse(String(chunk)));
        done();
      },
    });
  }
}
