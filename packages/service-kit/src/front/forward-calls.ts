import {
  Client,
  type ClientDuplexStream,
  credentials,
  type Metadata,
  type ServerDuplexStream,
  status,
} from '@grpc/grpc-js';

/** One connection carries all forwarded calls; the sizes of messages are checked where they come in and where they are read. */
const CHANNEL_OPTIONS = {
  'grpc.max_send_message_length': -1,
  'grpc.max_receive_message_length': -1,
  'grpc.enable_channelz': 0,
};

export type RawCall = ServerDuplexStream<Buffer, Buffer>;

export function sameBytes(bytes: Buffer): Buffer {
  return bytes;
}

/** Passes calls on to another server, byte for byte: requests, responses, metadata, deadlines, cancellation and status. */
export class CallForwarder {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  }

  /** For unary methods and streams alike: on the wire they do not differ. */
  forward(path: string, call: RawCall): void {
    const onward = this.#client.makeBidiStreamRequest(
      path,
      ...([sameBytes, sameBytes] as const),
      ...([passedOn(call.metadata), { deadline: call.getDeadline() }] as const),
    );
    call.on('cancelled', () => onward.cancel());
    passRequests(call, onward);
    passResponses(onward, call);
  }

  close(): void {
    this.#client.close();
  }
}

function passedOn(metadata: Metadata): Metadata {
  const clone = metadata.clone();
  // Of the connection; grpc-js has taken away the others of that kind and sets them anew.
  clone.remove('user-agent');
  return clone;
}

function passRequests(call: RawCall, onward: ClientDuplexStream<Buffer, Buffer>): void {
  call.on('data', (bytes: Buffer) => {
    if (!onward.write(bytes)) call.pause();
  });
  onward.on('drain', () => call.resume());
  call.on('end', () => onward.end());
  call.on('error', () => onward.cancel());
}

function passResponses(onward: ClientDuplexStream<Buffer, Buffer>, call: RawCall): void {
  onward.on('metadata', (metadata: Metadata) => call.sendMetadata(metadata));
  onward.on('data', (bytes: Buffer) => {
    if (!call.write(bytes)) onward.pause();
  });
  call.on('drain', () => onward.resume());
  // Said again as the status, which comes after the last response.
  onward.on('error', () => undefined);
  onward.on('status', ({ code, details, metadata }) => {
    if (code === status.OK) call.end(metadata);
    else call.emit('error', { code, details, metadata });
  });
}
