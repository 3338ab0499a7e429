import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import type { Operation } from './operation.ts';

type Value = Operation['value'];

/** Writes down what happened, in the order in which it was seen, and keeps it for the checker. */
export class Recorder {
  readonly operations: Operation[] = [];
  readonly #startedMs = performance.now();
  readonly #file: WriteStream | null;

  /** Without a file the history is kept in memory only. */
  constructor(file?: string) {
    if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
    this.#file = file === undefined ? null : createWriteStream(file);
  }

  /** Milliseconds since the run began. */
  now(): number {
    return this.timeOf(performance.now());
  }

  /** A time of this process's monotonic clock as one of the run. */
  timeOf(monotonicMs: number): number {
    return Math.round((monotonicMs - this.#startedMs) * 1000) / 1000;
  }

  add(step: Omit<Operation, 't' | 'value'> & { t?: number; value?: Value }): void {
    const { process, type, f, key } = step;
    const operation = { t: step.t ?? this.now(), process, type, f, key, value: step.value ?? {} };
    this.operations.push(operation);
    this.#file?.write(`${JSON.stringify(operation)}\n`);
  }

  async close(): Promise<void> {
    const file = this.#file;
    if (file) await new Promise<void>((resolve) => file.end(resolve));
  }
}
