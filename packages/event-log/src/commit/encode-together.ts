import { assert, present } from '@hustings/kernel';
import { APPEND_TOGETHER_MAX, type AppendOrder } from '../types.ts';
import { type EncodedCommit, encodeCommit, encodeMarkers } from './encode.ts';

/** What `appendTogether` sends: the facts, then one marker on each gate that stands for all of them. */
export function encodeTogether(
  orders: readonly AppendOrder[],
  gates: number[],
): { partition: string; batch: EncodedCommit[]; expectedSeqs: number[] } {
  assert(orders.length <= APPEND_TOGETHER_MAX, `at most ${APPEND_TOGETHER_MAX} at once`);
  const [first, ...others] = orders.map(({ commit }) => commit);
  const { ref } = present(first, 'a batch without commits');
  const subjects = new Set<string>();
  const facts = orders.map(({ commit }) => {
    const encoded = encodeCommit(commit);
    assert(commit.ref.partition === ref.partition, 'a batch within one partition');
    assert(!subjects.has(encoded.subject), `${encoded.subject} twice in one batch`);
    subjects.add(encoded.subject);
    return encoded;
  });
  return {
    partition: ref.partition,
    batch: [...facts, ...encodeMarkers(present(first, 'a batch'), gates, others)],
    expectedSeqs: orders.map(({ expectedSeq }) => expectedSeq),
  };
}
