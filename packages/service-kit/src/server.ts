import type { ChannelOptions, ServerInterceptor } from '@grpc/grpc-js';
import type { TsProtoServiceDefinition } from 'nice-grpc';
import { createServer, type ServerAddBuilder, type ServiceImplementation } from 'nice-grpc';
import { errorDetailsServerMiddleware } from 'nice-grpc-error-details';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { ServerReflectionService } from 'nice-grpc-server-reflection';
import type { Authenticator } from './auth.ts';
import { callMiddleware } from './call-middleware.ts';
import { DirectCalls } from './direct-calls.ts';
import type { DirectBinding, DirectMethod } from './direct-method.ts';
import { directInterceptor } from './direct-server.ts';
import type { ConnectionLimits } from './front/connections.ts';
import { startFront } from './front/start-front.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { reflectionOf } from './reflection.ts';
import type { Running } from './run-main.ts';

/** A stream frame of some hundred messages fits; a body that only wastes memory does not. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

const CONNECTION_LIMITS: ConnectionLimits = {
  // A half-open connection is found within 40 s.
  keepaliveTimeMs: 30_000,
  keepaliveTimeoutMs: 10_000,
  // More calls at once on one connection than any client of the fleet opens.
  maxConcurrentStreams: 1_000,
};

/** Calls under way get this long at a stop; `tryShutdown` alone can wait for ever on an open stream. */
const GRACE_MS = 5_000;

/** A unary call that takes longer is stuck: its caller is told so and its signal aborts. */
const UNARY_LIMIT_MS = 30_000;

/** Where calls that are not direct arrive behind a thread that holds connections. Who may call is checked there as well. */
const INNER_ADDRESS = '127.0.0.1:0';
/** All of them come over one connection, whose other side has limits for each of its own. */
const INNER_LIMITS = { 'grpc.max_concurrent_streams': 2 ** 31 - 1 };

/** A service with its implementation, ready for a server. */
export interface ServiceBinding {
  fullName: string;
  /** Callable without a credential. */
  public: boolean;
  /** By path: methods that are served below nice-grpc. */
  direct: ReadonlyMap<string, DirectBinding>;
  addTo(builder: ServerAddBuilder<object>): void;
}

export interface BindOptions {
  public?: boolean;
  /** By the method's name in the contract. Their place in the implementation is taken by `servedDirectly`. */
  direct?: Record<string, DirectMethod>;
}

export function bindService<Service extends TsProtoServiceDefinition>(
  definition: Service,
  implementation: ServiceImplementation<Service>,
  options: BindOptions = {},
): ServiceBinding {
  const { fullName } = definition;
  const methods = Object.values(definition.methods);
  const direct = Object.entries(options.direct ?? {}).map(([name, method]) => {
    const contract = methods.find((each) => each.name === name);
    if (contract === undefined) throw new Error(`${fullName} has no method ${name}`);
    return [`/${fullName}/${name}`, directBinding(method, contract)] as const;
  });
  return {
    fullName,
    public: options.public ?? false,
    direct: new Map(direct),
    addTo: (builder) => builder.add(definition, implementation),
  };
}

function directBinding(
  method: DirectMethod,
  { requestType, responseType }: TsProtoServiceDefinition['methods'][string],
): DirectBinding {
  return {
    method,
    decode: (request) => requestType.decode(request),
    encode: (response) => responseType.encode(response).finish(),
  };
}

/** Stands in an implementation for a method that never reaches it. */
export function servedDirectly(): never {
  throw new Error('this method is served directly');
}

export interface GrpcServerOptions {
  /** host:port; port 0 takes a free one. */
  address: string;
  services: ServiceBinding[];
  /** Needed unless every service is public. */
  authenticator?: Authenticator;
  logger: Logger;
  metrics?: Metrics;
  /** Largest request in bytes, 1 MiB unless stated. */
  maxMessageBytes?: number;
  /** Longest time for a unary call in milliseconds, 30,000 unless stated. Streams have no limit. */
  unaryLimitMs?: number;
  /**
   * Where connections are held: 'thread' = by a thread of their own, so that HTTP/2 and what the direct methods do share two cores
   * (docs/decisions/0093). Nothing changes for services without direct methods. 'inline' unless stated.
   */
  front?: 'inline' | 'thread';
}

