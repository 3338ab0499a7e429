import type { ProviderLimit } from '../../src/check/types.ts';
import type { Operation } from '../../src/history/operation.ts';
import type { LoadKind } from '../../src/history/values.ts';

export const NUMBER = '+34600100001';
export const OTHER_NUMBER = '+34600100002';
export const PERSON = '+34610000001';

export const LIMITS: ProviderLimit[] = [
  { id: 'second', numbers: [NUMBER], shape: 'window', max: 3, perMs: 1000, cost: 'messages' },
  { id: 'segments', numbers: [NUMBER], shape: 'bucket', burst: 4, everyMs: 500, cost: 'segments' },
  { id: 'pair', numbers: [NUMBER], shape: 'pair', burst: 2, everyMs: 6000 },
  { id: 'people', numbers: [NUMBER, OTHER_NUMBER], shape: 'uniques', max: 4, perMs: 10_000 },
];

/** Builds histories: each call adds what one happening leaves behind. */
export class Story {
  readonly operations: Operation[] = [];
  #next = 0;

  constructor(limits: ProviderLimit[] = LIMITS) {
    this.add(0, 'run', { type: 'info', value: { seed: 1, limits } });
  }

  add(t: number, f: Operation['f'], rest: Partial<Operation>): this {
    this.operations.push({ t, process: 'test', type: 'info', key: f, f, value: {}, ...rest });
    return this;
  }

  ask(t: number, key: string, asked: Partial<Asked> = {}): this {
    const { kind = 'unary', from = NUMBER, to = PERSON, text = `text of ${key}` } = asked;
    return this.add(t, 'send', { type: 'invoke', key, value: { kind, from, to, text } });
  }

  answer(t: number, key: string, answer: Partial<Answer> = {}): this {
    const { outcome = 'RELEASED', messageId = `m-${key}` } = answer;
    const value = { outcome, reason: '', messageId, repeated: false };
    return this.add(t, 'send', { type: 'ok', key, value });
  }

  arrive(t: number, key: string, arrival: Partial<Asked & { attempt: number }> = {}): this {
    const { from = NUMBER, to = PERSON, text = `text of ${key}`, attempt = 1 } = arrival;
    const value = { from, to, text };
    return this.add(t, 'arrival', { type: 'ok', key: `m-${key}-${attempt}`, value });
  }

  /** Asked, acknowledged and arrived within 20 ms. */
  send(t: number, to: string = PERSON, text?: string): this {
    const key = `k${this.#next++}`;
    const asked = { to, ...(text === undefined ? {} : { text: `${text} ${key}` }) };
    return this.ask(t, key, asked)
      .answer(t + 10, key)
      .arrive(t + 20, key, asked);
  }

  fate(key: string, step: string, detail = ''): this {
    return this.add(99, 'fate', { type: 'ok', key: `m-${key}`, value: { step, detail } });
  }

  optOut(fromMs: number, toMs: number, numbers: string[] | null = [NUMBER]): this {
    const key = `out-${fromMs}`;
    this.add(fromMs, 'opt-out', { type: 'invoke', key, value: { to: PERSON, numbers } });
    return this.add(toMs, 'opt-out', { type: 'ok', key });
  }

  reply(t: number, stops: boolean, person: string = PERSON): this {
    const value = { person, numbers: [NUMBER], text: stops ? 'STOP' : 'gracias', stops };
    this.add(t, 'reply', { type: 'invoke', key: `reply-${t}`, value });
    return this.add(t + 10, 'reply', { type: 'ok', key: `reply-${t}`, value });
  }

  start(t: number, numbers: string[] | null = [NUMBER]): this {
    const value = { person: PERSON, numbers, text: 'START', stops: false };
    return this.add(t, 'start', { type: 'invoke', key: `start-${t}`, value });
  }
}

interface Asked {
  kind: LoadKind;
  from: string;
  to: string;
  text: string;
}
interface Answer {
  outcome: string;
  messageId: string;
}
