import { AssertionFailed } from '@hustings/kernel';
import { describe, expect, it } from 'vitest';
import { gateRef, gateSubject, partitionsOf, quarantineSubject, subjectOf } from '../src/index.ts';
import { matchesSubject } from '../src/subjects.ts';

describe('subjects', () => {
  it('name an aggregate by partition, context, kind and id', () => {
    const ref = { partition: '0', context: 'registry', aggregate: 'sender', id: 'snd-1' };
    expect(subjectOf(ref)).toBe('hustings.evt.0.registry.sender.snd-1');
  });

  it('are the same for all contexts on a gate', () => {
    expect(subjectOf(gateRef('governor', '0', 3))).toBe(gateSubject('0', 3));
    expect(subjectOf(gateRef('gate', '0', 3))).toBe(gateSubject('0', 3));
  });

  it.each(['a.b', 'a*', '>', 'a b', '', '+4930123', 'ü', 'x'.repeat(101)])(
    'refuse the id "%s"',
    (id) => {
      const ref = { partition: '0', context: 'registry', aggregate: 'sender', id };
      expect(() => subjectOf(ref)).toThrow(AssertionFailed);
      expect(() => quarantineSubject(id, '0')).toThrow(AssertionFailed);
    },
  );

  it('of a layout stand in its partitions and in that of all political senders', () => {
    expect(partitionsOf({ partitions: 2, gates: 16 })).toEqual(['0', '1', 'all']);
  });

  it.each([
    ['a.b.c', 'a.b.c', true],
    ['a.b', 'a.b.c', false],
    ['a.b.c', 'a.b', false],
    ['a.*.c', 'a.b.c', true],
    ['a.*', 'a.b.c', false],
    ['a.>', 'a.b.c', true],
    ['a.>', 'a', false],
    ['>', 'a', true],
    ['a.*.>', 'a.b', false],
  ])('filter %s over %s gives %s', (filter, subject, matches) => {
    expect(matchesSubject(filter, subject)).toBe(matches);
  });
});
