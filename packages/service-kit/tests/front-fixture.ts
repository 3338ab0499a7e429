import { GetMessageRequest, GetMessageResponse } from '@hustings/contracts/governor';
import { keptCodec } from '@hustings/contracts/wire';
import type { CallContext } from 'nice-grpc-common';
import { pino } from 'pino';
import {
  bindService,
  Clients,
  type DirectUnary,
  type GrpcServerOptions,
  Metrics,
  type Principal,
  principalOf,
  type Running,
  type StreamReader,
  type StreamReply,
  servedDirectly,
  startGrpcServer,
} from '../src/index.ts';
import { ADMIN, SERVICE } from './rpc-fixture.ts';

type Request = GetMessageRequest;
type Response = GetMessageResponse;

const types = {
  requestType: keptCodec(GetMessageRequest),
  responseType: keptCodec(GetMessageResponse),
  options: {},
};

/** A contract with a method of each kind: two served directly, two by nice-grpc. */
export const TALK = {
  name: 'TalkService',
  fullName: 'hustings.test.v1.TalkService',
  methods: {
    say: { name: 'Say', ...types, requestStream: false, responseStream: false },
    chat: { name: 'Chat', ...types, requestStream: true, responseStream: true },
    ask: { name: 'Ask', ...types, requestStream: false, responseStream: false },
    watch: { name: 'Watch', ...types, requestStream: false, responseStream: true },
  },
} as const;

export function request(messageId: string): Request {
  return GetMessageRequest.fromPartial({ messageId });
}

export function response(messageId: string, senderId = ''): Response {
  return GetMessageResponse.fromPartial({ messageId, senderId });
}

/** Codec of calls whose messages are bytes. */
export function sameBytes(bytes: Buffer): Buffer {
  return bytes;
}

/** Who may hold a server's connections. */
export const FRONTS: NonNullable<GrpcServerOptions['front']>[] = ['inline', 'thread'];

export const METHOD = `/${TALK.fullName}`;

/** A server with either front; tests say what its methods do. */
export class FrontFixture {
  say: DirectUnary<Request, Response>['handle'] = ({ messageId }, call) =>
    call.answer(response(messageId, call.principal.credentialId));
  chat: (call: StreamReply<Response>) => StreamReader<Request> = answerEach;
  ask: (request: Request, context: CallContext) => Promise<Response> = async (asked, context) =>
    response(asked.messageId, principalOf(context).credentialId);
  watch: (request: Request, context: CallContext) => AsyncIterable<Response> = countToThree;
  caughtUp = true;
  /** By token. */
  readonly principals = new Map<string, Principal>([
    ['admin', ADMIN],
    ['service', SERVICE],
  ]);
  readonly metrics = new Metrics('test');
  readonly clients = new Clients();
  server!: Running;

  static async start(options: Partial<GrpcServerOptions>): Promise<FrontFixture> {
    const fixture = new FrontFixture();
    fixture.server = await startGrpcServer({ ...fixture.options(), ...options });
    return fixture;
  }

  as(token: string, deadlineMs = 5_000) {
    const { address } = this.server;
    return this.clients.create(TALK, { address, token, deadlineMs });
  }

  async stop(): Promise<void> {
    this.clients.close();
    await this.server.stop();
  }

  options(): GrpcServerOptions {
    const isCaughtUp = (): boolean => this.caughtUp;
    const principalBehind = (token: string): Principal | null => this.principals.get(token) ?? null;
    return {
      address: '127.0.0.1:0',
      services: [this.#binding()],
      authenticator: {
        get caughtUp() {
          return isCaughtUp();
        },
        authenticate: principalBehind,
        authenticateSoon: async (token) => principalBehind(token),
      },
      logger: pino({ level: 'silent' }),
      metrics: this.metrics,
    };
  }

  #binding() {
    return bindService(
      TALK,
      {
        say: servedDirectly,
        chat: servedDirectly,
        ask: (asked, context) => this.ask(asked, context),
        watch: (asked, context) => this.watch(asked, context),
      },
      {
        direct: {
          Say: {
            kind: 'unary',
            handle: (message, call) => this.say(message as Request, call),
          },
          Chat: { kind: 'stream', open: (call) => this.chat(call) as StreamReader<unknown> },
        },
      },
    );
  }
}

function answerEach(call: StreamReply<Response>): StreamReader<Request> {
  call.readNext();
  return {
    takeFrame({ messageId }) {
      call.write(response(messageId, call.principal.credentialId), () => call.readNext());
    },
    takeEnd: () => call.end(),
  };
}

async function* countToThree(): AsyncGenerator<Response> {
  for (const messageId of ['1', '2', '3']) yield response(messageId);
}
