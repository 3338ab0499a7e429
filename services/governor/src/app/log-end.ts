import type { EventLog } from '@hustings/event-log';
import { partitionOf, present } from '@hustings/kernel';
import { RpcFailure } from '@hustings/service-kit';
import type { Position } from './position.ts';

/** Whoever waits for what stands in the log gives up well before its caller does. */
const CATCH_UP_MS = 5_000;

/** The question that is out about a partition, and the one that whoever comes meanwhile shares. */
interface Questions {
  out: Promise<unknown>;
  next: Promise<void> | null;
}

/**
 * Reads up to the end of the log for those who name something that is unknown here: what was registered a moment ago stands in the
 * log before anybody can name it. One question a partition is out at a time, whoever names what does not exist, however often.
 */
export class LogEnd {
  readonly #log: Pick<EventLog, 'lastSeq' | 'layout'>;
  readonly #positions: ReadonlyMap<string, Position>;
  readonly #questions = new Map<string, Questions>();

  constructor(log: Pick<EventLog, 'lastSeq' | 'layout'>, positions: ReadonlyMap<string, Position>) {
    this.#log = log;
    this.#positions = positions;
  }

  /** Resolves when everything that stands in the log of an organisation's partition now was taken. Throws UNAVAILABLE. */
  read(organisationId: string): Promise<void> {
    const partition = partitionOf(organisationId, this.#log.layout);
    const known = this.#questions.get(partition);
    const questions = known ?? { out: Promise.resolve(), next: null };
    this.#questions.set(partition, questions);
    questions.next ??= questions.out.then(() => {
      questions.next = null;
      const asked = this.#ask(partition);
      questions.out = asked.catch(() => undefined);
      return asked;
    });
    return questions.next;
  }

  async #ask(partition: string): Promise<void> {
    const position = present(this.#positions.get(partition), 'one position a partition');
    try {
      const seq = await this.#log.lastSeq(partition);
      await position.reached(seq, AbortSignal.timeout(CATCH_UP_MS));
    } catch (cause) {
      const message = 'the governor is behind the log; nothing was done, retry';
      throw RpcFailure.unavailable('GATE_BEHIND', message, cause);
    }
  }
}
