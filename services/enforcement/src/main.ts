import { runMain } from '@hustings/service-kit';
import { enforcementConfig } from './config.ts';
import { startEnforcement } from './service.ts';

await runMain(() => startEnforcement(enforcementConfig(process.env)));
