import { Metadata, Status } from 'nice-grpc-common';
import { errorDetailsServerMiddleware } from 'nice-grpc-error-details';
import { type Authenticator, authenticateLater, authenticateNow, type Principal } from './auth.ts';
import { RpcFailure, toServerError } from './errors.ts';
import { noteFailure, toFailure } from './failures.ts';
import { DETAILS_KEY } from './front/grpc-headers.ts';
import type { CallStatus } from './front/records.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What surrounds every direct call. */
export interface DirectSurroundings {
  authenticator: Authenticator;
  logger: Logger;
  metrics: Metrics | undefined;
}

const NOTHING = new Uint8Array(0);
const OK: CallStatus = { code: Status.OK, message: '', details: NOTHING };

/** The way back to a caller, whichever thread holds its connection. */
export interface CallWire<Response> {
  /** Asks for one request more. */
  startRead(): void;
  /** `onSent` when it has left for the network; absent = nobody wants to know. */
  sendMessage(response: Response, onSent?: () => void): void;
  /** Ends the call. */
  sendStatus(status: CallStatus): void;
}

/** What unary calls and streams have in common: who calls, and that a call ends once. */
export abstract class DirectCall<Request, Response> {
  readonly path: string;
  protected readonly wire: CallWire<Response>;
  readonly #around: DirectSurroundings;
  #principal: Principal | null = null;
  #isOver = false;

  constructor(path: string, wire: CallWire<Response>, around: DirectSurroundings) {
    this.path = path;
    this.wire = wire;
    this.#around = around;
  }

  get principal(): Principal {
    if (this.#principal) return this.#principal;
    throw RpcFailure.unauthenticated('CREDENTIAL_MISSING', 'this call needs a credential');
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The caller is known. */
  protected abstract begin(): void;
  protected abstract takeMessage(message: Request): void;
  protected abstract takeHalfClose(): void;

  /** The call's `authorization` entry has come. */
  open(authorization: string | undefined): void {
    const { authenticator } = this.#around;
    const known = authenticateNow(authorization, authenticator);
    if (known) {
      this.#openAs(known);
      return;
    }
    authenticateLater(authorization, authenticator).then(
      (principal) => this.#openAs(principal),
      (error: unknown) => this.fail(error),
    );
  }

  /** A request has come. */
  receive(message: Request): void {
    this.#guard(() => this.takeMessage(message));
  }

  /** The client has nothing more to say. */
  receiveEnd(): void {
    this.#guard(() => this.takeHalfClose());
  }

  /** The connection says so after every end; only before ours it means that the caller went away. */
  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#around.metrics?.noteCall(this.path, 'CANCELLED');
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const failure = toFailure(error);
    const credentialId = this.#principal?.credentialId;
    const elapsedMs = this.elapsedMs();
    noteFailure(this.#around, { path: this.path, credentialId, failure, elapsedMs });
    const { code, message } = failure;
    void detailsOf(failure).then((details) => this.wire.sendStatus({ code, message, details }));
  }

  protected send(response: Response, onSent?: () => void): void {
    this.wire.sendMessage(response, onSent);
  }

  protected finish(): void {
    this.#isOver = true;
    this.wire.sendStatus(OK);
    this.#around.metrics?.noteCall(this.path, 'OK', this.elapsedMs());
  }

  /** For the histogram; undefined for calls whose length is the caller's choice. */
  protected elapsedMs(): number | undefined {
    return undefined;
  }

  #openAs(principal: Principal): void {
    this.#principal = principal;
    this.#guard(() => this.begin());
  }

  #guard(act: () => void): void {
    if (this.#isOver) return;
    try {
      act();
    } catch (error) {
      this.fail(error);
    }
  }
}

function ignore(): void {
  // Sent headers are nobody's business here, and the failure is known.
}

/** The failure's details as nice-grpc sends them: by its own middleware, so that both ways stay the same. */
async function detailsOf(failure: RpcFailure): Promise<Uint8Array> {
  const trailer = Metadata();
  const context = {
    metadata: Metadata(),
    peer: '',
    header: Metadata(),
    trailer,
    signal: new AbortController().signal,
    sendHeader: ignore,
  };
  const call = {
    method: { path: '', requestStream: false, responseStream: false, options: {} },
    requestStream: false,
    request: undefined,
    responseStream: false,
    async *next(): AsyncGenerator<never, never> {
      const error = toServerError(failure, Date.now());
      yield await Promise.reject<never>(error);
      throw error;
    },
  } as const;
  await errorDetailsServerMiddleware(call, context).next().catch(ignore);
  return trailer.get(DETAILS_KEY) ?? NOTHING;
}
