import type { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import {
  applyDecisions,
  applyFacts,
  decideGroup,
  type Fact,
  type GateItem,
  type GateState,
  type GateVerdict,
  initialGateState,
  itemOf,
  type SendContext,
} from '@hustings/policy';
import { compareVerdict, isStricterByLimit, type VerdictDifference } from './compare-verdict.ts';
import type { PolicyTimeline } from './policy-timeline.ts';

/** A decision that the oracle decides otherwise. */
export interface Difference extends VerdictDifference {
  seq: number;
  decisionNumber: number;
  messageId: string;
}

/** A commit of the gate. */
export interface DecisionCommit {
  seq: number;
  policyHash: string;
  event: DecisionsRecorded;
  /** By decision: the flag about all political senders as the auditor derives it; the recorded one if it cannot. */
  suppressed: boolean[];
}

/**
 * Takes a gate's decisions again. Facts wait until a decision's cut has passed them, because the governor had not seen
 * the later ones; commits of the gate apply in their own order.
 *
 * What a voided call spent is not in the log and stays spent in Redis, so that later refusals may be stricter than the
 * oracle's. That explains a refusal for a limit for as long as the limit remembers the void, and nothing else: a
 * recorded release that the oracle refuses is a difference whatever came before.
 */
export class GateReplay {
  readonly #state: GateState = initialGateState();
  readonly #policies: PolicyTimeline;
  /** Facts beyond the last cut, oldest first. */
  #waiting: { seq: number; facts: Fact[] }[] = [];
  #lastVoidAtUs = Number.NEGATIVE_INFINITY;

  constructor(policies: PolicyTimeline) {
    this.#policies = policies;
  }

  takeFacts(seq: number, facts: Fact[]): void {
    this.#waiting.push({ seq, facts });
  }

  /** Decides a commit again and lists what comes out differently. */
  takeDecisions(commit: DecisionCommit): Difference[] {
    const { seq, event } = commit;
    this.#applyFactsUpTo(Number(event.cut?.factsSeq ?? 0));
    const nowUs = Number(event.decidedAtUs);
    if (event.voidedCalls.length > 0) this.#lastVoidAtUs = nowUs;
    const items = itemsOf(event.decisions, commit.suppressed);
    const { verdicts } = decideGroup(this.#state, { nowUs, items });
    const differences: Difference[] = [];
    for (const [index, decision] of event.decisions.entries()) {
      const verdict = present(verdicts[index], 'one verdict an item');
      const found = this.#compare(commit, { decision, verdict, index });
      if (found === null) continue;
      const { messageId, number } = decision;
      differences.push({ seq, decisionNumber: Number(number), messageId, ...found });
    }
    applyDecisions(this.#state, { seq, event });
    return differences;
  }

  #compare(
    { event, policyHash, suppressed }: DecisionCommit,
    { decision, verdict, index }: { decision: Decision; verdict: GateVerdict; index: number },
  ): VerdictDifference | null {
    const nowUs = Number(event.decidedAtUs);
    if (decision.allPoliticalSuppressed !== suppressed[index]) {
      return {
        recorded: `opted out from all political senders: ${decision.allPoliticalSuppressed}`,
        derived: `opted out from all political senders: ${suppressed[index]}`,
      };
    }
    if (!this.#policies.mayName(policyHash, nowUs)) {
      return { recorded: `policy ${policyHash || 'none'}`, derived: 'another policy' };
    }
    const difference = compareVerdict(decision, verdict);
    if (difference === null || !isStricterByLimit(decision, verdict)) return difference;
    const sinceVoidUs = nowUs - this.#lastVoidAtUs;
    return sinceVoidUs <= this.#policies.memoryOfUs(decision.ruleId) ? null : difference;
  }

  #applyFactsUpTo(factsSeq: number): void {
    const later = this.#waiting.findIndex((entry) => entry.seq > factsSeq);
    const due = this.#waiting.splice(0, later < 0 ? this.#waiting.length : later);
    for (const { seq, facts } of due) applyFacts(this.#state, { seq, marker: false, facts });
  }
}

/** The items that were decided; equal contexts are one object, so that the oracle checks each once a call. */
function itemsOf(decisions: readonly Decision[], suppressed: readonly boolean[]): GateItem[] {
  const contexts = new Map<string, SendContext>();
  return decisions.map((decision, index) => {
    const item = itemOf(decision);
    const { credentialId, senderId, campaignId } = item.context;
    const key = `${credentialId} ${senderId} ${campaignId}`;
    const context = contexts.get(key) ?? item.context;
    contexts.set(key, context);
    return { ...item, context, allPoliticalSuppressed: suppressed[index] ?? false };
  });
}
