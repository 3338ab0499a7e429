import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadResult } from './load.ts';

const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));
const ECHO = fileURLToPath(new URL('./echo-server.ts', import.meta.url));

/** Runs one load in a process of its own. */
export function runLoad(order: LoadOrder): Promise<LoadResult> {
  const child = fork(LOAD);
  return new Promise((resolve, reject) => {
    child.once('message', (message: { result?: LoadResult; failure?: string }) => {
      if (message.result) resolve(message.result);
      else reject(new Error(message.failure));
    });
    child.once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
    child.send(order);
  });
}

/** Starts the bare echo in a process of its own. */
export function startEcho(): Promise<{ address: string; process: ChildProcess }> {
  const child = fork(ECHO);
  return new Promise((resolve, reject) => {
    child.once('message', ({ address }: { address: string }) =>
      resolve({ address, process: child }),
    );
    child.once('exit', (code) => reject(new Error(`the echo ended with ${code}`)));
  });
}
