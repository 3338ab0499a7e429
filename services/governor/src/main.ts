import { runMain } from '@hustings/service-kit';
import { governorConfig } from './config.ts';
import { startGovernor } from './service.ts';

await runMain(() => startGovernor(governorConfig(process.env)));