/**
 * A gRPC server with health, reflection, limits, authentication and errors as
 * `RpcFailure`. `stop` says NOT_SERVING, waits for calls under way for at most 5 s, then cuts them.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<Running> {
  const direct = new Map(options.services.flatMap((service) => [...service.direct]));
  if (direct.size === 0) return startInline(options, {});
  const { authenticator, logger, metrics, unaryLimitMs = UNARY_LIMIT_MS } = options;
  if (authenticator === undefined) throw new Error('direct methods need an authenticator');
  const calls = new DirectCalls({ authenticator, logger, metrics, unaryLimitMs });
  if (options.front !== 'thread') {
    return startInline(options, { interceptors: [directInterceptor(direct, calls)] });
  }
  // Behind the thread it takes all other calls, and those of direct methods that are compressed or otherwise unusual.
  const interceptors = [directInterceptor(direct, calls)];
  const behind = { ...options, address: INNER_ADDRESS };
  const inner = await startInline(behind, { ...INNER_LIMITS, interceptors });
  try {
    const front = await startFront(
      {
        ...{ address: options.address, inner: inner.address },
        ...CONNECTION_LIMITS,
        maxMessageBytes: options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
      },
      direct,
      calls,
    ).catch((cause: unknown) => cannotListen(options.address, cause));
    return {
      address: withPort(options.address, front.port),
      stop: () => inner.stop((withinMs) => front.stop(withinMs)),
    };
  } catch (error) {
    await inner.stop();
    throw error;
  }
}

/** `stop` lets somebody else end after health says that this server ends, and before it does. */
interface InlineServer extends Running {
  stop(before?: (withinMs: number) => Promise<void>): Promise<void>;
}

async function startInline(
  options: GrpcServerOptions,
  more: ChannelOptions & { interceptors?: ServerInterceptor[] },
): Promise<InlineServer> {
  const health = HealthState();
  const server = createServer({ ...limitsOf(options), ...more });
  for (const binding of options.services) {
    binding.addTo(server.with(errorDetailsServerMiddleware).with(middlewareFor(binding, options)));
    health.setStatus('healthy', binding.fullName);
  }
  server.add(HealthDefinition, HealthServiceImpl(health));
  const names = options.services.map((binding) => binding.fullName);
  server.add(ServerReflectionService, reflectionOf(names));
  const port = await listen(server, options.address);
  const stop: InlineServer['stop'] = async (before) => {
    for (const name of ['', ...options.services.map((each) => each.fullName)]) {
      health.setStatus('unhealthy', name);
    }
    await before?.(GRACE_MS);
    const cut = setTimeout(() => server.forceShutdown(), GRACE_MS);
    await server.shutdown();
    clearTimeout(cut);
  };
  return { address: withPort(options.address, port), stop };
}

function limitsOf({ maxMessageBytes = MAX_MESSAGE_BYTES }: GrpcServerOptions) {
  return {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': CONNECTION_LIMITS.maxConcurrentStreams,
    'grpc.keepalive_time_ms': CONNECTION_LIMITS.keepaliveTimeMs,
    'grpc.keepalive_timeout_ms': CONNECTION_LIMITS.keepaliveTimeoutMs,
    // Counts and dates of every call and message for a service that nobody offers here.
    'grpc.enable_channelz': 0,
  };
}

function middlewareFor(binding: ServiceBinding, options: GrpcServerOptions) {
  const { authenticator, logger, metrics, unaryLimitMs = UNARY_LIMIT_MS } = options;
  if (binding.public) return callMiddleware({ logger, metrics, unaryLimitMs });
  if (authenticator !== undefined) {
    return callMiddleware({ authenticator, logger, metrics, unaryLimitMs });
  }
  throw new Error(`${binding.fullName} is not public and needs an authenticator`);
}

async function listen(
  server: { listen(address: string): Promise<number> },
  address: string,
): Promise<number> {
  return server.listen(address).catch((cause: unknown) => cannotListen(address, cause));
}

function cannotListen(address: string, cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new Error(`cannot listen on ${address}: ${why}. Is the port in use?`, { cause });
}

function withPort(address: string, port: number): string {
  return `${address.slice(0, address.lastIndexOf(':'))}:${port}`;
}
