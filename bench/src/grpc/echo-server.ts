import {
  type handleBidiStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';
import type {
  SendRequest,
  SendResponse,
  SendStreamRequest,
  SendStreamResponse,
} from '@hustings/contracts/governor';
import { type OutboundMessage, Outcome, type SendResult } from '@hustings/contracts/governor';
import { BARE_SEND_API } from './wire.ts';

/** What any server on grpc-js can at best do: decode, answer with a result of the same size, nothing else. */
const send: handleUnaryCall<SendRequest, SendResponse> = ({ request }, done) => {
  done(null, { result: request.message ? answer(request.message) : undefined });
};

const sendStream: handleBidiStreamingCall<SendStreamRequest, SendStreamResponse> = (stream) => {
  stream.on('data', ({ messages }: SendStreamRequest) => {
    stream.write({ results: messages.map(answer) });
  });
  stream.on('end', () => stream.end());
};

function answer({ idempotencyKey }: OutboundMessage): SendResult {
  return {
    idempotencyKey,
    messageId: '01890000-0000-7000-8000-000000000000',
    outcome: Outcome.OUTCOME_RELEASED,
    reason: 0,
    ruleId: '',
    detail: 'handed to the dispatcher',
    retryAt: undefined,
    estimatedReleaseAt: undefined,
    position: { partition: '0', seq: 1n, decisionNumber: 1n },
    repeatedKey: false,
  };
}

const server = new Server();
server.addService(BARE_SEND_API, { send, sendStream });
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send?.({ address: `127.0.0.1:${port}` });
});
// The bench ends its servers by hanging up.
process.on('disconnect', () => process.exit());
