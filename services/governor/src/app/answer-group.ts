import type { Decision, SendResult } from '@hustings/contracts/governor';
import type { Decided } from '@hustings/redis-scripts';
import { answerOf, repeatedAnswer } from '../domain/record.ts';
import type { Group } from './form-group.ts';

/** Gives every call of a group its answer: its recorded decision, or the first answer to its key. */
export function answerGroup(
  group: Group,
  decided: Decided,
  record: { decisionOfItem: Map<number, Decision>; partition: string; seq: number },
): void {
  const results = new Map<number, SendResult>();
  const offset = group.releases.length;
  for (const [index, { message, submission, place }] of group.calls.entries()) {
    const item = offset + index;
    const result = resultOf({ item, message, results }, decided, record);
    if (result) {
      results.set(item, result);
      submission.settle(place, result);
    } else submission.fail(new Error('the script gave no answer to a new message'));
  }
}

function resultOf(
  at: {
    item: number;
    message: Group['calls'][number]['message'];
    results: Map<number, SendResult>;
  },
  decided: Decided,
  { decisionOfItem, partition, seq }: Parameters<typeof answerGroup>[2],
): SendResult | undefined {
  const { item, message, results } = at;
  const decision = decisionOfItem.get(item);
  if (decision) {
    const finding = message.verdict?.explanation ?? '';
    return answerOf(decision, { partition, seq, finding });
  }
  const verdict = decided.verdicts[item];
  if (verdict?.answer === 'REPEATED') {
    return repeatedAnswer(message.idempotencyKey, verdict.first, partition);
  }
  const first = verdict?.answer === 'REPEATED_IN_GROUP' ? results.get(verdict.index) : undefined;
  return first && { ...first, repeatedKey: true };
}
