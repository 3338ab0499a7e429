import type {
  SendRequest,
  SendResponse,
  SendStreamRequest,
  SendStreamResponse,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import {
  actingForOrganisation,
  type DirectStream,
  type DirectUnary,
  type Principal,
  RpcFailure,
  type StreamReader,
  type StreamReply,
} from '@hustings/service-kit';
import type { Router } from '../app/route-messages.ts';

/** Most messages in one frame. */
const FRAME_MAX = 256;
/** Undecided messages of one stream; above it the stream is not read on, and flow control reaches the client. */
const UNDECIDED_MAX = 4_096;
/** Answers that the network has not taken yet; above it the stream is not read on either: whoever asks has to listen. */
const UNSENT_MAX = 64;
const MAY_SEND = [Role.ROLE_TOOL];

/** Decides one message. */
export function sendMethod(router: Pick<Router, 'submit'>): DirectUnary<SendRequest, SendResponse> {
  return {
    kind: 'unary',
    handle({ message }, call) {
      const principal = actingForOrganisation(call.principal, MAY_SEND);
      if (!message) throw RpcFailure.invalid('MESSAGE_MISSING', 'send a message');
      router.submit(
        { principal, messages: [message] },
        {
          answer: ([result]) => call.answer({ result }),
          fail: (error) => call.fail(error),
        },
      );
    },
  };
}

/** Decides many: one answer frame for each request frame, in the order in which they are ready. */
export function sendStreamMethod(
  router: Pick<Router, 'submit'>,
): DirectStream<SendStreamRequest, SendStreamResponse> {
  return { kind: 'stream', open: (call) => new SendStream(router, call) };
}

class SendStream implements StreamReader<SendStreamRequest> {
  readonly #router: Pick<Router, 'submit'>;
  readonly #call: StreamReply<SendStreamResponse>;
  readonly #principal: Principal;
  #undecided = 0;
  #openFrames = 0;
  #unsent = 0;
  #isReading = false;
  #isEnding = false;

  constructor(router: Pick<Router, 'submit'>, call: StreamReply<SendStreamResponse>) {
    this.#router = router;
    this.#call = call;
    this.#principal = actingForOrganisation(call.principal, MAY_SEND);
    this.#readOn();
  }

  takeFrame({ messages }: SendStreamRequest): void {
    this.#isReading = false;
    if (messages.length > FRAME_MAX) {
      throw RpcFailure.invalid('FRAME_TOO_LARGE', `a frame holds at most ${FRAME_MAX} messages`);
    }
    this.#undecided += messages.length;
    this.#openFrames += 1;
    this.#router.submit(
      { principal: this.#principal, messages },
      {
        answer: (results) => this.#answer(results.length, { results }),
        fail: (error) => this.#call.fail(error),
      },
    );
    this.#readOn();
  }

  takeEnd(): void {
    this.#isEnding = true;
    if (this.#openFrames === 0) this.#call.end();
  }

  #answer(count: number, frame: SendStreamResponse): void {
    this.#undecided -= count;
    this.#openFrames -= 1;
    this.#unsent += 1;
    this.#call.write(frame, () => {
      this.#unsent -= 1;
      this.#readOn();
    });
    if (this.#isEnding && this.#openFrames === 0) this.#call.end();
    else this.#readOn();
  }

  /** Asks for one more frame while there is room for the largest. */
  #readOn(): void {
    if (this.#isReading || this.#isEnding) return;
    if (this.#undecided + FRAME_MAX > UNDECIDED_MAX || this.#unsent >= UNSENT_MAX) return;
    this.#isReading = true;
    this.#call.readNext();
  }
}
