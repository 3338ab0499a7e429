import { Metadata, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { Metadata as NiceMetadata, Status } from 'nice-grpc-common';
import { errorDetailsServerMiddleware } from 'nice-grpc-error-details';
import { type Authenticator, authenticateLater, authenticateNow, type Principal } from './auth.ts';
import { RpcFailure, toServerError } from './errors.ts';
import { noteFailure, toFailure } from './failures.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What surrounds every direct call. */
export interface DirectSurroundings {
  authenticator: Authenticator;
  logger: Logger;
  metrics: Metrics | undefined;
}

const OK = { code: Status.OK, details: 'OK', metadata: null };
const DETAILS_KEY = 'grpc-status-details-bin';

function ignore(): void {
  // A message has left; nobody waits for it.
}

/** What unary calls and streams have in common: who calls, and that a call ends once. */
export abstract class DirectCall<Request, Response> {
  readonly path: string;
  protected readonly base: ServerInterceptingCallInterface;
  readonly #around: DirectSurroundings;
  #principal: Principal | null = null;
  #isOver = false;

  constructor(path: string, base: ServerInterceptingCallInterface, around: DirectSurroundings) {
    this.path = path;
    this.base = base;
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

  listener(): Parameters<ServerInterceptingCallInterface['start']>[0] {
    return {
      onReceiveMetadata: (metadata) => this.#authenticate(metadata),
      onReceiveMessage: (message: Request) => this.#guard(() => this.takeMessage(message)),
      onReceiveHalfClose: () => this.#guard(() => this.takeHalfClose()),
      onCancel: () => this.#cancel(),
    };
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const failure = toFailure(error);
    const credentialId = this.#principal?.credentialId;
    const elapsedMs = this.elapsedMs();
    noteFailure(this.#around, { path: this.path, credentialId, failure, elapsedMs });
    void detailsOf(failure).then((metadata) =>
      this.base.sendStatus({ code: failure.code, details: failure.message, metadata }),
    );
  }

  protected send(response: Response, onSent: () => void = ignore): void {
    this.base.sendMessage(response, onSent);
  }

  protected finish(): void {
    this.#isOver = true;
    this.base.sendStatus(OK);
    this.#around.metrics?.noteCall(this.path, 'OK', this.elapsedMs());
  }

  /** For the histogram; undefined for calls whose length is the caller's choice. */
  protected elapsedMs(): number | undefined {
    return undefined;
  }

  #authenticate(metadata: Metadata): void {
    const entry = metadata.get('authorization')[0];
    const text = typeof entry === 'string' ? entry : undefined;
    const { authenticator } = this.#around;
    const known = authenticateNow(text, authenticator);
    if (known) {
      this.#open(known);
      return;
    }
    authenticateLater(text, authenticator).then(
      (principal) => this.#open(principal),
      (error: unknown) => this.fail(error),
    );
  }

  #open(principal: Principal): void {
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

  /** The library says so after every end; only before ours it means that the caller went away. */
  #cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#around.metrics?.noteCall(this.path, 'CANCELLED');
  }
}

/** The failure's details as nice-grpc sends them: by its own middleware, so that both ways stay the same. */
async function detailsOf(failure: RpcFailure): Promise<Metadata> {
  const trailer = NiceMetadata();
  const context = {
    metadata: NiceMetadata(),
    peer: '',
    header: NiceMetadata(),
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
  const metadata = new Metadata();
  const details = trailer.get(DETAILS_KEY);
  if (details) metadata.set(DETAILS_KEY, Buffer.from(details));
  return metadata;
}
