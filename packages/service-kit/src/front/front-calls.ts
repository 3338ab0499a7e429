import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { CredentialNumbers } from './credential-numbers.ts';
import type { FrontOptions } from './front-options.ts';
import { authorizationIn, trailerOf } from './metadata.ts';
import type { RecordPort } from './record-port.ts';
import { type CallRecord, type CallStatus, decodeStatus, RecordKind } from './records.ts';

type Listener = Parameters<ServerInterceptingCallInterface['start']>[0];

const CALL_NUMBERS = 2 ** 32;

/** In the connections' thread: takes calls of direct methods over and tells the other thread what happens to them. */
export class FrontCalls {
  readonly #port: RecordPort;
  readonly #credentials: CredentialNumbers;
  readonly #methods: ReadonlyMap<string, { place: number; isUnary: boolean }>;
  readonly #calls = new Map<number, FrontCall>();
  #last = 0;

  constructor(port: RecordPort, direct: FrontOptions['direct']) {
    this.#port = port;
    this.#credentials = new CredentialNumbers(port);
    this.#methods = new Map(
      direct.map(({ path, kind }, place) => [path, { place, isUnary: kind === 'unary' }]),
    );
  }

  interceptor(): ServerInterceptor {
    return ({ path }, base) => {
      const method = this.#methods.get(path);
      if (method === undefined) return new ServerInterceptingCall(base);
      this.#last = (this.#last + 1) % CALL_NUMBERS;
      const call = new FrontCall({ ...method, number: this.#last, base }, this);
      return new TakenOver(base, call);
    };
  }

  /** What the other thread says. A call that is over here is over. */
  take({ kind, call: number, value, bytes }: CallRecord): void {
    if (kind === RecordKind.CREDENTIAL_KNOWN) {
      this.#credentials.trust(value);
      return;
    }
    const call = this.#calls.get(number);
    if (call === undefined) return;
    if (kind === RecordKind.READ) call.read();
    else if (kind === RecordKind.RESPONSE) call.respond(bytes, value === 1);
    else if (kind === RecordKind.STATUS) call.end(decodeStatus(value, bytes));
  }

  credentialOf(metadata: Metadata): { number: number; isTrusted: boolean } {
    return this.#credentials.numberOf(authorizationIn(metadata) ?? '');
  }

  add(call: FrontCall): void {
    this.#calls.set(call.number, call);
  }

  delete(call: FrontCall): boolean {
    return this.#calls.delete(call.number);
  }

  tell(head: Omit<CallRecord, 'bytes'>, bytes?: Uint8Array): void {
    this.#port.write(head, bytes);
  }
}

/** What grpc-js's own handler gets in the place of the call: nothing ever comes of it. */
class TakenOver extends ServerInterceptingCall {
  readonly #base: ServerInterceptingCallInterface;
  readonly #call: FrontCall;

  constructor(base: ServerInterceptingCallInterface, call: FrontCall) {
    super(base);
    this.#base = base;
    this.#call = call;
  }

  override start(): void {
    this.#base.start(this.#call);
  }
}

/** One call, from its metadata to its status. */
class FrontCall implements Listener {
  readonly number: number;
  readonly #method: number;
  readonly #isUnary: boolean;
  readonly #base: ServerInterceptingCallInterface;
  readonly #all: FrontCalls;
  /** Of a credential that was known lately: its call is told as a whole. Null once the call has been told. */
  #untold: number | null = null;
  #hasRequest = false;

  constructor(
    of: { number: number; place: number; isUnary: boolean; base: ServerInterceptingCallInterface },
    all: FrontCalls,
  ) {
    this.number = of.number;
    this.#method = of.place;
    this.#isUnary = of.isUnary;
    this.#base = of.base;
    this.#all = all;
  }

  onReceiveMetadata(metadata: Metadata): void {
    const credential = this.#all.credentialOf(metadata);
    this.#all.add(this);
    if (this.#isUnary && credential.isTrusted) {
      this.#untold = credential.number;
      this.#base.startRead();
    } else {
      this.#tell(RecordKind.OPEN, credential.number);
    }
  }

  onReceiveMessage(bytes: Uint8Array): void {
    const credential = this.#untold;
    this.#untold = null;
    this.#hasRequest = true;
    if (credential === null) this.#tell(RecordKind.REQUEST, 0, bytes);
    else this.#tell(RecordKind.CALL, credential, bytes);
  }

  onReceiveHalfClose(): void {
    // Whoever answers a request has nothing to wait for.
    if (this.#isUnary && this.#hasRequest) return;
    if (this.#untold !== null) {
      // Without a request: whoever answers calls also refuses this one.
      this.#tell(RecordKind.OPEN, this.#untold);
      this.#untold = null;
    }
    this.#tell(RecordKind.REQUESTS_OVER, 0);
  }

  /** grpc-js says so after every end as well. */
  onCancel(): void {
    if (this.#all.delete(this) && this.#untold === null) this.#tell(RecordKind.CANCELLED, 0);
  }

  read(): void {
    this.#base.startRead();
  }

  respond(bytes: Buffer, wantsSent: boolean): void {
    this.#base.sendMessage(bytes, () => {
      if (wantsSent) this.#tell(RecordKind.SENT, 0);
    });
  }

  end({ code, message, details }: CallStatus): void {
    this.#all.delete(this);
    this.#base.sendStatus({ code, details: message, metadata: trailerOf(details) });
  }

  #tell(kind: RecordKind, value: number, bytes?: Uint8Array): void {
    this.#all.tell({ kind, method: this.#method, call: this.number, value }, bytes);
  }
}
