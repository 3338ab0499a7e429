import { runMain } from '@hustings/service-kit';
import { consoleConfig } from './config.ts';
import { startConsole } from './service.ts';

await runMain(() => startConsole(consoleConfig(process.env)));
