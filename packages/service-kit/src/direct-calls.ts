import { Status } from 'nice-grpc-common';
import { type CallWire, DirectCall, type DirectSurroundings } from './direct-call.ts';
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
import { NumberedTable } from './numbered-table.ts';

/** How often calls that take too long are looked for: their limit is some thirty times as long. */
const SWEEP_MS = 1_000;

/** Begins calls of direct methods. */
export class DirectCalls {
  readonly #around: DirectSurroundings;
  readonly #open: OpenCalls;

  constructor(around: DirectSurroundings & { unaryLimitMs: number }) {
    this.#around = around;
    this.#open = new OpenCalls(around.unaryLimitMs);
  }

  begin(path: string, method: DirectMethod, wire: CallWire<unknown>): DirectCall<unknown, unknown> {
    const place = { path, wire, around: this.#around };
    if (method.kind === 'unary') return new UnaryCall(place, method, this.#open);
    return new StreamCall(place, method);
  }
}

interface Place {
  path: string;
  wire: CallWire<unknown>;
  around: DirectSurroundings;
}

class UnaryCall extends DirectCall<unknown, unknown> implements UnaryReply<unknown> {
  readonly beginMs: number = performance.now();
  readonly #method: DirectUnary<unknown, unknown>;
  readonly #open: OpenCalls;
  /** Among those that are under way. */
  #place: number | null = null;
  #hasRequest = false;

  constructor(
    { path, wire, around }: Place,
    method: DirectUnary<unknown, unknown>,
    open: OpenCalls,
  ) {
    super(path, wire, around);
    this.#method = method;
    this.#open = open;
  }

  answer(response: unknown): void {
    if (this.isOver) return;
    this.#open.delete(this.#place);
    this.send(response);
    this.finish();
  }

  override fail(error: unknown): void {
    this.#open.delete(this.#place);
    super.fail(error);
  }

  protected override begin(): void {
    this.#place = this.#open.add(this);
    this.wire.startRead();
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

  constructor({ path, wire, around }: Place, method: DirectStream<unknown, unknown>) {
    super(path, wire, around);
    this.#method = method;
  }

  readNext(): void {
    if (!this.isOver) this.wire.startRead();
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

/** Unary calls under way: one timer ends those that take too long. */
class OpenCalls {
  readonly #limitMs: number;
  readonly #calls = new NumberedTable<{ readonly number: number; readonly call: UnaryCall }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** The number under which it is held. */
  add(call: UnaryCall): number {
    this.#timer ??= this.#watch();
    return this.#calls.add((number) => ({ number, call })).number;
  }

  /** Null = it never was. */
  delete(number: number | null): void {
    if (number !== null) this.#calls.delete(number);
  }

  /** Apart from `add`: there the timer would hold the call that it began with. */
  #watch(): NodeJS.Timeout {
    return setInterval(() => this.#sweep(), Math.min(SWEEP_MS, this.#limitMs)).unref();
  }

  #sweep(): void {
    const latestMs = performance.now() - this.#limitMs;
    for (const { number, call } of this.#calls.values()) {
      if (call.isOver) this.#calls.delete(number);
      else if (call.beginMs <= latestMs) call.fail(deadlineExceeded(this.#limitMs));
    }
    if (this.#calls.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
