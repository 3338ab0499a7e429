import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { DispatcherConfig } from '../../src/index.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** A dispatcher as a process of its own, so that it can be killed. */
export interface Child {
  /** Ends the process with SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts one; resolves when it hands off. */
export async function startChild(config: DispatcherConfig): Promise<Child> {
  const child = fork(MAIN, {
    env: {
      PATH: process.env.PATH,
      NATS_URL: config.natsUrl,
      LISTEN_ADDRESS: config.listenAddress,
      LOG_LEVEL: 'silent',
      OPTOUT_ADDRESS: config.optoutAddress,
      PROVIDER_URL: config.providerUrl,
      PROVIDER_TIMEOUT_MS: String(config.providerTimeoutMs),
      WEBHOOK_LISTEN: config.webhookListen,
      WEBHOOK_SECRET: config.webhookSecret,
      HUSTINGS_MASTER_KEY: config.masterKey,
      HUSTINGS_OPERATOR_TOKEN: config.operatorToken,
      HUSTINGS_INTERNAL_TOKEN: config.internalToken,
    },
  });
  await Promise.race([once(child, 'message'), failWhenOver(child)]);
  return {
    async kill() {
      const over = once(child, 'exit');
      child.kill('SIGKILL');
      await over;
    },
  };
}

async function failWhenOver(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`the dispatcher ended with ${String(code)} before it was ready`);
}
