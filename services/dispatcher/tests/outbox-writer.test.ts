import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { createLogger } from '@hustings/service-kit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { OutboxWriter } from '../src/app/outbox-writer.ts';
import type { Ending } from '../src/domain/outbox.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A writer, and the decision numbers of each commit: first those taken up, then those that ended. */
function writerAndCommits() {
  const commits: { take: number[]; finish: number[] }[] = [];
  const writer = new OutboxWriter(
    {
      async recordHandOffs(_sender, { take, finish }) {
        const numbersOf = (each: { ref: ReleaseRef }[]) =>
          each.map(({ ref }) => Number(ref.decisionNumber));
        commits.push({ take: numbersOf(take), finish: numbersOf(finish) });
        return [];
      },
      async recordInbound() {},
      async recordNotice() {},
      startText: () => Promise.resolve(true),
      async finishText() {},
    },
    { partition: '0', senderId: 'snd-1', organisationId: 'org-1' },
    createLogger('dispatcher', 'silent'),
  );
  return { writer, commits };
}

it('writes what is added in the moment in which the last group has ended', async () => {
  const { writer, commits } = writerAndCommits();
  const moments = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const moment of moments) {
    await writer.take([{ ref: releaseOf(moment), verdict: 'STALE' }]);
    // One of these moments falls between the end of the work and the news of it.
    for (let tick = 1; tick < moment; tick++) await Promise.resolve();
  }
  expect(commits.flatMap(({ take }) => take)).toEqual(moments);
});

describe('endings after a commit', () => {
  /** One has ended and was written at once; two more end within the next moments. */
  async function withTwoGathering() {
    vi.useFakeTimers();
    const { writer, commits } = writerAndCommits();
    writer.finish(endingOf(1));
    await vi.advanceTimersByTimeAsync(0);
    writer.finish(endingOf(2));
    await vi.advanceTimersByTimeAsync(10);
    writer.finish(endingOf(3));
    await vi.advanceTimersByTimeAsync(10);
    expect(commits).toEqual([{ take: [], finish: [1] }]);
    return { writer, commits };
  }

  it('gather for a moment and share the next one', async () => {
    const { commits } = await withTwoGathering();
    await vi.advanceTimersByTimeAsync(30);
    expect(commits.slice(1)).toEqual([{ take: [], finish: [2, 3] }]);
  });

  it('are taken along by releases to take up, which wait for nothing', async () => {
    const { writer, commits } = await withTwoGathering();
    void writer.take([{ ref: releaseOf(4), verdict: 'STALE' }]);
    await vi.advanceTimersByTimeAsync(0);
    expect(commits.slice(1)).toEqual([{ take: [4], finish: [2, 3] }]);
  });

  it('are written at once when the process stops', async () => {
    const { writer, commits } = await withTwoGathering();
    const drained = writer.drain();
    await vi.advanceTimersByTimeAsync(0);
    await drained;
    expect(commits.slice(1)).toEqual([{ take: [], finish: [2, 3] }]);
  });

  it('are written at once when the last commit lies back further', async () => {
    const { writer, commits } = await withTwoGathering();
    await vi.advanceTimersByTimeAsync(100);
    writer.finish(endingOf(4));
    await vi.advanceTimersByTimeAsync(0);
    expect(commits.at(-1)).toEqual({ take: [], finish: [4] });
  });
});

function endingOf(number: number): Ending {
  return {
    ref: releaseOf(number),
    outcome: 'accepted',
    providerMessageId: `p-${number}`,
    code: '',
    startedAtUs: 0n,
    answeredAtUs: 0n,
  };
}

function releaseOf(number: number): ReleaseRef {
  return {
    messageId: `m-${number}`,
    releaseAttempt: 1,
    senderId: 'snd-1',
    organisationId: 'org-1',
    campaignId: 'cmp-1',
    recipient: 'r-1',
    decisionNumber: BigInt(number),
  };
}
