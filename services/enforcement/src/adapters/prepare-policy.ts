import { PoisonEntry } from '@hustings/event-log';
import { compileRules, type PolicyDocument, parsePolicyText } from '@hustings/policy';
import type { Ladder } from '../domain/case/ladder.ts';
import type { PolicyActivated } from '../domain/policy/decider.ts';
import type { PolicyInForce } from '../domain/watch.ts';

/** Makes an activated document ready to judge by. Throws `PoisonEntry` for one that this version cannot read. */
export function preparePolicy(activated: PolicyActivated): PolicyInForce {
  const parsed = parsePolicyText(activated.document);
  if (!parsed.ok) throw new PoisonEntry(`policy ${activated.hash} cannot be read`);
  const rules = compileRules(parsed.value);
  if (!rules.ok) throw new PoisonEntry(`rules of policy ${activated.hash} cannot be compiled`);
  return {
    activated,
    windowMs: parsed.value.enforcement.signals.windowMs,
    ladder: ladderOf(parsed.value),
    evaluate: (signals) => rules.value.evaluate(signals),
  };
}

function ladderOf({ enforcement: { ladder } }: PolicyDocument): Ladder {
  return {
    minGapAfterDeliveryMs: ladder.warning.minGapAfterDeliveryMs,
    warningLapsesAfterMs: ladder.warning.lapsesAfterMs,
    restrictionMs: ladder.restriction.durationMs,
    deemedDeliveredAfterMs: ladder.noticeDeemedDeliveredAfterMs,
    appealOpenMs: ladder.appeal.openMs,
    appealDecideWithinMs: ladder.appeal.decideWithinMs,
  };
}
