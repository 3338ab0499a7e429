import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkProviderSide, type ProviderLimit } from '@hustings/chaos';
import { AuditorServiceDefinition, type ReplayReport } from '@hustings/contracts/auditor';
import { DeliveryMode, OutboundMessage, Outcome } from '@hustings/contracts/governor';
import { OrganisationKind, RegistryServiceDefinition, Role } from '@hustings/contracts/registry';
import {
  enterParty,
  issueTool,
  MEMBERS,
  type MemberName,
  Office,
  type Party,
  ProviderClient,
  replacePolicy,
  type Stack,
  type StackOptions,
  startStack,
} from '@hustings/dev-env';
import type { PolicyDocument } from '@hustings/policy';
import { createClient, RpcFailure } from '@hustings/service-kit';
import { expect, vi } from 'vitest';

const POLICY = fileURLToPath(new URL('../../../examples/policies/demo.json', import.meta.url));

/** Recipients' pages take part in the scenes that open them only: each process costs every scene its start. */
const WITHOUT_PAGES = (Object.keys(MEMBERS) as MemberName[]).filter((name) => name !== 'console');

/** The whole stack with one verified party, made for one scenario. */
export interface Scene {
  stack: Stack;
  office: Office;
  provider: ProviderClient;
  party: Party;
  close(): Promise<void>;
}

