import {
  type OutboundMessage,
  outcomeToJSON,
  reasonToJSON,
  type SendResult,
} from '@hustings/contracts/governor';
import { RpcFailure } from '@hustings/service-kit';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosParty } from '../world/open-world.ts';

/** Codes of failures that say for certain that nothing was decided: INVALID_ARGUMENT, PERMISSION_DENIED, UNAUTHENTICATED. */
const CERTAIN: ReadonlySet<number> = new Set([3, 7, 16]);

/** Writes down one client's requests and what came of them. */
export class SendJournal {
  readonly #recorder: Recorder;
  readonly #party: ChaosParty;
  readonly #process: string;

  constructor(recorder: Recorder, party: ChaosParty, process: string) {
    this.#recorder = recorder;
    this.#party = party;
    this.#process = process;
  }

  asked({ idempotencyKey, to, text }: OutboundMessage): void {
    const { kind, number } = this.#party;
    this.#add('invoke', idempotencyKey, { kind, from: number, to, text });
  }

  answered(result: SendResult): void {
    this.#add('ok', result.idempotencyKey, {
      outcome: outcomeToJSON(result.outcome).replace('OUTCOME_', ''),
      reason: reasonToJSON(result.reason).replace('REASON_', ''),
      rule: result.ruleId,
      messageId: result.messageId,
      repeated: result.repeatedKey,
    });
  }

  /** False when the failure is certain: then a repetition makes no sense. */
  failed(key: string, error: unknown): boolean {
    const failure = error instanceof RpcFailure ? error : null;
    const certain = failure !== null && CERTAIN.has(failure.code);
    const why = failure ? failure.reason || String(failure.code) : String(error);
    this.#add(certain ? 'fail' : 'info', key, { why });
    return !certain;
  }

  #add(type: 'invoke' | 'ok' | 'fail' | 'info', key: string, value: Record<string, unknown>): void {
    this.#recorder.add({ process: this.#process, type, f: 'send', key, value });
  }
}
