import type { ServerInterceptor } from '@grpc/grpc-js';
import type { TsProtoServiceDefinition } from 'nice-grpc';
import { createServer, type ServerAddBuilder, type ServiceImplementation } from 'nice-grpc';
import { errorDetailsServerMiddleware } from 'nice-grpc-error-details';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { ServerReflection, ServerReflectionService } from 'nice-grpc-server-reflection';
import type { Authenticator } from './auth.ts';
import { callMiddleware } from './call-middleware.ts';
import type { DirectMethod } from './direct-method.ts';
import { directInterceptor } from './direct-server.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { readDescriptorSet } from './reflection.ts';
import type { Running } from './run-main.ts';

/** A stream frame of some hundred messages fits; a body that only wastes memory does not. */
const MAX_MESSAGE_BYTES = 1024 * 1024;

/** A half-open connection is found within 40 s. */
const KEEPALIVE_TIME_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;

/** More calls at once on one connection than any client of the fleet opens. */
const MAX_CONCURRENT_STREAMS = 1_000;

/** Calls under way get this long at a stop; `tryShutdown` alone can wait for ever on an open stream. */
const GRACE_MS = 5_000;

/** A unary call that takes longer is stuck: its caller is told so and its signal aborts. */
const UNARY_LIMIT_MS = 30_000;

/** A service with its implementation, ready for a server. */
export interface ServiceBinding {
  fullName: string;
  /** Callable without a credential. */
  public: boolean;
  /** By path: methods that are served below nice-grpc. */
  direct: ReadonlyMap<string, DirectMethod>;
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
  const direct = Object.entries(options.direct ?? {});
  return {
    fullName: definition.fullName,
    public: options.public ?? false,
    direct: new Map(direct.map(([name, method]) => [`/${definition.fullName}/${name}`, method])),
    addTo: (builder) => builder.add(definition, implementation),
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
}

/**
 * A gRPC server with health, reflection (when set-up has built the descriptors), limits, authentication and errors as
 * `RpcFailure`. `stop` says NOT_SERVING, waits for calls under way for at most 5 s, then cuts them.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<Running> {
  const health = HealthState();
  const interceptors = interceptorsFor(options);
  const server = createServer({
    ...(interceptors.length > 0 ? { interceptors } : {}),
    'grpc.max_receive_message_length': options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': MAX_CONCURRENT_STREAMS,
    'grpc.keepalive_time_ms': KEEPALIVE_TIME_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    // Counts and dates of every call and message for a service that nobody offers here.
    'grpc.enable_channelz': 0,
  });
  for (const binding of options.services) {
    binding.addTo(server.with(errorDetailsServerMiddleware).with(middlewareFor(binding, options)));
    health.setStatus('healthy', binding.fullName);
  }
  server.add(HealthDefinition, HealthServiceImpl(health));
  const descriptors = readDescriptorSet();
  if (descriptors !== null) {
    const names = options.services.map((binding) => binding.fullName);
    server.add(ServerReflectionService, ServerReflection(descriptors, names));
  }
  const port = await listen(server, options.address);
  const stop = async (): Promise<void> => {
    for (const name of ['', ...options.services.map((each) => each.fullName)]) {
      health.setStatus('unhealthy', name);
    }
    const cut = setTimeout(() => server.forceShutdown(), GRACE_MS);
    await server.shutdown();
    clearTimeout(cut);
  };
  return { address: `${options.address.slice(0, options.address.lastIndexOf(':'))}:${port}`, stop };
}

/** None unless a service has direct methods: an interceptor costs every call something. */
function interceptorsFor(options: GrpcServerOptions): ServerInterceptor[] {
  const { services, authenticator, logger, metrics, unaryLimitMs = UNARY_LIMIT_MS } = options;
  const methods = new Map(services.flatMap(({ direct }) => [...direct]));
  if (methods.size === 0) return [];
  if (authenticator === undefined) throw new Error('direct methods need an authenticator');
  return [directInterceptor(methods, { authenticator, logger, metrics, unaryLimitMs })];
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
  try {
    return await server.listen(address);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot listen on ${address}: ${why}. Is the port in use?`, { cause });
  }
}
