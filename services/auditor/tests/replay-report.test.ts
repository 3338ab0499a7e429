import { expect, it } from 'vitest';
import { Findings } from '../src/domain/findings.ts';
import { toReport } from '../src/rpc/replay-report.ts';

it('a report counts and names what was found in the partition of opt-outs from all political senders', () => {
  const allPolitical = new Findings();
  allPolitical.add('OPT_OUT', 7, 'an opt-out ends as it must not');
  allPolitical.add('BREAK', 8, 'not readable');
  const report = toReport({ partitions: [], allPolitical });
  expect(report).toMatchObject({
    optOutViolations: 1n,
    breaks: ['all:8 not readable'],
    firstFindings: [
      { kind: 'OPT_OUT', partition: 'all', seq: 7n, text: 'an opt-out ends as it must not' },
    ],
  });
});
