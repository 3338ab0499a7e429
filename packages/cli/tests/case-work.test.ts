import { describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

describe('hustings case', () => {
  it('names everything that staff and senders do', async () => {
    const { exitCode, out } = await run(['case', '--help']);
    expect(exitCode).toBe(0);
    for (const name of ['open', 'answer', 'restrict', 'suspend-now', 'propose', 'vote', 'bind']) {
      expect(out).toContain(`\n  ${name} `);
    }
  });

  it.each([
    [
      'a vote says what it is',
      ['case', 'vote', 'prp-x', '--reasons', 'x'],
      'say --approve or --reject',
    ],
    [
      'evidence comes from a file that can be read',
      ['case', 'add-evidence', 'cas-x', '--file', '/nowhere.json'],
      'cannot read /nowhere.json as JSON',
    ],
    [
      'an emergency names a ground of the closed list',
      ['case', 'suspend-now', 'cas-x', '--ground', 'opinion'],
      'Allowed choices are legal-order',
    ],
  ])('%s', async (_, args, message) => {
    const { exitCode, err } = await run(args);
    expect(exitCode).toBe(2);
    expect(err).toContain(message);
  });
});
