import type { SnapshotSchema } from '@hustings/event-log';
import type { OutboxState } from '../domain/outbox.ts';

/** What stands in each commit of an outbox, and so is kept small: a busy sender has hundreds of calls out. */
interface Stored {
  takenThrough: number;
  /** Sorted. */
  open: string[];
}

/** As it was while the snapshot repeated what the started hand-offs are; nobody read that. */
interface First {
  takenThrough: number;
  open: Record<string, unknown>;
}

export const outboxSnapshot: SnapshotSchema<OutboxState> = {
  schema: 'dispatch.OutboxState.v2',
  toJson: ({ takenThrough, open }): Stored => ({ takenThrough, open: [...open].sort() }),
  fromJson(data): OutboxState {
    const { takenThrough, open } = data as Stored;
    return { takenThrough, open: new Set(open) };
  },
  upcasters: { 'dispatch.OutboxState.v1': (data) => fromFirst(data as First) },
};

function fromFirst({ takenThrough, open }: First): Stored {
  return { takenThrough, open: Object.keys(open).sort() };
}
