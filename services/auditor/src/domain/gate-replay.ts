import { type Decision, type DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
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
  levelBehind,
  type SendContext,
} from '@hustings/policy';
import { CONVERSATION_US } from '@hustings/policy/gate';
import { compareCap } from './compare-cap.ts';
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
 * recorded release that the oracle refuses is a difference whatever came before. A window remembers for its length, a
 * bucket until it has been full once: under steady load what was spent unrecorded moves along with it.
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
    const verdicts = this.#decide(commit);
    const differences: Difference[] = [];
    for (const [index, decision] of event.decisions.entries()) {
      const verdict = verdicts.get(index);
      const found =
        this.#compareTerms(commit, index) ??
        this.#compare(event, decision, verdict) ??
        compareCap(decision, this.#isInConversation(decision, nowUs));
      if (found === null) continue;
      const { messageId, number } = decision;
      differences.push({ seq, decisionNumber: Number(number), messageId, ...found });
    }
    applyDecisions(this.#state, { seq, event });
    return differences;
  }

  #isInConversation({ recipient }: Decision, nowUs: number): boolean {
    const repliedAtUs = this.#state.replied.get(recipient);
    return repliedAtUs !== undefined && nowUs - repliedAtUs < CONVERSATION_US;
  }

  /**
   * The oracle's verdicts by item. A refusal that a void explains spent nothing: where the oracle would have released the
   * item, the rest of the group is decided without it, and it gets no verdict.
   */
  #decide({ event, suppressed }: DecisionCommit): Map<number, GateVerdict> {
    const nowUs = Number(event.decidedAtUs);
    const all = itemsOf(event.decisions, suppressed);
    let asked = [...all.keys()];
    for (;;) {
      const items = asked.map((index) => present(all[index], 'an item'));
      const { verdicts } = decideGroup(this.#state, { nowUs, items });
      const explained = asked.find((index, at) => {
        const decision = present(event.decisions[index], 'a decision');
        const verdict = present(verdicts[at], 'one verdict an item');
        return spends(verdict) && this.#isExplained(decision, { verdict, nowUs });
      });
      if (explained === undefined) {
        return new Map(
          asked.map((index, at) => [index, present(verdicts[at], 'one verdict an item')]),
        );
      }
      asked = asked.filter((index) => index !== explained);
    }
  }

  #isExplained(
    decision: Decision,
    { verdict, nowUs }: { verdict: GateVerdict; nowUs: number },
  ): boolean {
    if (!isStricterByLimit(decision, verdict)) return false;
    const sinceVoidUs = nowUs - this.#lastVoidAtUs;
    if (sinceVoidUs <= this.#policies.memoryOfUs(decision.ruleId)) return true;
    if (sinceVoidUs === Number.POSITIVE_INFINITY) return false;
    // A void spent at most the whole depth, so Redis had a full bucket when ours has been full for as long.
    const level = levelBehind(this.#state, decision, nowUs);
    return level !== null && level.fullAtUs + level.depthUs > nowUs;
  }

  /** Under which list and which policy it was decided. */
  #compareTerms(
    { event, policyHash, suppressed }: DecisionCommit,
    index: number,
  ): VerdictDifference | null {
    const recorded = event.decisions[index]?.allPoliticalSuppressed;
    if (recorded !== suppressed[index]) {
      return {
        recorded: `opted out from all political senders: ${recorded}`,
        derived: `opted out from all political senders: ${suppressed[index]}`,
      };
    }
    if (!this.#policies.mayName(policyHash, Number(event.decidedAtUs))) {
      return { recorded: `policy ${policyHash || 'none'}`, derived: 'another policy' };
    }
    return null;
  }

  #compare(
    { decidedAtUs }: DecisionsRecorded,
    decision: Decision,
    verdict: GateVerdict | undefined,
  ): VerdictDifference | null {
    if (verdict === undefined) return null;
    const explained = this.#isExplained(decision, { verdict, nowUs: Number(decidedAtUs) });
    return explained ? null : compareVerdict(decision, verdict);
  }

  #applyFactsUpTo(factsSeq: number): void {
    const later = this.#waiting.findIndex((entry) => entry.seq > factsSeq);
    const due = this.#waiting.splice(0, later < 0 ? this.#waiting.length : later);
    for (const { seq, facts } of due) applyFacts(this.#state, { seq, marker: false, facts });
  }
}

function spends(verdict: GateVerdict): boolean {
  return verdict.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
}

/** The items that were decided; equal contexts are one object, so that the oracle checks each once a call. */
function itemsOf(decisions: readonly Decision[], suppressed: readonly boolean[]): GateItem[] {
  const contexts = new Map<string, SendContext>();
  return decisions.map((decision, index) => {
    const item = itemOf(decision);
    const { credentialId, senderId, campaignId, seatId, place } = item.context;
    const key = `${credentialId} ${senderId} ${campaignId} ${seatId} ${place}`;
    const context = contexts.get(key) ?? item.context;
    contexts.set(key, context);
    return { ...item, context, allPoliticalSuppressed: suppressed[index] ?? false };
  });
}
