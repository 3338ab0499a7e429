import { runMain } from '@hustings/service-kit';
import { optoutLedgerConfig } from './config.ts';
import { startOptoutLedger } from './service.ts';

await runMain(() => startOptoutLedger(optoutLedgerConfig(process.env)));
