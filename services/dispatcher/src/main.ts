import { runMain } from '@hustings/service-kit';
import { dispatcherConfig } from './config.ts';
import { startDispatcher } from './service.ts';

await runMain(() => startDispatcher(dispatcherConfig(process.env)));
