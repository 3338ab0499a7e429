import type { HandOffWindow } from '../domain/hand-off-window.ts';
import type { Wait } from './lane-watch.ts';

/** What a lane waits for whose sender's hand-offs are behind. */
export const HAND_OFFS_BEHIND = 'hand-offs-behind';

/** Senders of which nothing is released for now, because their hand-offs are behind. */
export class HeldBack {
  readonly #windowOf: (senderId: string) => HandOffWindow;
  readonly #senders = new Set<string>();
  /** By sender, what is left of its room in the look that is out. */
  readonly #left = new Map<string, number>();
  /** Senders that this look was the first to find without room. */
  #found = 0;

  constructor(windowOf: (senderId: string) => HandOffWindow) {
    this.#windowOf = windowOf;
  }

  beginLook(): void {
    this.#left.clear();
    this.#found = 0;
  }

  /** Lines of all that have no room, for the look to pass over. */
  lines(): string[] {
    for (const senderId of this.#senders) {
      if (this.#windowOf(senderId).room > 0) this.#senders.delete(senderId);
    }
    return [...this.#senders].flatMap((senderId) => [`${senderId}|1`, `${senderId}|2`]);
  }

  /** Takes up to `wanted` of a sender's room; what was taken counts as used for this look. */
  take(senderId: string, wanted: number): number {
    const left = this.#left.get(senderId) ?? this.#windowOf(senderId).room;
    const taken = Math.min(left, wanted);
    this.#left.set(senderId, left - taken);
    if (left === 0 && !this.#senders.has(senderId)) {
      this.#senders.add(senderId);
      this.#found += 1;
    }
    return taken;
  }

  /** Senders held back, those among them that were found now, and microseconds until the first goes on unheard. */
  endLook(): { held: number; found: number; reopensInUs: number } {
    const windows = [...this.#senders].map((senderId) => this.#windowOf(senderId));
    const reopensInUs = Math.min(...windows.map((window) => window.reopensInUs));
    return { held: windows.length, found: this.#found, reopensInUs };
  }

  /** Whether one of these was held back and has room again. */
  mayGoOn(senderIds: ReadonlySet<string>): boolean {
    for (const senderId of senderIds) {
      if (this.#senders.has(senderId) && this.#windowOf(senderId).room > 0) return true;
    }
    return false;
  }

  /** Null when the sender is not held back. */
  waitOf(senderId: string): Wait | null {
    return this.#senders.has(senderId) ? { ruleId: HAND_OFFS_BEHIND, atUs: 0 } : null;
  }
}
