import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import type { CallWire, DirectCall } from './direct-call.ts';
import type { DirectCalls } from './direct-calls.ts';
import type { DirectMethod } from './direct-method.ts';
import { authorizationIn, trailerOf } from './metadata.ts';

/**
 * Takes calls of direct methods over before nice-grpc sees them; all others pass. An interceptor is the one place where grpc-js
 * hands out its calls, so both kinds of methods share one server.
 */
export function directInterceptor(
  methods: ReadonlyMap<string, { method: DirectMethod }>,
  calls: DirectCalls,
): ServerInterceptor {
  return ({ path }, base) => {
    const direct = methods.get(path);
    if (direct === undefined) return new ServerInterceptingCall(base);
    return new TakenOver(base, calls.begin(path, direct.method, wireOf(base)));
  };
}

/** What nice-grpc's handler gets in the place of the call: nothing ever comes of it. */
class TakenOver extends ServerInterceptingCall {
  readonly #base: ServerInterceptingCallInterface;
  readonly #call: DirectCall<unknown, unknown>;

  constructor(base: ServerInterceptingCallInterface, call: DirectCall<unknown, unknown>) {
    super(base);
    this.#base = base;
    this.#call = call;
  }

  override start(): void {
    const call = this.#call;
    this.#base.start({
      onReceiveMetadata: (metadata) => call.open(authorizationIn(metadata)),
      onReceiveMessage: (message) => call.receive(message),
      onReceiveHalfClose: () => call.receiveEnd(),
      onCancel: () => call.cancel(),
    });
  }
}

function wireOf(base: ServerInterceptingCallInterface): CallWire<unknown> {
  return {
    startRead: () => base.startRead(),
    sendMessage: (response, onSent = ignore) => base.sendMessage(response, onSent),
    sendStatus: ({ code, message, details }) =>
      base.sendStatus({ code, details: message, metadata: trailerOf(details) }),
  };
}

function ignore(): void {
  // A message has left; nobody waits for it.
}
