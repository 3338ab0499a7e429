import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createScript, type ScriptClient } from '../src/script.ts';

const SOURCE = {
  name: 'add',
  keys: ['total'],
  args: [{ name: 'by', type: 'integer' as const }],
  readOnly: false,
  lua: 'return {1}',
};

/** Answers each command with the next of these, and notes what was asked. */
function clientThat(
  ...answers: (Error | string | unknown[])[]
): ScriptClient & { asked: unknown[][] } {
  const asked: unknown[][] = [];
  return {
    asked,
    async callBuffer(...command) {
      asked.push(command);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const CALL = { keys: { total: 'k:1', unused: 'k:2' }, args: { by: 4 }, rest: ['x'] };

describe('a script', () => {
  test('is called by the hash of its text, with its keys and arguments in order', async () => {
    const client = clientThat([1]);
    expect(await createScript(SOURCE).run(client, CALL)).toEqual([1]);
    expect(client.asked).toEqual([
      ['EVALSHA', expect.stringMatching(/^[0-9a-f]{40}$/), 1, 'k:1', 4, 'x'],
    ]);
  });

  test('that only reads is called so that the server refuses its writes', async () => {
    const client = clientThat([1]);
    await createScript({ ...SOURCE, readOnly: true }).run(client, CALL);
    expect(client.asked[0]?.[0]).toBe('EVALSHA_RO');
  });

  test('is made known by its text, and the server must agree about its hash', async () => {
    const sha = createHash('sha1').update('return {1}').digest('hex');
    const client = clientThat(sha, 'another hash');
    await createScript(SOURCE).load(client);
    expect(client.asked).toEqual([['SCRIPT', 'LOAD', 'return {1}']]);
    await expect(createScript(SOURCE).load(client)).rejects.toThrow(/under its hash/);
  });

  test.each([
    'NOSCRIPT No matching script.',
    'Command timed out',
    'ERR something',
    'Connection is closed.',
  ])('is never called a second time after "%s"', async (message) => {
    const client = clientThat(new Error(message), [1]);
    await expect(createScript(SOURCE).run(client, CALL)).rejects.toThrow(message);
    expect(client.asked).toHaveLength(1);
  });

  test('is not called without a key or an argument that its header names', async () => {
    const script = createScript(SOURCE);
    await expect(script.run(clientThat(), { ...CALL, keys: {} })).rejects.toThrow(
      /needs the key total/,
    );
    await expect(script.run(clientThat(), { ...CALL, args: {} })).rejects.toThrow(/needs by/);
  });
});
