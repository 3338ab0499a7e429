import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { DirectCalls } from '../direct-calls.ts';
import type { DirectBinding } from '../direct-method.ts';
import { throwLater } from '../run-main.ts';
import type { FrontNews, FrontOptions, StopOrder } from './front-options.ts';
import { RecordPort, takeRecords } from './record-port.ts';
import { startWithSmallYoung } from './small-young.ts';
import { ThreadedCalls } from './threaded-calls.ts';

const ENTRY = new URL('./front-thread.ts', import.meta.url);

/** A thread that holds connections; its end, unless it was asked for, ends the process. */
export interface Front {
  port: number;
  /** Takes no more calls, waits for those under way and cuts them after so many milliseconds. */
  stop(withinMs: number): Promise<void>;
}

/**
 * Starts a thread that takes the connections of a server: calls of direct methods come to this one, all others go to the inner server.
 * Rejects with one line when the address cannot be listened on.
 */
export async function startFront(
  options: Omit<FrontOptions, 'direct'>,
  direct: ReadonlyMap<string, DirectBinding>,
  begin: DirectCalls,
): Promise<Front> {
  const methods = [...direct];
  const workerData: FrontOptions = {
    ...options,
    direct: methods.map(([path, { method }]) => ({ path, kind: method.kind })),
  };
  const worker = startWithSmallYoung(ENTRY, { workerData });
  const calls = new ThreadedCalls(new RecordPort(worker, 'turn'), methods, begin);
  const news = new Promise<FrontNews>((resolve) => {
    worker.on('message', (message: FrontNews | ArrayBuffer) => {
      if (!takeRecords(message, (record) => calls.take(record))) resolve(message as FrontNews);
    });
  });
  const failed = Promise.withResolvers<never>();
  worker.once('error', failed.reject);
  worker.once('exit', () => failed.reject(new Error('the thread that holds connections ended')));
  const first = await Promise.race([news, failed.promise]);
  if ('cannotListen' in first) {
    await worker.terminate();
    throw new Error(first.cannotListen);
  }
  return serving(worker, 'port' in first ? first.port : 0);
}

function serving(worker: Worker, port: number): Front {
  const die = (): void => throwLater(new Error('the thread that holds the connections ended'));
  const ended = once(worker, 'exit');
  worker.once('exit', die);
  worker.on('error', throwLater);
  // Whatever it may still hold open: nothing of it is needed any more.
  worker.on('message', (message: unknown) => {
    if (isStopped(message)) void worker.terminate();
  });
  return {
    port,
    async stop(stopWithinMs) {
      worker.off('exit', die);
      worker.postMessage({ stopWithinMs } satisfies StopOrder);
      await ended;
    },
  };
}

function isStopped(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'stopped' in message;
}
