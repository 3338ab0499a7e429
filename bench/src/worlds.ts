import { type EchoServer, startEcho } from './grpc/echo-process.ts';
import { type GovernedWorld, openGovernedWorld } from './grpc/governed-world.ts';

/** The servers that are measured, started when the first suite wants them. */
export class Worlds {
  readonly #profileDir: string | undefined;
  #governed: Promise<GovernedWorld> | undefined;
  #echo: Promise<EchoServer> | undefined;

  constructor(profileDir: string | undefined) {
    this.#profileDir = profileDir;
  }

  governed(): Promise<GovernedWorld> {
    this.#governed ??= openGovernedWorld(this.#profileDir);
    return this.#governed;
  }

  echo(): Promise<EchoServer> {
    this.#echo ??= startEcho();
    return this.#echo;
  }

  async close(): Promise<void> {
    await (await this.#governed)?.stop();
    (await this.#echo)?.stop();
  }
}
