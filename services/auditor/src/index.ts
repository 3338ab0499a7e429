export { type AuditorConfig, auditorConfig } from './config.ts';
export { type AuditorOverrides, startAuditor } from './service.ts';
