export { type SenderRegistryConfig, senderRegistryConfig } from './config.ts';
export { type SenderRegistryOverrides, startSenderRegistry } from './service.ts';
