import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { isOptOutCode } from '../domain/control-of.ts';
import type { Ending } from '../domain/outbox.ts';
import { keyOf, type Release } from '../domain/release.ts';
import type { Prepared } from '../ports/content.ts';
import type { CallResult } from '../ports/provider.ts';
import type { LaneContext } from './lane-context.ts';
import { mirrorRefusal } from './mirror-refusal.ts';
import type { OutboxWriter } from './outbox-writer.ts';
import { resolveUnknown } from './resolve-unknown.ts';

/** Calls of one sender: made, waited for, and recorded as ended. */
export class HandOff {
  readonly #context: LaneContext;
  readonly #writer: OutboxWriter;
  readonly #out = new Map<string, Promise<unknown>>();

  constructor(context: LaneContext, writer: OutboxWriter) {
    this.#context = context;
    this.#writer = writer;
  }

  /** True while a call is out, or its end is being found out. */
  isOut(key: string): boolean {
    return this.#out.has(key);
  }

  /**
   * Calls the provider; the request leaves in this tick. Resolves, when nothing of the call is open any more, to the
   * milliseconds for which the provider wants to be left alone. Never rejects.
   */
  call(release: Release, prepared: Prepared): Promise<number> {
    const { clock, inFlight, memory, provider } = this.#context;
    const flight = { release, allPoliticalPseudonym: prepared.allPoliticalPseudonym };
    inFlight.begin(flight);
    // A receipt may overtake our own reading of the log.
    memory.noteStarted([release.ref]);
    const startedAtUs = clock.nowUs();
    const answer = provider.send(prepared.message);
    return this.#keep(
      keyOf(release.ref),
      answer

        .then((result) => {
          if (result.outcome === 'rejected' && isOptOutCode(result.code)) {
            void mirrorRefusal(this.#context, release.ref, {
              code: result.code,
              to: prepared.message.to,
            });
          }
          return this.#conclude(release.ref, result, startedAtUs);
        })
        .finally(() => inFlight.end(flight)),
    );
  }

  /** Finds out what became of hand-offs that somebody else began, and records it. */
  async settleAbandoned(refs: ReleaseRef[]): Promise<void> {
    await Promise.all(
      refs.map((ref) =>
        this.#keep(keyOf(ref), this.#resolve(ref, { code: 'INTERRUPTED', startedAtUs: 0n })),
      ),
    );
  }

  async drain(): Promise<void> {
    while (this.#out.size > 0) await Promise.allSettled(this.#out.values());
  }

  async #conclude(ref: ReleaseRef, result: CallResult, startedAtUs: bigint): Promise<number> {
    switch (result.outcome) {
      case 'accepted':
        this.#finish(ref, { ...result, code: '', startedAtUs });
        return 0;
      case 'rejected':
        this.#finish(ref, { ...result, providerMessageId: '', startedAtUs });
        return 0;
      case 'busy':
        this.#context.telemetry.noteReturned('PROVIDER_BUSY');
        this.#writer.giveBack(ref, 'PROVIDER_BUSY');
        return result.retryAfterMs;
      case 'unknown':
        await this.#resolve(ref, { code: result.code, startedAtUs });
        return 0;
    }
  }

  async #resolve(ref: ReleaseRef, call: { code: string; startedAtUs: bigint }): Promise<void> {
    const { provider, signal } = this.#context;
    const resolved = await resolveUnknown(provider, keyOf(ref), signal);
    if (resolved.known === 'interrupted') return;
    if (resolved.known === 'accepted') {
      const { providerMessageId } = resolved;
      this.#finish(ref, { ...call, outcome: 'accepted', providerMessageId, code: '' });
      return;
    }
    this.#finish(ref, { ...call, outcome: 'uncertain', providerMessageId: '' });
  }

  #finish(ref: ReleaseRef, ending: Omit<Ending, 'ref' | 'answeredAtUs'>): void {
    this.#context.telemetry.noteEnding(ending.outcome);
    if (ending.outcome !== 'rejected') {
      this.#context.memory.noteContact(ref.organisationId, ref.recipient);
    }
    this.#writer.finish({ ref, ...ending, answeredAtUs: this.#context.clock.nowUs() });
  }

  async #keep<Value>(key: string, work: Promise<Value>): Promise<Value> {
    this.#out.set(key, work);
    try {
      return await work;
    } finally {
      this.#out.delete(key);
    }
  }
}
