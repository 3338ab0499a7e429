import type { SendResult } from '@hustings/contracts/governor';
import type { Decided } from '@hustings/redis-scripts';
import { answerOf, repeatedAnswer } from '../domain/record.ts';
import type { DecisionOfItem, Group } from './form-group.ts';

/** Gives every call of a group its answer: its recorded decision, or the first answer to its key. */
export function answerGroup(
  group: Group,
  decided: Decided,
  record: { decisionOfItem: DecisionOfItem; partition: string; seq: number },
): void {
  const results: SendResult[] = [];
  let item = group.releases.length;
  for (const { message, submission, place } of group.calls) {
    const result = resultOf({ item, message, results }, decided, record);
    if (result) {
      results[item] = result;
      submission.settle(place, result);
    } else submission.fail(new Error('the script gave no answer to a new message'));
    item += 1;
  }
}

/** As `answerGroup`, once the next group is on its way: the answers are written while Redis decides about that one. */
export function answerSoon(...answer: Parameters<typeof answerGroup>): void {
  setImmediate(() => answerGroup(...answer));
}

function resultOf(
  at: {
    item: number;
    message: Group['calls'][number]['message'];
    results: SendResult[];
  },
  decided: Decided,
  { decisionOfItem, partition, seq }: Parameters<typeof answerGroup>[2],
): SendResult | undefined {
  const { item, message, results } = at;
  const decision = decisionOfItem[item];
  if (decision) {
    const finding = message.verdict?.explanation ?? '';
    return answerOf(decision, { partition, seq, finding });
  }
  const verdict = decided.verdicts[item];
  if (verdict?.answer === 'REPEATED') {
    return repeatedAnswer(message.idempotencyKey, verdict.first, partition);
  }
  const first = verdict?.answer === 'REPEATED_IN_GROUP' ? results[verdict.index] : undefined;
  return first && { ...first, repeatedKey: true };
}
