import {
  CaseServiceDefinition,
  EnforcementServiceDefinition,
  PolicyReviewServiceDefinition,
  RemedyServiceDefinition,
} from '@hustings/contracts/enforcement';
import { RegistryServiceDefinition } from '@hustings/contracts/registry';
import { bindService, createLogger, startGrpcServer } from '@hustings/service-kit';

/** Whoever calls may: what they are asked is what a test looks at. */
const OPEN = { public: true };

/** One call as it arrived. */
export interface Call {
  rpc: string;
  request: object;
}

/** Services over real gRPC that keep what they are asked, and answer what a test prepared, else nothing. */
export interface Recorder {
  address: string;
  calls: Call[];
  answers: Map<string, object>;
  stop(): Promise<void>;
}

/** Serves the contracts of enforcement and of the registry. */
export async function startRecorder(): Promise<Recorder> {
  const calls: Call[] = [];
  const answers = new Map<string, object>();
  const answer = (rpc: string) => async (request: object) => {
    calls.push({ rpc, request });
    return answers.get(rpc) ?? {};
  };
  function record<T>({ methods }: { methods: object }): T {
    const named = Object.keys(methods).map((rpc) => [rpc, answer(rpc)]);
    // Every method of the contract answers; which of them a command calls is what a test looks at.
    return Object.fromEntries(named) as T;
  }
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [
      bindService(CaseServiceDefinition, record(CaseServiceDefinition), OPEN),
      bindService(EnforcementServiceDefinition, record(EnforcementServiceDefinition), OPEN),
      bindService(PolicyReviewServiceDefinition, record(PolicyReviewServiceDefinition), OPEN),
      bindService(RemedyServiceDefinition, record(RemedyServiceDefinition), OPEN),
      bindService(RegistryServiceDefinition, record(RegistryServiceDefinition), OPEN),
    ],
    logger: createLogger('test', 'silent'),
  });
  return { address: server.address, calls, answers, stop: () => server.stop() };
}
