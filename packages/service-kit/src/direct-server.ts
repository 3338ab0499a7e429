import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { DirectCall, type DirectSurroundings } from './direct-call.ts';
import type {
  DirectMethod,
  DirectStream,
  DirectUnary,
  StreamReader,
  StreamReply,
  UnaryReply,
} from './direct-method.ts';
import { RpcFailure } from './errors.ts';
import { deadlineExceeded } from './failures.ts';

/** How often calls that take too long are looked for: their limit is some thirty times as long. */
const SWEEP_MS = 1_000;

/**
 * Takes calls of direct methods over before nice-grpc sees them; all others pass. An interceptor is the one place where grpc-js
 * hands out its calls, so both kinds of methods share one server.
 */
export function directInterceptor(
  methods: ReadonlyMap<string, DirectMethod>,
  around: DirectSurroundings & { unaryLimitMs: number },
): ServerInterceptor {
  const open = new OpenCalls(around.unaryLimitMs);
  return ({ path }, base) => {
    const method = methods.get(path);
    if (method === undefined) return new ServerInterceptingCall(base);
    const place = { path, base, around };
    const call =
      method.kind === 'unary' ? new UnaryCall(place, method, open) : new StreamCall(place, method);
    return new TakenOver(base, call);
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
    this.#base.start(this.#call.listener());
  }
}

interface Place {
  path: string;
  base: ServerInterceptingCallInterface;
  around: DirectSurroundings;
}

class UnaryCall extends DirectCall<unknown, unknown> implements UnaryReply<unknown> {
  readonly beginMs: number = performance.now();
  readonly #method: DirectUnary<unknown, unknown>;
  readonly #open: OpenCalls;
  #hasRequest = false;

  constructor(
    { path, base, around }: Place,
    method: DirectUnary<unknown, unknown>,
    open: OpenCalls,
  ) {
    super(path, base, around);
    this.#method = method;
    this.#open = open;
  }

  answer(response: unknown): void {
    if (this.isOver) return;
    this.#open.delete(this);
    this.send(response);
    this.finish();
  }

  override fail(error: unknown): void {
    this.#open.delete(this);
    super.fail(error);
  }

  protected override begin(): void {
    this.#open.add(this);
    this.base.startRead();
  }

  protected override takeMessage(message: unknown): void {
    this.#hasRequest = true;
    this.#method.handle(message, this);
  }

  protected override takeHalfClose(): void {
    if (this.#hasRequest) return;
    const message = 'a unary call carries one request';
    throw new RpcFailure({ code: Status.UNIMPLEMENTED, reason: 'REQUEST_MISSING', message });
  }

  protected override elapsedMs(): number {
    return performance.now() - this.beginMs;
  }
}

class StreamCall extends DirectCall<unknown, unknown> implements StreamReply<unknown> {
  readonly #method: DirectStream<unknown, unknown>;
  #reader: StreamReader<unknown> | null = null;

  constructor({ path, base, around }: Place, method: DirectStream<unknown, unknown>) {
    super(path, base, around);
    this.#method = method;
  }

  readNext(): void {
    if (!this.isOver) this.base.startRead();
  }

  write(response: unknown, onSent: () => void): void {
    if (!this.isOver) this.send(response, onSent);
  }

  end(): void {
    if (!this.isOver) this.finish();
  }

  protected override begin(): void {
    this.#reader = this.#method.open(this);
  }

  protected override takeMessage(message: unknown): void {
    this.#reader?.takeFrame(message);
  }

  protected override takeHalfClose(): void {
    this.#reader?.takeEnd();
  }
}

/** Unary calls under way, in the order of their beginnings: one timer ends those that take too long. */
class OpenCalls {
  readonly #limitMs: number;
  readonly #calls = new Set<UnaryCall>();
  #timer: NodeJS.Timeout | null = null;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  add(call: UnaryCall): void {
    this.#calls.add(call);
    this.#timer ??= setInterval(() => this.#sweep(), Math.min(SWEEP_MS, this.#limitMs)).unref();
  }

  delete(call: UnaryCall): void {
    this.#calls.delete(call);
  }

  #sweep(): void {
    const latestMs = performance.now() - this.#limitMs;
    for (const call of this.#calls) {
      if (call.isOver) this.#calls.delete(call);
      else if (call.beginMs > latestMs) break;
      else call.fail(deadlineExceeded(this.#limitMs));
    }
    if (this.#calls.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
