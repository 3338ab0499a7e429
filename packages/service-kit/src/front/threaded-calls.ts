import type { CallWire, DirectCall } from '../direct-call.ts';
import type { DirectCalls } from '../direct-calls.ts';
import type { DirectBinding } from '../direct-method.ts';
import { RpcFailure } from '../errors.ts';
import { NumberedMirror } from '../numbered-table.ts';
import type { RecordPort } from './record-port.ts';
import { type CallRecord, type CallStatus, encodeStatus, RecordKind } from './records.ts';

/** In the calls' own thread: begins and ends calls as the connections' thread tells of them. */
export class ThreadedCalls {
  readonly #port: RecordPort;
  readonly #methods: readonly [path: string, DirectBinding][];
  readonly #begin: DirectCalls;
  readonly #calls = new NumberedMirror<ThreadedCall>();
  /** Texts of credentials by their number. */
  readonly #credentials = new Map<number, string>();
  /** Numbers that the other thread was told to be known. */
  readonly #told = new Set<number>();

  constructor(
    port: RecordPort,
    methods: readonly [path: string, DirectBinding][],
    begin: DirectCalls,
  ) {
    this.#port = port;
    this.#methods = methods;
    this.#begin = begin;
  }

  /** What the other thread says. A call that is over here is over. */
  take(record: CallRecord): void {
    const { kind, call: number, value, bytes } = record;
    if (kind === RecordKind.CALL || kind === RecordKind.OPEN) this.#open(record);
    else if (kind === RecordKind.REQUEST) this.#calls.get(number)?.receive(bytes);
    else if (kind === RecordKind.REQUESTS_OVER) this.#calls.get(number)?.receiveEnd();
    else if (kind === RecordKind.CANCELLED) this.#calls.get(number)?.cancel();
    else if (kind === RecordKind.SENT) this.#calls.get(number)?.sent();
    else if (kind === RecordKind.CREDENTIAL) this.#credentials.set(value, bytes.toString());
    else if (kind === RecordKind.CREDENTIALS_OVER) this.#forgetCredentials();
  }

  tell(head: Omit<CallRecord, 'bytes'>, bytes?: Uint8Array): void {
    this.#port.write(head, bytes);
  }

  delete(number: number): void {
    this.#calls.delete(number);
  }

  /** A call under this credential was let in. */
  know(credential: number): void {
    if (this.#told.has(credential)) return;
    this.#told.add(credential);
    this.tell({ kind: RecordKind.CREDENTIAL_KNOWN, method: 0, call: 0, value: credential });
  }

  #open({ kind, method, call: number, value: credential, bytes }: CallRecord): void {
    const [path, binding] = this.#methods[method] ?? [];
    if (path === undefined || binding === undefined) return;
    const request = kind === RecordKind.CALL ? bytes : null;
    const call = new ThreadedCall({ number, credential, binding, request }, this);
    this.#calls.set(call);
    call.begin(
      this.#begin.begin(path, binding.method, call),
      this.#credentials.get(credential) || undefined,
    );
  }

  #forgetCredentials(): void {
    this.#credentials.clear();
    this.#told.clear();
  }
}

/** One call: the way back to its caller through the other thread. */
class ThreadedCall implements CallWire<unknown> {
  readonly number: number;
  readonly #credential: number;
  readonly #binding: DirectBinding;
  readonly #all: ThreadedCalls;
  /** A request that came with the call and was not asked for yet. */
  #request: Buffer | null;
  #call: DirectCall<unknown, unknown> | null = null;
  /** Who waits for responses to leave, in their order. */
  readonly #onSent: (() => void)[] = [];

  constructor(
    of: { number: number; credential: number; binding: DirectBinding; request: Buffer | null },
    all: ThreadedCalls,
  ) {
    this.number = of.number;
    this.#credential = of.credential;
    this.#binding = of.binding;
    this.#request = of.request;
    this.#all = all;
  }

  begin(call: DirectCall<unknown, unknown>, authorization: string | undefined): void {
    this.#call = call;
    call.open(authorization);
  }

  receive(bytes: Buffer): void {
    const message = this.#decode(bytes);
    if (message !== undefined) this.#call?.receive(message);
  }

  receiveEnd(): void {
    this.#call?.receiveEnd();
  }

  cancel(): void {
    this.#all.delete(this.number);
    this.#call?.cancel();
  }

  sent(): void {
    this.#onSent.shift()?.();
  }

  /** Whoever reads has let the caller in. */
  startRead(): void {
    this.#all.know(this.#credential);
    const request = this.#request;
    this.#request = null;
    if (request === null) this.#tell(RecordKind.READ, 0);
    else this.receive(request);
  }

  sendMessage(response: unknown, onSent?: () => void): void {
    if (onSent) this.#onSent.push(onSent);
    this.#tell(RecordKind.RESPONSE, onSent ? 1 : 0, this.#binding.encode(response));
  }

  sendStatus(status: CallStatus): void {
    this.#all.delete(this.number);
    this.#tell(RecordKind.STATUS, status.code, encodeStatus(status));
  }

  #decode(bytes: Buffer): unknown {
    try {
      return this.#binding.decode(bytes);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `the request is no message of the contract (${why})`;
      this.#call?.fail(RpcFailure.invalid('REQUEST_MALFORMED', message));
      return undefined;
    }
  }

  #tell(kind: RecordKind, value: number, bytes?: Uint8Array): void {
    this.#all.tell({ kind, method: 0, call: this.number, value }, bytes);
  }
}
