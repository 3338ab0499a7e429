export { type EnforcementConfig, enforcementConfig } from './config.ts';
export { type EnforcementOverrides, startEnforcement } from './service.ts';
