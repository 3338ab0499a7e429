import { parentPort, workerData } from 'node:worker_threads';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { CallForwarder, type RawCall, sameBytes } from './forward-calls.ts';
import { FrontCalls } from './front-calls.ts';
import type { FrontNews, FrontOptions, StopOrder } from './front-options.ts';
import { RecordPort, takeRecords } from './record-port.ts';

// The thread that holds a server's connections. It decides nothing: HTTP/2, framing and flow control, and no more.

if (parentPort === null) throw new Error('this file is the entry of a thread');
const port = parentPort;
const options: FrontOptions = workerData;
const calls = new FrontCalls(new RecordPort(port, 'poll'), options.direct);
const forwarder = new CallForwarder(options.inner);
const server = new Server({ ...options.channel, interceptors: [calls.interceptor()] });

for (const { path } of options.direct) register(path, () => undefined);
for (const path of options.forwarded) register(path, (call) => forwarder.forward(path, call));

port.on('message', (message: unknown) => {
  if (takeRecords(message, (record) => calls.take(record))) return;
  stop(message as StopOrder);
});

server.bindAsync(options.address, ServerCredentials.createInsecure(), (error, bound) => {
  tell(error ? { cannotListen: error.message } : { port: bound });
});

/** Every method as a stream both ways: on the wire a unary call is one of one message each. */
function register(path: string, handle: (call: RawCall) => void): void {
  server.register(path, handle, sameBytes, sameBytes, 'bidi');
}

function stop({ stopWithinMs }: StopOrder): void {
  const cut = setTimeout(() => server.forceShutdown(), stopWithinMs);
  server.tryShutdown(() => {
    clearTimeout(cut);
    forwarder.close();
    tell({ stopped: true });
  });
}

function tell(news: FrontNews): void {
  port.postMessage(news);
}
