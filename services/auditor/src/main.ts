import { runMain } from '@hustings/service-kit';
import { auditorConfig } from './config.ts';
import { startAuditor } from './service.ts';

await runMain(() => startAuditor(auditorConfig(process.env)));
