/** A process of the fleet: eight services and the simulated provider. */
export type MemberName =
  | 'sender-registry'
  | 'governor'
  | 'content-classifier'
  | 'optout-ledger'
  | 'enforcement'
  | 'dispatcher'
  | 'auditor'
  | 'provider'
  | 'console';

export interface Member {
  /** Entry file from the root of the repository. */
  entry: string;
  /** Flags for Node before the entry file. */
  nodeFlags: readonly string[];
  /** Variable by which the others find it. */
  addressVariable: string;
  /** Port on loopback where nothing else is said. */
  port: number;
  /** What it speaks, and so how it is asked whether it is well. */
  speaks: 'grpc' | 'http';
}

/**
 * Room for what a group leaves behind before it is collected, in MiB: less CPU than Node's own sizes, and half of what 4 MiB
 * cost (docs/performance.md). Containers get the same in deploy/compose.yaml.
 */
const HOT_PATH_FLAGS = ['--min-semi-space-size=32', '--max-semi-space-size=64'];
/**
 * A rebuild says itself when young garbage is to be collected (docs/decisions/0089). And what many calls at once have kept alive for
 * long is no reason to make every later call of old objects (docs/decisions/0084).
 */
const GOVERNOR_FLAGS = [...HOT_PATH_FLAGS, '--expose-gc', '--no-allocation-site-pretenuring'];
/**
 * Who reads every decision makes few objects and many bytes beside them. A small young generation has them freed before V8 marks
 * the whole heap for their sake (docs/decisions/0098).
 */
const READER_FLAGS = ['--max-semi-space-size=4'];

export const MEMBERS: Readonly<Record<MemberName, Member>> = {
  'sender-registry': service('sender-registry', 'REGISTRY_ADDRESS', 7401),
  governor: { ...service('governor', 'GOVERNOR_ADDRESS', 7402), nodeFlags: GOVERNOR_FLAGS },
  'content-classifier': service('content-classifier', 'CLASSIFIER_ADDRESS', 7403),
  'optout-ledger': service('optout-ledger', 'OPTOUT_ADDRESS', 7404),
  enforcement: { ...service('enforcement', 'ENFORCEMENT_ADDRESS', 7405), nodeFlags: READER_FLAGS },
  dispatcher: { ...service('dispatcher', 'DISPATCHER_ADDRESS', 7406), nodeFlags: HOT_PATH_FLAGS },
  auditor: { ...service('auditor', 'AUDITOR_ADDRESS', 7407), nodeFlags: READER_FLAGS },
  provider: {
    entry: 'packages/dev-env/src/provider/main.ts',
    nodeFlags: [],
    addressVariable: 'PROVIDER_ADDRESS',
    port: 7408,
    speaks: 'http',
  },
  console: { ...service('console', 'CONSOLE_ADDRESS', 7409), speaks: 'http' },
};

export const MEMBER_NAMES = Object.keys(MEMBERS) as MemberName[];

/** Where the dispatcher takes the provider's webhooks. */
export const WEBHOOK_PORT = 7416;

function service(folder: string, addressVariable: string, port: number): Member {
  const entry = `services/${folder}/src/main.ts`;
  return { entry, nodeFlags: [], addressVariable, port, speaks: 'grpc' };
}
