import { describe, expect, test } from 'vitest';
import { run } from './support/run.ts';

const SPAN = ['--from', '2027-01-01', '--through', '2027-06-30'];

describe('hustings windows holidays', () => {
  test('proposes the entry of a policy, with where it comes from', async () => {
    const { exitCode, out } = await run(['windows', 'holidays', 'FR', ...SPAN, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      jurisdiction: 'FR',
      confidence: 'high',
      entry: {
        through: '2027-06-30',
        dates: ['2027-01-01', '2027-03-29', '2027-05-01', '2027-05-06', '2027-05-08', '2027-05-17'],
      },
    });
  });

  test.each([
    ['a place without rules', ['IT', ...SPAN], /enter them by hand/],
    ['no date', ['FR', '--from', 'soon', '--through', '2027-06-30'], /is no date/],
  ])('says what is wrong with %s', async (_, args, message) => {
    const { exitCode, err } = await run(['windows', 'holidays', ...args]);
    expect(exitCode).toBe(2);
    expect(err).toMatch(message);
  });
});
