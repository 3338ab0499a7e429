import { runMain } from '@hustings/service-kit';
import { senderRegistryConfig, startSenderRegistry } from './index.ts';

await runMain(() => startSenderRegistry(senderRegistryConfig(process.env)));
