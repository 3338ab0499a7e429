import { Outcome, outcomeFromJSON, reasonFromJSON } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import type { GateVerdict } from '@hustings/policy';
import { decodeFirstAnswer } from './first-answer.ts';
import { ANSWER } from './lua-constants.ts';

/** Bytes of a verdict, as `verdict.lua` packs them: outcome, reason, rule index, double. */
const VERDICT_BYTES = 11;

/** Reads the verdicts of a group. Each repeated key takes the next of the first answers. */
export function decodeVerdicts(
  packed: Buffer,
  { rules, firstAnswers }: { rules: string[]; firstAnswers: Buffer[] },
): GateVerdict[] {
  const answers = firstAnswers.values();
  const verdicts: GateVerdict[] = [];
  for (let offset = 0; offset < packed.length; offset += VERDICT_BYTES) {
    const code = packed.readUInt8(offset);
    const rule = packed.readUInt8(offset + 2);
    const ruleId = rule === 0 ? '' : present(rules[rule - 1], 'the rule of a verdict is listed');
    const at = packed.readDoubleLE(offset + 3);
    if (code === ANSWER.REPEATED) {
      const first = present(answers.next().value, 'a repeated key has its first answer');
      verdicts.push({ answer: 'REPEATED', first: decodeFirstAnswer(first) });
    } else {
      verdicts.push(verdictOf(code, { reason: packed.readUInt8(offset + 1), ruleId, at }));
    }
  }
  return verdicts;
}

function verdictOf(
  code: number,
  { reason, ruleId, at }: { reason: number; ruleId: string; at: number },
): GateVerdict {
  if (code === ANSWER.GONE) return { answer: 'GONE' };
  if (code === ANSWER.WAIT) return { answer: 'WAIT', ruleId, againAtUs: at };
  if (code === ANSWER.REPEATED_IN_GROUP) return { answer: 'REPEATED_IN_GROUP', index: at };
  const outcome = outcomeFromJSON(code);
  const isQueued = outcome === Outcome.OUTCOME_QUEUED;
  return {
    answer: 'DECIDED',
    outcome,
    reason: reasonFromJSON(reason),
    ruleId,
    retryAtUs: isQueued ? 0 : at,
    estimatedReleaseAtUs: isQueued ? at : 0,
  };
}
