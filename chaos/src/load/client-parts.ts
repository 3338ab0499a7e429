import type { Recorder } from '../history/recorder.ts';
import type { ChaosParty } from '../world/open-world.ts';
import type { Messages } from './messages.ts';
import type { Random } from './random.ts';

/** What one client works with. */
export interface ClientParts {
  /** As it stands in the history. */
  name: string;
  address: string;
  party: ChaosParty;
  messages: Messages;
  recorder: Recorder;
  random: Random;
  /** Pause between two messages or frames. */
  everyMs: number;
  /** Messages of a frame. */
  perFrame: number;
  /** False while enough is queued: a lane that only grows would tell nothing about recovery. */
  mayGoOn: () => boolean;
  /** A message was accepted. */
  onAccepted: (messageId: string) => void;
  /** Ends the load; what is out is still asked for until it is answered. */
  signal: AbortSignal;
  /** Aborts when what is out is given up: its fate is then unknown to the client. */
  givenUp: AbortSignal;
}