/** `redisUrl` names a Redis that stands already, else one is started. */
export async function openScene(
  options: Pick<StackOptions, 'governors' | 'redisUrl' | 'ports' | 'env'> & {
    /** Starts the service with recipients' pages as well. */
    pages?: boolean;
    /** Changes the demonstration's policy. */
    change?: (policy: PolicyDocument) => void;
  } = {},
): Promise<Scene> {
  const dir = mkdtempSync(join(tmpdir(), 'hustings-e2e-'));
  const { change, pages, ...others } = options;
  const members = pages ? {} : { members: WITHOUT_PAGES };
  const policy = JSON.parse(readFileSync(POLICY, 'utf8')) as PolicyDocument;
  change?.(policy);
  const stack = await startStack({
    dir,
    policyJson: JSON.stringify(policy),
    ...members,
    ...others,
  });
  const office = new Office(stack.fleet);
  const provider = new ProviderClient(stack.fleet.addresses.provider);
  const party = await enterParty(office, provider, {
    name: 'Partido de Prueba',
    kind: OrganisationKind.ORGANISATION_KIND_PARTY,
    number: '+34600100009',
    host: 'prueba.example',
    campaign: 'Prueba',
    limitProfile: 'whatsapp-20',
  });
  await provider.registerAccount(party.organisationId, [party.number], 20);
  return {
    stack,
    office,
    provider,
    party,
    async close() {
      office.close();
      await stack.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Puts the policy of the scenes in force with other windows: one officer proposes it, two approve. */
export async function changeWindows(scene: Scene, changes: object): Promise<void> {
  const policy = JSON.parse(readFileSync(POLICY, 'utf8'));
  const { fleet } = scene.stack;
  await replacePolicy({
    registryAddress: fleet.addresses['sender-registry'],
    enforcementAddress: fleet.addresses.enforcement,
    operatorToken: fleet.secrets.operatorToken,
    documentJson: JSON.stringify({ ...policy, windows: { ...policy.windows, ...changes } }),
  });
}

/** A further tool of the party with a credential of its own, granted for these numbers. Returns its token. */
export async function addTool(scene: Scene, name: string, senderIds: string[]): Promise<string> {
  const { office, party } = scene;
  const operator = office.registry(office.operatorToken);
  const { intermediaryId } = await operator.registerIntermediary({ name });
  return giveTool(scene, party, { intermediaryId, senderIds });
}

/** A credential for a tool that others may have as well, granted for these numbers of a party. Returns its token. */
export async function giveTool(
  { office }: Scene,
  party: Party,
  { intermediaryId, senderIds }: { intermediaryId: string; senderIds: string[] },
): Promise<string> {
  const token = await issueTool(office, party.adminToken, intermediaryId);
  const admin = office.registry(party.adminToken);
  for (const senderId of senderIds) await admin.grantTool({ senderId, intermediaryId });
  return token;
}

/** A queued message with its own text for each person. */
export function messageFor(party: Party, index: number): OutboundMessage {
  return OutboundMessage.fromPartial({
    idempotencyKey: `e2e-${index}`,
    senderId: party.senderId,
    campaignId: party.campaignId,
    to: numberOf(index),
    text: `Hola, persona ${index}: la asamblea es el jueves.`,
    mode: DeliveryMode.DELIVERY_MODE_QUEUED,
  });
}

export function numberOf(index: number): string {
  return `+3461066${String(1000 + index)}`;
}

/** Sends until every message is acknowledged as queued, over lost connections, as a tool does: same keys again. */
export async function queueAll(scene: Scene, messages: OutboundMessage[]): Promise<void> {
  const open = new Map(messages.map((message) => [message.idempotencyKey, message]));
  await vi.waitFor(
    async () => {
      try {
        for await (const { results } of scene.office
          .governor(scene.party.toolToken)
          .sendStream(framesOf([...open.values()]))) {
          for (const { idempotencyKey, outcome } of results) {
            if (outcome === Outcome.OUTCOME_QUEUED) open.delete(idempotencyKey);
          }
        }
      } catch (error) {
        if (!(error instanceof RpcFailure)) throw error;
      }
      expect(open.size).toBe(0);
    },
    { timeout: 60_000, interval: 200 },
  );
}

/** Waits until every message has its end by the log: nothing queued, nothing released and unanswered. */
export async function untilSettled(scene: Scene): Promise<void> {
  const { campaignId, toolToken } = scene.party;
  await vi.waitFor(
    async () => {
      const governor = scene.office.governor(toolToken);
      for await (const update of governor.watchCampaign({ campaignId })) {
        const ended = update.handedOff + update.rejected + update.uncertain;
        expect(update.queued).toBe(0n);
        expect(update.released).toBe(ended);
        return;
      }
    },
    { timeout: 60_000, interval: 200 },
  );
}

/** The auditor's report over the whole log. */
export async function replay(scene: Scene): Promise<ReplayReport> {
  const { fleet } = scene.stack;
  const registry = createClient(RegistryServiceDefinition, {
    address: fleet.addresses['sender-registry'],
    token: fleet.secrets.operatorToken,
  });
  const { token } = await registry.issueCredential({
    label: 'auditor',
    roles: [Role.ROLE_AUDITOR],
  });
  registry.close();
  const auditor = createClient(AuditorServiceDefinition, {
    address: fleet.addresses.auditor,
    token,
  });
  try {
    for await (const { body } of auditor.replay({ partition: '' })) {
      if (body?.$case === 'report') return body.value;
    }
  } finally {
    auditor.close();
  }
  throw new Error('the replay ended without a report');
}

/**
 * What must be true whatever was killed: the provider counts, not we. Of `wanted` messages each has arrived once, but for
 * those of which a killed dispatcher cannot know whether it had called: these are reported, never repeated.
 */
export async function expectPromisesKept(scene: Scene, wanted: number): Promise<void> {
  await expectProviderSideInOrder(scene);
  const { senders, duplicates, optOutViolations } = await scene.provider.report();
  expect(duplicates).toEqual({ clientRefs: 0, contents: 0 });
  expect(optOutViolations).toBe(0);
  for (const { maxPerSecond } of Object.values(senders))
    expect(maxPerSecond).toBeLessThanOrEqual(20);
  const report = await replay(scene);
  expect(report).toMatchObject({
    differences: 0n,
    optOutViolations: 0n,
    duplicates: 0n,
    lost: 0n,
    processViolations: 0n,
    breaks: [],
  });
  const accepted = senders[scene.party.number]?.accepted ?? 0;
  expect(accepted).toBeLessThanOrEqual(wanted);
  expect(accepted + Number(report.uncertain)).toBeGreaterThanOrEqual(wanted);
}

/** The independent checker finds nothing in what reached the provider: no window of a limit, nothing twice. */
export async function expectProviderSideInOrder(
  scene: Scene,
  number = scene.party.number,
): Promise<void> {
  const numbers = [number];
  const arrivals = (await scene.provider.arrivals()).map(({ at_ms, client_ref, ...arrival }) => ({
    ...arrival,
    atMs: at_ms,
    clientRef: client_ref,
    accepted: arrival.outcome === 'accepted',
  }));
  const limits: ProviderLimit[] = [
    { id: 'per-second', numbers, shape: 'window', max: 20, perMs: 1000, cost: 'messages' },
    { id: 'pair', numbers, shape: 'pair', everyMs: 6000, burst: 45 },
  ];
  expect(checkProviderSide({ arrivals, limits, optOuts: [], replies: [] })).toEqual([]);
}

async function* framesOf(messages: OutboundMessage[]) {
  for (let from = 0; from < messages.length; from += 32) {
    yield { messages: messages.slice(from, from + 32) };
  }
}
