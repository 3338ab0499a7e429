import { describe, expect, test } from 'vitest';
import { type Redirect, redirectOf } from '../src/cluster/redirect.ts';
import { type Command, SlotLine } from '../src/cluster/slot-line.ts';

/** A node that executes what it is sent unless it was told to answer otherwise. */
class ScriptedNode {
  readonly sent: string[] = [];
  readonly executed: string[] = [];
  readonly followed: string[] = [];
  /** Answers to come, by command; '' = execute. */
  readonly #answers = new Map<string, string[]>();
  connected = true;

  answer(name: string, ...answers: string[]): this {
    this.#answers.set(name, answers);
    return this;
  }

  line(): SlotLine {
    return new SlotLine({
      send: (command: Command, ask?: string) => {
        const name = String(command[0]);
        if (!this.connected) return null;
        this.sent.push(ask === undefined ? name : `${name}@${ask}`);
        const answer = this.#answers.get(name)?.shift() ?? '';
        if (answer === '') {
          this.executed.push(name);
          return Promise.resolve(`did ${name}`);
        }
        return Promise.reject(replyError(answer));
      },
      redirected: (redirect: Redirect) => this.followed.push(redirect.kind),
    });
  }
}

function replyError(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

async function callAll(line: SlotLine, names: string[]): Promise<string[]> {
  const settled = await Promise.allSettled(names.map((name) => line.call([name])));
  return settled.map((one) =>
    one.status === 'fulfilled' ? String(one.value) : one.reason.message,
  );
}

const FOUR = ['a', 'b', 'c', 'd'];

describe('the commands of a slot', () => {
  test('go out at once and together', async () => {
    const node = new ScriptedNode();
    expect(await callAll(node.line(), FOUR)).toEqual(['did a', 'did b', 'did c', 'did d']);
  });

  test.each([
    ['MOVED 7 host:2', 'MOVED'],
    ['ASK 7 host:2', 'ASK'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'LATER'],
    ['CLUSTERDOWN Hash slot not served', 'LATER'],
  ])('are executed once and in their order when the node answers %s', async (error, kind) => {
    const node = new ScriptedNode();
    for (const name of FOUR) node.answer(name, error);
    node.answer('a', error, 'TRYAGAIN', 'CLUSTERDOWN');
    expect(await callAll(node.line(), FOUR)).toEqual(['did a', 'did b', 'did c', 'did d']);
    expect(node.executed).toEqual(FOUR);
    expect(node.followed[0]).toBe(kind);
  });

  test('that are issued while others are refused wait for those', async () => {
    const node = new ScriptedNode().answer('a', 'TRYAGAIN', 'TRYAGAIN').answer('b', 'TRYAGAIN');
    const line = node.line();
    const first = callAll(line, ['a', 'b']);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, callAll(line, ['c'])]);
    expect(node.executed).toEqual(['a', 'b', 'c']);
  });

  test('go to the node that ASK names for that once only', async () => {
    const node = new ScriptedNode().answer('a', 'ASK 7 host:2', 'TRYAGAIN');
    await callAll(node.line(), ['a']);
    expect(node.sent).toEqual(['a', 'a@host:2', 'a']);
  });

  test.each(['Connection is closed.', 'Command timed out', 'NOSCRIPT No matching script'])(
    'are never sent again when the answer is: %s',
    async (error) => {
      const node = new ScriptedNode().answer('a', error);
      expect(await callAll(node.line(), ['a', 'b'])).toEqual([error, 'did b']);
      expect(node.sent).toEqual(['a', 'b']);
    },
  );

  test('fail when nobody takes them for too long, and later ones go on', async () => {
    const node = new ScriptedNode();
    node.connected = false;
    const line = node.line();
    expect(await callAll(line, ['a'])).toEqual(['no connection to the node that serves this slot']);
    node.connected = true;
    expect(await callAll(line, ['b'])).toEqual(['did b']);
    expect(node.executed).toEqual(['b']);
  });
});

describe('an error', () => {
  test.each([
    [replyError('ERR Script attempted to access a non local key in a cluster node')],
    [new Error('MOVED 7 host:2')],
    ['MOVED 7 host:2'],
  ])('that is no answer of a cluster node points nowhere: %s', (error) => {
    expect(redirectOf(error)).toBeNull();
  });
});
