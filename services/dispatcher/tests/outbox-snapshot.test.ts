import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outboxSnapshot } from '../src/adapters/outbox-snapshot.ts';
import type { OutboxState } from '../src/domain/outbox.ts';

const { schema, upcasters } = outboxSnapshot;
const toJson = (state: OutboxState) => outboxSnapshot.toJson?.(state);
const fromJson = (data: unknown) => outboxSnapshot.fromJson?.(data);

describe('the snapshot of an outbox', () => {
  it('gives back the state, and says the same of equal states', () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.nat(), keys, (takenThrough, open) => {
        const state = { takenThrough, open: new Set(open) };
        expect(fromJson(toJson(state))).toEqual(state);
        expect(toJson({ takenThrough, open: new Set(open.toReversed()) })).toEqual(toJson(state));
      }),
    );
  });

  it('is some forty bytes for a call that is out', () => {
    const open = new Set(['0198c0de-0000-7000-8000-000000000001-1']);
    const [one, none] = [
      toJson({ takenThrough: 1, open }),
      toJson({ takenThrough: 1, open: new Set() }),
    ];
    expect(JSON.stringify(one).length - JSON.stringify(none).length).toBeLessThan(45);
  });

  it('reads what the first version wrote', () => {
    const first = {
      takenThrough: 9,
      open: {
        'msg-8-1': { messageId: 'msg-8', releaseAttempt: 1, recipient: 'r-8' },
        'msg-7-2': { messageId: 'msg-7', releaseAttempt: 2, recipient: 'r-7' },
      },
    };
    expect(schema).toBe('dispatch.OutboxState.v2');
    const stored = upcasters?.['dispatch.OutboxState.v1']?.(first);
    expect(stored).toEqual({ takenThrough: 9, open: ['msg-7-2', 'msg-8-1'] });
    expect(fromJson(stored)).toEqual({ takenThrough: 9, open: new Set(['msg-8-1', 'msg-7-2']) });
  });
});
