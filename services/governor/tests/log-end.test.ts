import { describe, expect, it, vi } from 'vitest';
import { LogEnd } from '../src/app/log-end.ts';
import { Position } from '../src/app/position.ts';

const LAYOUT = { partitions: 1, gates: 1 };

/** A log whose answers come when the test says so, and a partition that has been read up to 4. */
function furnish() {
  const answers: PromiseWithResolvers<number>[] = [];
  const lastSeq = vi.fn<(partition: string) => Promise<number>>(() => {
    const answer = Promise.withResolvers<number>();
    answers.push(answer);
    return answer.promise;
  });
  const position = new Position();
  position.apply(4);
  const end = new LogEnd({ lastSeq, layout: LAYOUT }, new Map([['0', position]]));
  return { end, lastSeq, answers, position };
}

async function stateOf(promise: Promise<unknown>): Promise<string> {
  return Promise.race([
    promise.then(() => 'read', String),
    new Promise<string>((resolve) => {
      setImmediate(resolve, 'waits');
    }),
  ]);
}

describe('the end of the log', () => {
  it('is reached when all that stood there when it was asked for has been taken', async () => {
    const { end, answers, position } = furnish();
    const read = end.read('org-1');
    expect(await stateOf(read)).toBe('waits');
    answers[0]?.resolve(6);
    expect(await stateOf(read)).toBe('waits');
    position.apply(5);
    expect(await stateOf(read)).toBe('waits');
    position.apply(6);
    expect(await stateOf(read)).toBe('read');
  });

  it('is asked for once by all who come while a question is out, and after their coming', async () => {
    const { end, lastSeq, answers } = furnish();
    const first = end.read('org-1');
    expect(await stateOf(first)).toBe('waits');
    const later = Array.from({ length: 100 }, (_, index) => end.read(`org-${index}`));
    expect(await stateOf(Promise.all(later))).toBe('waits');
    expect(lastSeq).toHaveBeenCalledTimes(1);
    answers[0]?.resolve(4);
    expect(await stateOf(first)).toBe('read');
    // What the first question saw may be older than what they name.
    expect(await stateOf(Promise.all(later))).toBe('waits');
    expect(lastSeq).toHaveBeenCalledTimes(2);
    answers[1]?.resolve(4);
    expect(await stateOf(Promise.all(later))).toBe('read');
  });

  it('that cannot be asked for is a call to be repeated, and is asked for again', async () => {
    const { end, answers } = furnish();
    const failed = end.read('org-1');
    expect(await stateOf(failed)).toBe('waits');
    answers[0]?.reject(new Error('no connection'));
    await expect(failed).rejects.toMatchObject({ reason: 'GATE_BEHIND' });
    const again = end.read('org-1');
    expect(await stateOf(again)).toBe('waits');
    answers[1]?.resolve(1);
    expect(await stateOf(again)).toBe('read');
  });
});
