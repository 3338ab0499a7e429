import { type OutboundMessage, Outcome, Reason } from '@hustings/contracts/governor';
import type { GateVerdict } from '@hustings/policy';
import type { Principal } from '@hustings/service-kit';
import { formGroup } from './form-group.ts';
import { type GateViewParts, open, readSuppressed, viewGate } from './gate-view.ts';
import { type PreparedMessage, Submission, type WaitingCall } from './group.ts';
import { type Preparation, type PreparationParts, prepareMessage } from './prepare-message.ts';
import { capQuestions, type RecipientCaps } from './recipient-caps.ts';
import type { Views } from './views.ts';

export interface SimulationParts
  extends GateViewParts,
    Omit<PreparationParts, 'directory' | 'policy'> {
  viewsOf: (organisationId: string) => Views;
  recipientCaps: Pick<RecipientCaps, 'foresee'>;
}

/** What one message would get. */
export interface Foreseen {
  outcome: Outcome;
  reason: Reason;
  ruleId: string;
  /** What the classifier found, or what is malformed; '' = nothing. */
  finding: string;
  retryAtUs: bigint;
  estimatedReleaseAtUs: bigint;
  repeatedKey: boolean;
  immediate: boolean;
  /** 0 when the request is malformed. */
  units: number;
}

/**
 * Takes messages the way that Send takes them up to the decision, and asks for that without any effect. In the order of the
 * messages; each sees what earlier ones would take. It is asked of Redis as it stands: what was answered a moment ago may
 * not be in it yet.
 */
export async function simulateMessages(
  parts: SimulationParts,
  principal: Principal,
  messages: OutboundMessage[],
): Promise<Foreseen[]> {
  const views = parts.viewsOf(principal.organisationId);
  const preparation: PreparationParts = {
    ...parts,
    directory: views.directory,
    policy: views.activePolicy()?.policy ?? null,
  };
  const prepared = await Promise.all(
    messages.map((message) => complete(prepareMessage(preparation, principal, message))),
  );
  const ready = prepared.flatMap((one) => (one.state === 'READY' ? [one.message] : []));
  const verdicts = await askGate(parts, principal.organisationId, ready);
  const foreseen: Foreseen[] = [];
  const readyResults: Foreseen[] = [];
  for (const one of prepared) {
    const isReady = one.state === 'READY';
    const next = isReady
      ? foreseenOf(one.message, verdicts[readyResults.length], readyResults)
      : malformed(one.result);
    if (isReady) readyResults.push(next);
    foreseen.push(next);
  }
  return foreseen;
}

const NOTHING_QUEUED = { releases: [], recalled: [] };

async function askGate(
  parts: SimulationParts,
  organisationId: string,
  messages: PreparedMessage[],
): Promise<GateVerdict[]> {
  if (messages.length === 0) return [];
  const pseudonyms = messages.map(({ allPoliticalPseudonym }) => allPoliticalPseudonym);
  const suppressed = await readSuppressed(parts, pseudonyms);
  const calls = messages.map(withoutCaller);
  const caps = await parts.recipientCaps.foresee(() =>
    capQuestions(NOTHING_QUEUED, calls, pseudonyms),
  );
  const { items } = formGroup(NOTHING_QUEUED, calls, { suppressed, caps });
  const { ref, meta } = await viewGate(parts, organisationId);
  const decided = await open(() => parts.scripts.simulate(ref, meta, items));
  return decided.verdicts;
}

/** Waits for a verdict that is still out. */
async function complete(one: Preparation): Promise<Exclude<Preparation, { state: 'LATER' }>> {
  return one.state === 'LATER' ? { state: 'READY', message: await one.message } : one;
}

/** Nobody waits for the answer of a simulated call. */
function withoutCaller(message: PreparedMessage): WaitingCall {
  const submission = new Submission(1, { answer: () => undefined, fail: () => undefined });
  return { message, submission, place: 0 };
}

function foreseenOf(
  message: PreparedMessage,
  verdict: GateVerdict | undefined,
  earlier: Foreseen[],
): Foreseen {
  const { units, immediate } = message;
  const finding = message.verdict?.explanation ?? '';
  const same = { finding, immediate, units, repeatedKey: false };
  switch (verdict?.answer) {
    case 'DECIDED': {
      const { outcome, reason, ruleId } = verdict;
      const retryAtUs = BigInt(verdict.retryAtUs);
      const estimatedReleaseAtUs = BigInt(verdict.estimatedReleaseAtUs);
      return { ...same, outcome, reason, ruleId, retryAtUs, estimatedReleaseAtUs };
    }
    case 'REPEATED': {
      const estimatedReleaseAtUs = BigInt(verdict.first.estimatedReleaseAtUs);
      const { outcome } = verdict.first;
      return { ...same, ...NOTHING_ELSE, outcome, estimatedReleaseAtUs, repeatedKey: true };
    }
    case 'REPEATED_IN_GROUP': {
      const first = earlier[verdict.index];
      if (first !== undefined) return { ...first, repeatedKey: true };
      throw new Error('a message repeats one that is not there');
    }
    default:
      throw new Error('the script gave no answer to a new message');
  }
}

const NOTHING_ELSE = {
  reason: Reason.REASON_UNSPECIFIED,
  ruleId: '',
  retryAtUs: 0n,
  estimatedReleaseAtUs: 0n,
};

function malformed({ reason, detail }: { reason: Reason; detail: string }): Foreseen {
  const outcome = Outcome.OUTCOME_REFUSED;
  return {
    ...NOTHING_ELSE,
    ...{ outcome, reason, finding: detail, repeatedKey: false, units: 0 },
    immediate: false,
  };
}
