import { setTimeout as delay } from 'node:timers/promises';
import { type Redirect, redirectOf } from './redirect.ts';

/** A command as `callBuffer` takes it, its name first. */
export type Command = readonly (string | number | Buffer)[];

/** How a slot's commands reach a node. */
export interface SlotRoute {
  /**
   * Sends to the slot's owner, or to the node that `ask` names. Null when it has no connection: then nothing was sent.
   */
  send(command: Command, ask?: string): Promise<unknown> | null;
  /** Hears of every answer that points elsewhere. */
  redirected(redirect: Redirect): void;
}

/** A command that nobody would take for so long fails; below the time-out of a command that is out. */
const PATIENCE_MS = 800;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 20;

interface Entry {
  command: Command;
  order: number;
  sinceMs: number;
  resolve(reply: unknown): void;
  reject(error: unknown): void;
}

/**
 * The commands of one slot, in the order in which they are issued. They are pipelined until one is answered with a
 * redirect: then later ones wait until all that are out are answered, the first refused one is tried until it is
 * executed, and the others follow it. An owner that changes its mind between two commands that are out together can
 * still execute the later one first; the scripts find that out by their numbers and answer BEHIND.
 */
export class SlotLine {
  readonly #route: SlotRoute;
  #out = 0;
  #issued = 0;
  #stopped = false;
  #refused: Entry[] = [];
  #held: Entry[] = [];
  #last: Redirect = { kind: 'LATER' };

  constructor(route: SlotRoute) {
    this.#route = route;
  }

  call(command: Command): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#issued += 1;
      const entry = { command, order: this.#issued, sinceMs: performance.now(), resolve, reject };
      if (this.#stopped) this.#held.push(entry);
      else this.#send(entry);
    });
  }

  #send(entry: Entry): void {
    const sent = this.#route.send(entry.command);
    if (sent === null) {
      this.#refuse(entry, { kind: 'LATER' });
      if (this.#out === 0) void this.#resume();
      return;
    }
    this.#out += 1;
    sent.then(
      (reply) => this.#answered(entry, null, () => entry.resolve(reply)),
      (error: unknown) => this.#answered(entry, redirectOf(error), () => entry.reject(error)),
    );
  }

  #answered(entry: Entry, redirect: Redirect | null, settle: () => void): void {
    this.#out -= 1;
    if (redirect === null) settle();
    else this.#refuse(entry, redirect);
    if (this.#stopped && this.#out === 0) void this.#resume();
  }

  #refuse(entry: Entry, redirect: Redirect): void {
    this.#stopped = true;
    this.#last = redirect;
    this.#refused.push(entry);
    this.#route.redirected(redirect);
  }

  /** Runs when nothing is out. */
  async #resume(): Promise<void> {
    const refused = this.#refused.sort((a, b) => a.order - b.order);
    this.#refused = [];
    this.#held = [...refused, ...this.#held];
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) {
      const executed = await this.#insist(first);
      this.#held.shift();
      if (executed) break;
    }
    this.#stopped = false;
    for (const entry of this.#held.splice(0)) {
      if (this.#stopped) this.#held.push(entry);
      else this.#send(entry);
    }
  }

  /** Tries one command until it is answered, or until nobody took it for too long. True when it was executed. */
  async #insist(entry: Entry): Promise<boolean> {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const error = await this.#tryOnce(entry);
      if (error === null) return true;
      const redirect = redirectOf(error);
      if (redirect === null && error !== NOT_SENT) {
        entry.reject(error);
        return true;
      }
      if (performance.now() - entry.sinceMs > PATIENCE_MS) {
        entry.reject(error);
        return false;
      }
      this.#last = redirect ?? { kind: 'LATER' };
      this.#route.redirected(this.#last);
      await delay(pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
  }

  /** Null when it was executed; the error otherwise. */
  async #tryOnce(entry: Entry): Promise<unknown> {
    const ask = this.#last.kind === 'ASK' ? this.#last.address : undefined;
    this.#last = { kind: 'LATER' };
    try {
      const sent = this.#route.send(entry.command, ask);
      if (sent === null) return NOT_SENT;
      entry.resolve(await sent);
      return null;
    } catch (error) {
      return error;
    }
  }
}

const NOT_SENT = new Error('no connection to the node that serves this slot');
