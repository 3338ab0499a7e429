export { type GovernorConfig, governorConfig } from './config.ts';
export { type GovernorOverrides, startGovernor } from './service.ts';
