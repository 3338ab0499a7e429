export {
  type Authenticator,
  actingForOrganisation,
  type Principal,
  principalOf,
  requireOrganisation,
  requireRole,
  requireService,
} from './auth.ts';
export { type ClientOptions, Clients, createClient, type RpcClient } from './client.ts';
export {
  address,
  ConfigInvalid,
  masterKey,
  readConfig,
  type ServiceConfig,
  serviceConfigOf,
  serviceEnv,
} from './config.ts';
export { CredentialView, type CredentialViewOptions, digestSecret } from './credential-view.ts';
export type {
  DirectMethod,
  DirectStream,
  DirectUnary,
  StreamReader,
  StreamReply,
  UnaryReply,
} from './direct-method.ts';
export { RpcFailure, type RpcFailureFields, type Violation } from './errors.ts';
export { createLogger, type Logger, type LogLevel } from './logger.ts';
export { Metrics } from './metrics.ts';
export { connectNats } from './nats.ts';
export { readBody } from './read-body.ts';
export { type Running, runMain, throwLater } from './run-main.ts';
export {
  type BindOptions,
  bindService,
  type GrpcServerOptions,
  type ServiceBinding,
  servedDirectly,
  startGrpcServer,
} from './server.ts';
