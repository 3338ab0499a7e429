export {
  addNumber,
  enterParty,
  issueTool,
  Office,
  type Party,
  type PartyPlan,
} from './demo/cast.ts';
export { ProviderClient } from './demo/provider-client.ts';
export {
  type Fleet,
  type FleetMember,
  type FleetOptions,
  startFleet,
  type UnexpectedExit,
} from './fleet/fleet.ts';
export {
  type InProcessFleet,
  type InProcessOptions,
  startFleetInProcess,
} from './fleet/in-process.ts';
export { MEMBERS, type Member, type MemberName } from './fleet/members.ts';
export { type FleetPorts, findPorts } from './fleet/ports.ts';
export type { Link, Through } from './fleet/seams.ts';
export { type FleetSecrets, generateSecrets, keepSecrets } from './fleet/secrets.ts';
export { installLog, type LogPlan, SINGLE_MACHINE_PLAN } from './install/install-log.ts';
export {
  type Arrival,
  type Provider,
  type ProviderOptions,
  type ProviderReport,
  type ProviderScriptInput,
  startProvider,
} from './provider/index.ts';
export { Webhooks } from './provider/webhooks.ts';
export { findFreePort, LOOPBACK } from './servers/loopback.ts';
export { startNats } from './servers/nats.ts';
export { type RedisOptions, startRedis } from './servers/redis.ts';
export { ServerFault, type ServerFaultReason } from './servers/server-fault.ts';
export type { ServerOptions, ServerProcess } from './servers/server-process.ts';
export { activatePolicy, type PolicyActivation, replacePolicy } from './stack/activate-policy.ts';
export { type Stack, type StackOptions, startStack } from './stack/start-stack.ts';
