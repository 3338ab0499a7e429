import { describe, expect, it } from 'vitest';
import { commandsOf, resp } from '../src/raw-parts/raw-commands.ts';
import { nextMessages } from '../src/raw-parts/raw-group.ts';

/** Commands by name and key, with how many arguments follow. */
function parsed(bytes: Buffer): [string, string, number][] {
  const texts = bytes
    .toString('latin1')
    .split(/\*(?=\d+\r\n\$)/)
    .filter((text) => text !== '');
  return texts.map((text) => {
    const [count, , name = '', , key = ''] = text.split('\r\n');
    return [name, key, Number(count) - 2];
  });
}

describe('a raw command', () => {
  it('stands in the protocol with the length of each argument in bytes', () => {
    expect(resp('SET', 'clé', Buffer.from([0, 255])).toString('latin1')).toBe(
      `*3\r\n$3\r\nSET\r\n$4\r\n${Buffer.from('clé').toString('latin1')}\r\n$2\r\n\0\xff\r\n`,
    );
  });
});

describe('the raw commands of a group', () => {
  it('read and write what each message needs, in as many commands as there are kinds', () => {
    const { reads, writes } = commandsOf(nextMessages(3));
    expect(parsed(reads)).toEqual([
      ['SMISMEMBER', 'all-political', 3],
      ['HMGET', 'bound', 3],
      ['HMGET', 'opt-outs', 3],
      ['HMGET', 'replied', 3],
      ['HMGET', 'pairs', 3],
      ['HMGET', 'reached-at', 3],
    ]);
    expect(parsed(writes).map(([name, key]) => `${name} ${key}`)).toEqual([
      'ZREM reached',
      'ZADD reached',
      'HSET reached-at',
      'HSET pairs',
      'HSET bound',
      'HSET messages',
    ]);
  });

  it('move whoever was reached before from the instant at which it was', () => {
    const [message] = nextMessages(1);
    const first = commandsOf(message ? [message] : []);
    const member = /[0-9a-f]{20}\|\d{16}\|[\w-]{22}/;
    const added = member.exec(first.writes.toString('latin1').split('ZADD')[1] ?? '')?.[0];
    const again = commandsOf(message ? [message] : []).writes.toString('latin1');
    expect(again.split('ZADD')[0]).toContain(String(added));
    expect(again.split('ZADD')[1]).not.toContain(String(added));
  });
});
