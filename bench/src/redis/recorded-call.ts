import type { ScriptClient } from '@hustings/redis-scripts';

/** The arguments of a command as they went out. */
export type CommandArgs = (string | number | Buffer)[];

/** A client that notes the last EVALSHA, so that another program can send the very same bytes. */
export class RecordingClient implements ScriptClient {
  readonly #client: ScriptClient;
  lastEvalsha: CommandArgs = [];
  /** Puts something in the place of the last argument of an EVALSHA before it goes out. */
  replaceLast: ((last: Buffer) => Promise<string>) | undefined;

  constructor(client: ScriptClient) {
    this.#client = client;
  }

  async callBuffer(command: string, ...args: CommandArgs): Promise<unknown> {
    if (command !== 'EVALSHA') return this.#client.callBuffer(command, ...args);
    const last = args.at(-1);
    const sent =
      this.replaceLast && Buffer.isBuffer(last)
        ? [...args.slice(0, -1), await this.replaceLast(last)]
        : args;
    this.lastEvalsha = sent;
    return this.#client.callBuffer(command, ...sent);
  }
}
