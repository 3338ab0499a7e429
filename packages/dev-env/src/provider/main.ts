import { readConfig, runMain } from '@hustings/service-kit';
import { z } from 'zod';
import { startProvider, USUAL_PER_SECOND } from './index.ts';

/** The simulated provider as a process of its own. */
const Env = z.object({
  LISTEN_ADDRESS: z.string().default('127.0.0.1:7408'),
  WEBHOOK_URL: z.url().default('http://127.0.0.1:7416/webhook'),
  WEBHOOK_SECRET: z.string().min(1),
  PROVIDER_PER_SECOND: z.coerce.number().int().min(1).max(1000).default(USUAL_PER_SECOND),
  PROVIDER_SEED: z.coerce.number().int().default(1),
});

await runMain(async () => {
  const config = readConfig(Env, process.env);
  const provider = await startProvider({
    address: config.LISTEN_ADDRESS,
    webhookUrl: config.WEBHOOK_URL,
    webhookSecret: config.WEBHOOK_SECRET,
    perSecond: config.PROVIDER_PER_SECOND,
    script: { seed: config.PROVIDER_SEED },
  });
  return { address: new URL(provider.url).host, stop: () => provider.stop() };
});
