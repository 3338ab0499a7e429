import { startProvider } from '../provider/index.ts';
import { MEMBER_NAMES, type MemberName } from './members.ts';
import { type FleetPorts, findPorts } from './ports.ts';
import { type FleetSecrets, generateSecrets } from './secrets.ts';
import { allAddresses, environmentOf, type Wiring } from './wiring.ts';

export interface InProcessOptions {
  natsUrl: string;
  redisUrl: string;
  /** Which members to start, else all. The others' addresses are wired all the same. */
  members?: readonly MemberName[];
  /** More variables for every member, in the form that its process would read. */
  env?: Record<string, string>;
}

export interface InProcessFleet {
  readonly addresses: Readonly<Record<MemberName, string>>;
  readonly secrets: FleetSecrets;
  /** Stops one member, as SIGTERM would; the others go on. */
  stopMember(name: MemberName): Promise<void>;
  /** Starts a member that was stopped, on its address. */
  startMember(name: MemberName): Promise<void>;
  /** Drains and stops all. May be called twice. */
  stop(): Promise<void>;
}

interface Running {
  stop(): Promise<void>;
}

type Environment = Record<string, string>;

/** Imported when started, so that a test of one service does not load the others. */
const STARTERS: Readonly<Record<MemberName, (env: Environment) => Promise<Running>>> = {
  'sender-registry': async (env) => {
    const { senderRegistryConfig, startSenderRegistry } = await import('@hustings/sender-registry');
    return startSenderRegistry(senderRegistryConfig(env));
  },
  governor: async (env) => {
    const { governorConfig, startGovernor } = await import('@hustings/governor');
    return startGovernor(governorConfig(env));
  },
  'content-classifier': async (env) => {
    const { contentClassifierConfig, startContentClassifier } = await import(
      '@hustings/content-classifier'
    );
    return startContentClassifier(contentClassifierConfig(env));
  },
  'optout-ledger': async (env) => {
    const { optoutLedgerConfig, startOptoutLedger } = await import('@hustings/optout-ledger');
    return startOptoutLedger(optoutLedgerConfig(env));
  },
  enforcement: async (env) => {
    const { enforcementConfig, startEnforcement } = await import('@hustings/enforcement');
    return startEnforcement(enforcementConfig(env));
  },
  dispatcher: async (env) => {
    const { dispatcherConfig, startDispatcher } = await import('@hustings/dispatcher');
    return startDispatcher(dispatcherConfig(env));
  },
  auditor: async (env) => {
    const { auditorConfig, startAuditor } = await import('@hustings/auditor');
    return startAuditor(auditorConfig(env));
  },
  console: async (env) => {
    const { consoleConfig, startConsole } = await import('@hustings/console');
    return startConsole(consoleConfig(env));
  },
  provider: (env) =>
    startProvider({
      address: env.LISTEN_ADDRESS ?? '',
      webhookUrl: env.WEBHOOK_URL ?? null,
      webhookSecret: env.WEBHOOK_SECRET ?? '',
    }),
};

/**
 * Starts the fleet inside this process, with the same wiring as separate processes have. For tests that need the whole
 * but not its crashes. The streams must stand already.
 */
export async function startFleetInProcess(options: InProcessOptions): Promise<InProcessFleet> {
  const { natsUrl, redisUrl, members = MEMBER_NAMES } = options;
  const ports: FleetPorts = await findPorts();
  const wiring: Wiring = { natsUrl, redisUrl, ports, secrets: generateSecrets() };
  const running = new Map<MemberName, Running>();
  const startMember = async (name: MemberName): Promise<void> => {
    const environment = { LOG_LEVEL: 'error', ...environmentOf(name, wiring), ...options.env };
    running.set(name, await STARTERS[name](environment));
  };
  const stopMember = async (name: MemberName): Promise<void> => {
    const member = running.get(name);
    running.delete(name);
    await member?.stop();
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...running.keys()].map(stopMember));
  };
  const outcomes = await Promise.allSettled(members.map(startMember));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { addresses: allAddresses(ports), secrets: wiring.secrets, stopMember, startMember, stop };
}
