import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ECHO = fileURLToPath(new URL('./echo-server.ts', import.meta.url));

/** The bare echo in a process of its own. */
export interface EchoServer {
  address: string;
  pid: number;
  stop(): void;
}

export function startEcho(): Promise<EchoServer> {
  const child = fork(ECHO);
  return new Promise((resolve, reject) => {
    child.once('message', ({ address }: { address: string }) =>
      resolve({ address, pid: child.pid ?? -1, stop: () => child.disconnect() }),
    );
    child.once('exit', (code) => reject(new Error(`the echo ended with ${code}`)));
  });
}
