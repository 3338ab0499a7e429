import {
  GovernorServiceDefinition,
  SendRequest,
  SendResponse,
  SendStreamRequest,
  SendStreamResponse,
} from '@hustings/contracts/governor';
import { keptCodec } from '@hustings/contracts/wire';

const { methods } = GovernorServiceDefinition;

/** The governor's API with the short way over the wire for its two busy methods. */
export const SEND_API = {
  ...GovernorServiceDefinition,
  methods: {
    ...methods,
    send: {
      ...methods.send,
      requestType: keptCodec(SendRequest),
      responseType: keptCodec(SendResponse),
    },
    sendStream: {
      ...methods.sendStream,
      requestType: keptCodec(SendStreamRequest),
      responseType: keptCodec(SendStreamResponse),
    },
  },
};
