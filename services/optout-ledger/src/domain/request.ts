import type {
  CodeRefused,
  RequestConfirmed,
  RequestLapsed,
  RequestOpened,
} from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { err, ok, type Result, unreachable } from '@hustings/kernel';

/** Somebody's request that another number be left alone. Plain JSON. */
export type RequestState =
  | { status: 'NONE' }
  | {
      status: 'OPEN' | 'CONFIRMED' | 'LAPSED';
      opened: OpenedPlain;
      /** Wrong codes so far. */
      refused: number;
    };

/** What the rest of the act needs, for whoever goes on with it. */
export interface OpenedPlain {
  senderId: string;
  language: string;
  contentSeq: number;
  codeDigest: string;
  toBeReviewed: boolean;
  openedAtUs: number;
  expiresAtUs: number;
}

export type RequestCommand =
  | ({ type: 'OpenRequest' } & RequestOpened)
  | {
      type: 'ConfirmRequest';
      requestId: string;
      /** Digest of the code that was given; null = a person of staff approves. */
      codeDigest: string | null;
      attempts: number;
      atUs: bigint;
    }
  | {
      type: 'LapseRequest';
      requestId: string;
      /** True when a person of staff rejects it; else it lapses only once its time is over. */
      rejected: boolean;
      atUs: bigint;
    };

export type RequestEvent =
  | ({ type: 'RequestOpened' } & RequestOpened)
  | ({ type: 'RequestConfirmed' } & RequestConfirmed)
  | ({ type: 'RequestLapsed' } & RequestLapsed)
  | ({ type: 'CodeRefused' } & CodeRefused);

export type RequestRejection = { reason: 'RequestUnknown' } | { reason: 'RequestLapsed' };

type Decision = Result<RequestEvent[], RequestRejection>;

/**
 * Held until the number's owner confirms by the code. A wrong code is recorded and not refused here: the caller sees from
 * the state that nothing was confirmed.
 */
export const requestDecider: Decider<RequestState, RequestCommand, RequestEvent, RequestRejection> =
  {
    decide(command, state): Decision {
      switch (command.type) {
        case 'OpenRequest': {
          const { type: _, ...opened } = command;
          const inTime =
            state.status !== 'NONE' && Number(opened.openedAtUs) < state.opened.expiresAtUs;
          const runs = state.status === 'OPEN' || (state.status === 'CONFIRMED' && inTime);
          return ok(runs ? [] : [{ ...opened, type: 'RequestOpened' }]);
        }
        case 'ConfirmRequest':
          return decideConfirm(command, state);
        case 'LapseRequest': {
          const { requestId, rejected, atUs } = command;
          if (state.status !== 'OPEN') return ok([]);
          if (!rejected && Number(atUs) < state.opened.expiresAtUs) return ok([]);
          const reason = rejected ? 'REJECTED' : 'EXPIRED';
          return ok([{ type: 'RequestLapsed', requestId, reason, lapsedAtUs: atUs }]);
        }
        default:
          return unreachable(command);
      }
    },
    evolve(state, event) {
      if (event.type === 'RequestOpened') {
        const { senderId, language, codeDigest, toBeReviewed } = event;
        const opened = {
          senderId,
          language,
          codeDigest,
          toBeReviewed,
          contentSeq: Number(event.contentSeq),
          openedAtUs: Number(event.openedAtUs),
          expiresAtUs: Number(event.expiresAtUs),
        };
        return { status: 'OPEN', opened, refused: 0 };
      }
      if (state.status === 'NONE') return state;
      switch (event.type) {
        case 'CodeRefused':
          return { ...state, refused: state.refused + 1 };
        case 'RequestConfirmed':
          return { ...state, status: 'CONFIRMED' };
        case 'RequestLapsed':
          return { ...state, status: 'LAPSED' };
        default:
          return unreachable(event);
      }
    },
    initialState: () => ({ status: 'NONE' }),
  };

function decideConfirm(
  command: Extract<RequestCommand, { type: 'ConfirmRequest' }>,
  state: RequestState,
): Decision {
  const { requestId, codeDigest, atUs } = command;
  if (state.status === 'NONE') return err({ reason: 'RequestUnknown' });
  if (state.status === 'CONFIRMED') return ok([]);
  if (state.status === 'LAPSED' || Number(atUs) >= state.opened.expiresAtUs) {
    return err({ reason: 'RequestLapsed' });
  }
  const isRight = codeDigest === null || codeDigest === state.opened.codeDigest;
  if (isRight) return ok([{ type: 'RequestConfirmed', requestId, confirmedAtUs: atUs }]);
  const refused: RequestEvent = { type: 'CodeRefused', requestId };
  if (state.refused + 1 < command.attempts) return ok([refused]);
  const reason = 'CODE_ATTEMPTS';
  return ok([refused, { type: 'RequestLapsed', requestId, reason, lapsedAtUs: atUs }]);
}
