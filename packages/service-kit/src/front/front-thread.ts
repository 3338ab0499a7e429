import { parentPort, workerData } from 'node:worker_threads';
import { CallRelay } from './call-relay.ts';
import { Connections } from './connections.ts';
import { FrontCalls } from './front-calls.ts';
import type { FrontNews, FrontOptions, StopOrder } from './front-options.ts';
import { RecordPort, takeRecords } from './record-port.ts';

// The thread that holds a server's connections. It decides nothing: HTTP/2, framing and flow control, and no more.

if (parentPort === null) throw new Error('this file is the entry of a thread');
const port = parentPort;
const options: FrontOptions = workerData;
const calls = new FrontCalls(new RecordPort(port, 'poll'), options);
const relay = new CallRelay(options.inner);
const connections = new Connections(options, (stream, headers) => {
  if (!calls.begin(stream, headers)) relay.pass(stream, headers);
});

port.on('message', (message: unknown) => {
  if (takeRecords(message, (record) => calls.take(record))) return;
  void stop(message as StopOrder);
});

connections.listen(options.address).then(
  (bound) => tell({ port: bound }),
  (error: Error) => tell({ cannotListen: error.message }),
);

async function stop({ stopWithinMs }: StopOrder): Promise<void> {
  await connections.stop(stopWithinMs);
  relay.close();
  tell({ stopped: true });
}

function tell(news: FrontNews): void {
  port.postMessage(news);
}
