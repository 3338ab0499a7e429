import type {
  SendRequest,
  SendResponse,
  SendStreamRequest,
  SendStreamResponse,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { RpcFailure, requireOrganisation } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import { AnswerQueue } from '../app/answer-queue.ts';
import { Slots } from '../app/slots.ts';
import { type SubmissionParts, submitMessages } from '../app/submit-messages.ts';

/** Most messages in one frame. */
const FRAME_MAX = 256;
/** Undecided messages of one stream; above it the stream is not read on, and flow control reaches the client. */
const UNDECIDED_MAX = 4_096;

/** Decides one message. */
export async function send(
  parts: SubmissionParts,
  request: SendRequest,
  context: CallContext,
): Promise<SendResponse> {
  const principal = requireOrganisation(context, Role.ROLE_TOOL);
  if (!request.message) throw RpcFailure.invalid('MESSAGE_MISSING', 'send a message');
  const [result] = await submitMessages(parts, principal, [request.message]);
  return { result };
}

/** Decides many: one answer frame for each request frame, in the order in which they are ready. */
export async function* sendStream(
  parts: SubmissionParts,
  requests: AsyncIterable<SendStreamRequest>,
  context: CallContext,
): AsyncGenerator<SendStreamResponse> {
  const principal = requireOrganisation(context, Role.ROLE_TOOL);
  const answers = new AnswerQueue<SendStreamResponse>();
  const slots = new Slots(UNDECIDED_MAX);
  const open = new Set<Promise<void>>();

  async function decideFrame({ messages }: SendStreamRequest, taken: number): Promise<void> {
    try {
      answers.push({ results: await submitMessages(parts, principal, messages) });
    } catch (error) {
      answers.fail(toError(error));
    } finally {
      slots.give(taken);
    }
  }

  async function readAll(): Promise<void> {
    for await (const frame of requests) {
      if (frame.messages.length > FRAME_MAX) {
        throw RpcFailure.invalid('FRAME_TOO_LARGE', `a frame holds at most ${FRAME_MAX} messages`);
      }
      const taken = await slots.take(frame.messages.length);
      const deciding: Promise<void> = decideFrame(frame, taken).finally(() =>
        open.delete(deciding),
      );
      open.add(deciding);
    }
    await Promise.all(open);
  }

  readAll().then(
    () => answers.end(),
    (error: unknown) => answers.fail(toError(error)),
  );
  yield* answers;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
