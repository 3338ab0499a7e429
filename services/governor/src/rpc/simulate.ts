import {
  type LimitLevel,
  Outcome,
  type SimulatedResult,
  type SimulateRequest,
  type SimulateResponse,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { type Principal, RpcFailure, requireOrganisation } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import { type Foreseen, type SimulationParts, simulateMessages } from '../app/simulate-messages.ts';
import { explain } from '../domain/explain.ts';
import { adviseOn } from '../domain/remedy.ts';
import { levelsOfSenders } from './explain-limits.ts';

/** Most messages of one simulation: one group of the gate. */
const SIMULATED_MAX = 256;

/** What Send would answer, and what is left of the limits. Nothing is spent, queued or recorded. */
export async function simulate(
  parts: SimulationParts,
  { messages }: SimulateRequest,
  context: CallContext,
): Promise<SimulateResponse> {
  const principal = requireOrganisation(context, Role.ROLE_TOOL);
  if (messages.length === 0 || messages.length > SIMULATED_MAX) {
    const text = `send 1 to ${SIMULATED_MAX} messages`;
    throw RpcFailure.invalid('MESSAGES_COUNT', text, [{ field: 'messages', description: text }]);
  }
  const senderIds = [...new Set(messages.map(({ senderId }) => senderId))];
  const levels = await ownLevels(parts, principal, senderIds);
  const foreseen = await simulateMessages(parts, principal, messages);
  const results = foreseen.map((one, index) =>
    toResult(messages[index]?.idempotencyKey ?? '', one),
  );
  return { results, levels };
}

async function ownLevels(
  parts: SimulationParts,
  { organisationId }: Principal,
  senderIds: string[],
): Promise<LimitLevel[]> {
  const { directory } = parts.viewsOf(organisationId);
  const own = senderIds.filter(
    (senderId) => directory.senders.get(senderId)?.organisationId === organisationId,
  );
  return (await levelsOfSenders(parts, organisationId, own)).levels;
}

function toResult(idempotencyKey: string, foreseen: Foreseen): SimulatedResult {
  const { outcome, reason, ruleId, retryAtUs, repeatedKey, units } = foreseen;
  const { remedy, text } = adviseOn(foreseen);
  const isMalformed = units === 0;
  return {
    idempotencyKey,
    outcome,
    reason,
    ruleId,
    detail: isMalformed ? foreseen.finding : describe(foreseen),
    retryAt: optional(retryAtUs),
    estimatedReleaseAt: optional(foreseen.estimatedReleaseAtUs),
    repeatedKey,
    remedy,
    remedyText: text,
    units,
  };
}

function describe({ outcome, reason, ruleId, retryAtUs, finding, repeatedKey }: Foreseen): string {
  if (repeatedKey) return 'this key was accepted before; its first answer would come again';
  if (outcome === Outcome.OUTCOME_RELEASED) return 'would be handed to the dispatcher now';
  if (outcome === Outcome.OUTCOME_QUEUED) return 'would be queued';
  return explain(outcome, reason, { ruleId, retryAtUs, finding });
}

function optional(us: bigint): ReturnType<typeof timestampFromUs> | undefined {
  return us === 0n ? undefined : timestampFromUs(us);
}
