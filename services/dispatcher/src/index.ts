export { type DispatcherConfig, dispatcherConfig } from './config.ts';
export { type DispatcherOverrides, type RunningDispatcher, startDispatcher } from './service.ts';
