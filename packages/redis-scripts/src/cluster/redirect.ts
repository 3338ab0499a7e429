/**
 * Answers by which a cluster says that it has not executed a command: only these may be sent again. A broken connection
 * or a time-out is no such answer.
 */
export type Redirect =
  /** The slot belongs to another node now. */
  | { kind: 'MOVED'; slot: number; address: string }
  /** The slot is on its way; this once the other node is to be asked. */
  | { kind: 'ASK'; address: string }
  /** Half of the keys are on their way, or nobody serves the slot at the moment, or nothing could be sent. */
  | { kind: 'LATER' };

/** What an error says of where to go; null for every error that leaves open whether the command was executed. */
export function redirectOf(error: unknown): Redirect | null {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return null;
  const [code, slot, address = ''] = error.message.split(' ');
  switch (code) {
    case 'MOVED':
      return { kind: 'MOVED', slot: Number(slot), address };
    case 'ASK':
      return { kind: 'ASK', address };
    case 'TRYAGAIN':
    case 'CLUSTERDOWN':
      return { kind: 'LATER' };
    default:
      return null;
  }
}
