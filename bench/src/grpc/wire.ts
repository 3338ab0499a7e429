import type {
  ChannelCredentials,
  Client,
  ClientDuplexStream,
  Metadata,
  ServiceDefinition,
} from '@grpc/grpc-js';
import { type ClientUnaryCall, makeGenericClientConstructor } from '@grpc/grpc-js';
import {
  GovernorServiceDefinition,
  type SendRequest,
  type SendResponse,
  type SendStreamRequest,
  type SendStreamResponse,
} from '@hustings/contracts/governor';

const { methods } = GovernorServiceDefinition;

/** The two calls of the Send API for bare grpc-js, with the codecs that the services use. */
export const BARE_SEND_API = {
  send: bare(methods.send, 'Send'),
  sendStream: bare(methods.sendStream, 'SendStream'),
} satisfies ServiceDefinition;

/** A bare grpc-js client of the Send API. */
export interface BareClient extends Client {
  send(
    request: SendRequest,
    metadata: Metadata,
    done: (error: Error | null, response?: SendResponse) => void,
  ): ClientUnaryCall;
  sendStream(metadata: Metadata): ClientDuplexStream<SendStreamRequest, SendStreamResponse>;
}

/** Connects a bare client. */
export function connectBare(address: string, credentials: ChannelCredentials): BareClient {
  const BareClientClass = makeGenericClientConstructor(BARE_SEND_API, 'GovernorService');
  return new BareClientClass(address, credentials) as unknown as BareClient;
}

interface Method<Request, Response> {
  requestType: {
    encode(value: Request): { finish(): Uint8Array };
    decode(bytes: Uint8Array): Request;
  };
  requestStream: boolean;
  responseType: {
    encode(value: Response): { finish(): Uint8Array };
    decode(bytes: Uint8Array): Response;
  };
  responseStream: boolean;
}

function bare<Request, Response>(method: Method<Request, Response>, name: string) {
  return {
    path: `/${GovernorServiceDefinition.fullName}/${name}`,
    requestStream: method.requestStream,
    responseStream: method.responseStream,
    requestSerialize: (value: Request) => Buffer.from(method.requestType.encode(value).finish()),
    requestDeserialize: (bytes: Buffer) => method.requestType.decode(bytes),
    responseSerialize: (value: Response) => Buffer.from(method.responseType.encode(value).finish()),
    responseDeserialize: (bytes: Buffer) => method.responseType.decode(bytes),
  };
}
