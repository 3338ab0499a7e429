import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { resp } from './raw-commands.ts';

const MARK = 'end-of-these';
const QUESTION = resp('ECHO', MARK);
const ANSWER = Buffer.from(`$${MARK.length}\r\n${MARK}\r\n`);

/** A connection that sends bytes as they are and reads nothing of the replies but their end: the least that a client can do. */
export class RawRedis {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(url: string): Promise<RawRedis> {
    const { hostname, port } = new URL(url);
    const socket = createConnection({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new RawRedis(socket);
  }

  /** Sends commands; resolves when all were answered. One call at a time. */
  async run(commands: Buffer): Promise<void> {
    const answered = new Promise<void>((resolve, reject) => {
      let tail = Buffer.alloc(0);
      const read = (chunk: Buffer): void => {
        tail = Buffer.concat([tail, chunk]).subarray(-ANSWER.length);
        if (!tail.equals(ANSWER)) return;
        this.#socket.off('data', read).off('error', reject);
        resolve();
      };
      this.#socket.on('data', read).once('error', reject);
    });
    this.#socket.write(commands);
    this.#socket.write(QUESTION);
    await answered;
  }

  close(): void {
    this.#socket.destroy();
  }
}
