import type { Principal } from './auth.ts';

/**
 * A method below nice-grpc, on the calls of grpc-js themselves: no async generators, promises or abort signals for each call.
 * For methods whose own work is a few microseconds; authentication, errors, metrics and time limits are the same.
 */
export type DirectMethod<Request = unknown, Response = unknown> =
  | DirectUnary<Request, Response>
  | DirectStream<Request, Response>;

/** A direct method with the way between bytes and messages. */
export interface DirectBinding {
  method: DirectMethod;
  /** Throws for what is no message of the contract. */
  decode(request: Uint8Array): unknown;
  encode(response: unknown): Uint8Array;
}

export interface DirectUnary<Request, Response> {
  kind: 'unary';
  /** Takes a request. What it throws is the call's failure. */
  handle(request: Request, call: UnaryReply<Response>): void;
}

/** How a unary call is answered, once; whatever comes later is dropped. */
export interface UnaryReply<Response> {
  readonly principal: Principal;
  answer(response: Response): void;
  fail(error: unknown): void;
}

export interface DirectStream<Request, Response> {
  kind: 'stream';
  /** A call begins; throws for a caller who may not. The first frame comes after the first `readNext`. */
  open(call: StreamReply<Response>): StreamReader<Request>;
}

/** What the client sends. */
export interface StreamReader<Request> {
  /** One frame for each `readNext`. */
  takeFrame(request: Request): void;
  /** The client has nothing more to say. */
  takeEnd(): void;
}

export interface StreamReply<Response> {
  readonly principal: Principal;
  /** Asks for the next frame. While nobody asks, flow control holds the client back. */
  readNext(): void;
  /** Sends a frame; `onSent` when it has left for the network. */
  write(response: Response, onSent: () => void): void;
  end(): void;
  fail(error: unknown): void;
}
