import {
  type OptOutEffective,
  Recognition,
  type ReplyTaken,
  ServiceTextKind,
  type ServiceTextOmitted,
  type ServiceTextOrdered,
} from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { ok, type Result, unreachable } from '@hustings/kernel';

/** How far what a reply calls for has got: block, then recall, then answer. */
export type ActStep = 'TAKEN' | 'EFFECTIVE' | 'ENDED';

/** What one recipient was told by one organisation without anybody writing it. Plain JSON. */
export interface AnswerState {
  /** The latest acts, oldest first. */
  acts: { cause: string; step: ActStep }[];
  /** When automatic replies were ordered, oldest first, microseconds since the Unix epoch. */
  repliedUs: number[];
  /** When texts with a code or a question were ordered. */
  askedUs: number[];
  /** True from the confirmation of an opt-out until the person starts again: a second STOP is not answered. */
  confirmed: boolean;
}

/** How often the system may write by itself; from the data file. */
export interface AnswerRules {
  max: number;
  perUs: number;
}

/** A text that is due, unless something speaks against it. */
export type OrderText = { type: 'OrderText'; rules: AnswerRules } & ServiceTextOrdered;

export type AnswerCommand =
  | ({ type: 'TakeReply' } & ReplyTaken)
  | ({ type: 'NoteEffective' } & OptOutEffective)
  | OrderText
  /** The act ends without a text; kind and reason say which and why. */
  | ({ type: 'OmitText' } & ServiceTextOmitted);

export type AnswerEvent =
  | ({ type: 'ReplyTaken' } & ReplyTaken)
  | ({ type: 'OptOutEffective' } & OptOutEffective)
  | ({ type: 'ServiceTextOrdered' } & ServiceTextOrdered)
  | ({ type: 'ServiceTextOmitted' } & ServiceTextOmitted);

/** Providers repeat a message for days; a person does not write more than this in between. */
const MAX_ACTS = 64;

const CONFIRMATIONS: readonly ServiceTextKind[] = [
  ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION,
  ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL,
];

const QUESTIONS: readonly ServiceTextKind[] = [
  ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE,
  ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN,
  ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN_ALL,
];

/** The saga of a reply, step by step; each step taken twice counts once, and none is refused. */
export const answerDecider: Decider<AnswerState, AnswerCommand, AnswerEvent, never> = {
  decide: (command, state) => decide(command, state),
  evolve(state, event) {
    switch (event.type) {
      case 'ReplyTaken': {
        const starts = event.recognition === Recognition.RECOGNITION_START;
        const taken = withStep(state, event.inboundId, 'TAKEN');
        return starts ? { ...taken, confirmed: false } : taken;
      }
      case 'OptOutEffective':
        return withStep(state, event.inboundId, 'EFFECTIVE');
      case 'ServiceTextOmitted':
        return withStep(state, event.cause, 'ENDED');
      case 'ServiceTextOrdered':
        return afterOrder(withStep(state, event.cause, 'ENDED'), event);
      default:
        return unreachable(event);
    }
  },
  initialState: () => ({ acts: [], repliedUs: [], askedUs: [], confirmed: false }),
};

/** How far an act has got; null for one that is not known. */
export function stepOf({ acts }: AnswerState, cause: string): ActStep | null {
  return acts.find((act) => act.cause === cause)?.step ?? null;
}

function decide(command: AnswerCommand, state: AnswerState): Result<AnswerEvent[], never> {
  switch (command.type) {
    case 'TakeReply': {
      const { type: _, ...taken } = command;
      const known = stepOf(state, taken.inboundId) !== null;
      return ok(known ? [] : [{ ...taken, type: 'ReplyTaken' }]);
    }
    case 'NoteEffective': {
      const { type: _, ...effective } = command;
      const due = stepOf(state, effective.inboundId) === 'TAKEN';
      return ok(due ? [{ ...effective, type: 'OptOutEffective' }] : []);
    }
    case 'OmitText': {
      const { type: _, ...omitted } = command;
      const ended = stepOf(state, omitted.cause) === 'ENDED';
      return ok(ended ? [] : [{ ...omitted, type: 'ServiceTextOmitted' }]);
    }
    case 'OrderText':
      return ok(order(command, state));
    default:
      return unreachable(command);
  }
}

function order({ type: _, rules, ...text }: OrderText, state: AnswerState): AnswerEvent[] {
  if (stepOf(state, text.cause) === 'ENDED') return [];
  const reason = reasonToOmit(text, rules, state);
  if (reason === null) return [{ ...text, type: 'ServiceTextOrdered' }];
  const { cause, organisationId, recipient, kind } = text;
  return [{ type: 'ServiceTextOmitted', cause, organisationId, recipient, kind, reason }];
}

function reasonToOmit(
  text: ServiceTextOrdered,
  { max, perUs }: AnswerRules,
  state: AnswerState,
): string | null {
  if (text.contentSeq === 0n) return 'NO_ADDRESS';
  if (text.orderedAtUs > text.expiresAtUs) return 'TOO_LATE';
  if (CONFIRMATIONS.includes(text.kind) && state.confirmed) return 'STOOD_ALREADY';
  const earlier = QUESTIONS.includes(text.kind) ? state.askedUs : state.repliedUs;
  const since = Number(text.orderedAtUs) - perUs;
  return earlier.filter((atUs) => atUs > since).length >= max ? 'ANSWERED_LATELY' : null;
}

function afterOrder(state: AnswerState, { kind, orderedAtUs }: ServiceTextOrdered): AnswerState {
  const atUs = Number(orderedAtUs);
  if (QUESTIONS.includes(kind)) return { ...state, askedUs: kept(state.askedUs, atUs) };
  return {
    ...state,
    repliedUs: kept(state.repliedUs, atUs),
    confirmed: state.confirmed || CONFIRMATIONS.includes(kind),
  };
}

function kept(times: number[], atUs: number): number[] {
  return [...times, atUs].slice(-MAX_ACTS);
}

function withStep(state: AnswerState, cause: string, step: ActStep): AnswerState {
  const known = state.acts.some((act) => act.cause === cause);
  const acts = known
    ? state.acts.map((act) => (act.cause === cause ? { cause, step } : act))
    : [...state.acts, { cause, step }].slice(-MAX_ACTS);
  return { ...state, acts };
}
