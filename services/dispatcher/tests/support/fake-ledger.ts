import {
  type Control,
  type HandleControlRequest,
  LedgerServiceDefinition,
  type LedgerServiceImplementation,
  OptedOut,
  OptOutServiceDefinition,
  type OptOutServiceImplementation,
  Recognition,
  Scope,
  Source,
} from '@hustings/contracts/optout';
import { type EventLog, passBarrier } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION, gateOf, partitionOf, systemIds } from '@hustings/kernel';
import type { Vault } from '@hustings/privacy';
import { bindService, connectNats, createLogger, startGrpcServer } from '@hustings/service-kit';

/** How long the tests' ledger waits for the dispatcher. */
const BARRIER_TIMEOUT_MS = 5_000;

/** A ledger that knows two words, records in the real log and waits for the real barrier. */
export interface FakeLedger {
  address: string;
  /** Inbound ids in the order of the calls. */
  handled: string[];
  controls: { control: Control; resumed: boolean; code: string }[];
  /** Sequences of sealed texts, as they came with replies. */
  contentSeqs: bigint[];
  /** While true every call fails. */
  down: boolean;
  stop(): Promise<void>;
}

export async function startFakeLedger(options: {
  natsUrl: string;
  log: EventLog;
  vault: Vault;
}): Promise<FakeLedger> {
  const nc = await connectNats(options.natsUrl, 'fake-ledger');
  const fake = {
    handled: [] as string[],
    controls: [] as FakeLedger['controls'],
    contentSeqs: [] as bigint[],
    down: false,
  };
  const failWhenDown = (): void => {
    if (fake.down) throw new Error('the ledger is down');
  };
  const notAsked = (): never => {
    throw new Error('the dispatcher does not call this');
  };
  const implementation: OptOutServiceImplementation = {
    optOut: notAsked,
    async handleReply(request) {
      failWhenDown();
      fake.handled.push(request.inboundId);
      fake.contentSeqs.push(request.contentSeq);
      const everybody = /^(stop all|baja todo)$/i.test(request.text);
      if (!everybody && !/^(stop|baja)$/i.test(request.text)) {
        return answer(Recognition.RECOGNITION_NONE, Scope.SCOPE_UNSPECIFIED);
      }
      const scope = everybody ? Scope.SCOPE_ALL_POLITICAL : Scope.SCOPE_ORGANISATION;
      const place = await recordOptOut(options, { ...request, scope });
      await passBarrier(nc, {
        services: ['dispatcher'],
        ...place,
        timeoutMs: BARRIER_TIMEOUT_MS,
      });
      return answer(Recognition.RECOGNITION_OPT_OUT, scope);
    },
    getSuppression: () => Promise.resolve({ recipient: '', suppressions: [] }),
  };
  const controls = {
    ...Object.fromEntries(Object.keys(LedgerServiceDefinition.methods).map((m) => [m, notAsked])),
    handleControl({ control, resumed, code }: HandleControlRequest) {
      failWhenDown();
      fake.controls.push({ control, resumed, code });
      return Promise.resolve({
        scope: Scope.SCOPE_ORGANISATION,
        effectiveAfterUs: 0n,
        suppressed: !resumed,
      });
    },
  };
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [
      bindService(OptOutServiceDefinition, implementation, {
        public: true,
      }),
      bindService(LedgerServiceDefinition, controls as unknown as LedgerServiceImplementation, {
        public: true,
      }),
    ],
    logger: createLogger('fake-ledger', 'silent'),
  });
  return Object.assign(fake, {
    address: server.address,
    async stop() {
      await server.stop();
      await nc.close();
    },
  });
}

function answer(recognition: Recognition, scope: Scope) {
  return {
    recognition,
    scope,
    tier: 'T1',
    ruleId: 'test',
    language: 'es',
    effectiveAfterUs: 0n,
    withProvider: [],
    withProviderKnown: true,
  };
}

/** Appends an opt-out as the ledger would; resolves to its place in the log. */
export async function recordOptOut(
  { log, vault }: { log: EventLog; vault: Vault },
  who: { organisationId: string; address: string; scope: Scope },
): Promise<{ partition: string; seq: number }> {
  const everybody = who.scope === Scope.SCOPE_ALL_POLITICAL;
  const recipient = everybody
    ? vault.allPoliticalPseudonym(who.address)
    : vault.organisationPseudonym(who.organisationId, who.address);
  const organisationId = everybody ? '' : who.organisationId;
  const partition = everybody ? ALL_POLITICAL_PARTITION : partitionOf(organisationId, log.layout);
  const optedOut = OptedOut.fromPartial({
    recipient,
    organisationId,
    scope: who.scope,
    source: Source.SOURCE_REPLY,
  });
  const id = everybody ? recipient : `${organisationId}-${recipient}`;
  const commit = {
    commitId: systemIds().uuid(),
    ref: { partition, context: 'optout', aggregate: 'recipient', id },
    events: [{ eventType: 'optout.OptedOut.v1', data: OptedOut.encode(optedOut).finish() }],
    actor: { kind: 1 as const, id: 'test' },
    version: 1,
    occurredAtUs: BigInt(Date.now()) * 1000n,
    organisationId,
    correlationId: 'test',
    snapshot: { schema: 'test.v1', state: {} },
  };
  const result = everybody
    ? await log.append(commit, 0)
    : await log.appendWithMarkers(commit, 0, [gateOf(organisationId, log.layout)]);
  if (result.outcome !== 'appended') throw new Error('the opt-out stands already');
  return { partition, seq: result.seq };
}
