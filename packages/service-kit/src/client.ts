import {
  type Channel,
  type Client,
  createChannel,
  createClientFactory,
  type TsProtoServiceDefinition,
} from 'nice-grpc';
import { type DeadlineOptions, deadlineMiddleware } from 'nice-grpc-client-middleware-deadline';
import { type CallOptions, ClientError, type ClientMiddleware, Metadata } from 'nice-grpc-common';
import { errorDetailsClientMiddleware } from 'nice-grpc-error-details';
import { fromClientError } from './errors.ts';

/** Without a deadline a call to a host that accepts and stays silent waits for ever. Streams have none. */
const UNARY_DEADLINE_MS = 10_000;

/** Above the server's minimum of 10 s, so that pings are never answered with ENHANCE_YOUR_CALM. */
const KEEPALIVE_TIME_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;

/** A server that restarts is found again within this time. */
const MAX_RECONNECT_BACKOFF_MS = 2_000;

export interface ClientOptions {
  /** host:port. */
  address: string;
  /** Bearer token. */
  token: string;
  /** For each unary call, milliseconds, 10,000 unless stated; a call's own `deadline` wins. */
  deadlineMs?: number;
}

/** Promise methods; every failure is an `RpcFailure`. `close` drops the connection. */
export type RpcClient<Service extends TsProtoServiceDefinition> = Client<
  Service,
  DeadlineOptions
> & {
  close(): void;
};

export function createClient<Service extends TsProtoServiceDefinition>(
  definition: Service,
  options: ClientOptions,
): RpcClient<Service> {
  const channel: Channel = createChannel(options.address, undefined, {
    'grpc.keepalive_time_ms': KEEPALIVE_TIME_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.max_reconnect_backoff_ms': MAX_RECONNECT_BACKOFF_MS,
    'grpc.enable_channelz': 0,
  });
  const client = createClientFactory()
    // The one attached last runs first.
    .use(deadlineMiddleware)
    .use(addMetadata(options.token))
    .use(errorDetailsClientMiddleware)
    .use(rebuildFailure)
    .create(
      definition,
      channel,
      unaryDeadlines(definition, options.deadlineMs ?? UNARY_DEADLINE_MS),
    );
  return Object.assign(client, { close: () => channel.close() });
}

/** Clients that are closed together. */
export class Clients {
  readonly #open: { close(): void }[] = [];

  create<Service extends TsProtoServiceDefinition>(
    definition: Service,
    options: ClientOptions,
  ): RpcClient<Service> {
    const client = createClient(definition, options);
    this.#open.push(client);
    return client;
  }

  close(): void {
    for (const client of this.#open.splice(0)) client.close();
  }
}

/** Adds the bearer token and tells the server the deadline, which the deadline middleware keeps to itself. */
function addMetadata(token: string): ClientMiddleware<DeadlineOptions> {
  return async function* addCallMetadata(call, options) {
    const metadata = Metadata(options.metadata).set('authorization', `Bearer ${token}`);
    const { deadline } = options;
    if (deadline !== undefined) {
      const leftMs = deadline instanceof Date ? deadline.getTime() - Date.now() : deadline;
      metadata.set('grpc-timeout', `${Math.max(1, Math.ceil(leftMs))}m`);
    }
    return yield* call.next(call.request, { ...options, metadata });
  };
}

const rebuildFailure: ClientMiddleware = async function* rebuildFailure(call, options) {
  try {
    return yield* call.next(call.request, options);
  } catch (error) {
    throw error instanceof ClientError ? fromClientError(error) : error;
  }
};

function unaryDeadlines(
  definition: TsProtoServiceDefinition,
  deadlineMs: number,
): Record<string, CallOptions & DeadlineOptions> {
  const unary = Object.entries(definition.methods).filter(
    ([, method]) => !method.requestStream && !method.responseStream,
  );
  return Object.fromEntries(unary.map(([name]) => [name, { deadline: deadlineMs }]));
}
