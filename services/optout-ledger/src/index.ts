export { type OptoutLedgerConfig, optoutLedgerConfig } from './config.ts';
export { type OptoutLedgerOverrides, startOptoutLedger } from './service.ts';
