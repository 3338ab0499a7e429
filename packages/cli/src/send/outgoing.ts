/** The request side of a stream: frames go in from one side, the client library takes them out of the other. */
export class Outgoing<T> implements AsyncIterable<T> {
  readonly #frames: T[] = [];
  #ended = false;
  #wake: () => void = () => undefined;

  push(frame: T): void {
    this.#frames.push(frame);
    this.#wake();
  }

  /** Half-closes the stream after the frames that are in. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) {
        yield frame;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
