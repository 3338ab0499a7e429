export { type ConsoleConfig, consoleConfig } from './config.ts';
export { type ConsoleOverrides, startConsole } from './service.ts';
