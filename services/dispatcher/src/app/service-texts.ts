import { hash } from 'node:crypto';
import type { ServiceTextFinished, ServiceTextStarted } from '@hustings/contracts/dispatch';
import { ServiceTextKind, type ServiceTextOrdered } from '@hustings/contracts/optout';
import { contactOf, readServiceTexts, renderServiceText } from '@hustings/policy/service-texts';
import { serviceTextRef, textNameOf } from '../domain/service-text.ts';
import type { SenderRef } from '../ports/dispatch-records.ts';
import type { OutgoingMessage } from '../ports/provider.ts';
import type { LaneContext } from './lane-context.ts';
import { resolveUnknown } from './resolve-unknown.ts';
import type { SenderLane } from './sender-lane.ts';

/** A text that was ordered and that nobody has begun to send. */
interface Due {
  order: ServiceTextOrdered;
  sender: SenderRef;
}

/** A text whose start stands in the log and whose end does not. */
interface Started {
  sender: SenderRef;
  startedAtUs: bigint;
}

type End = Pick<ServiceTextFinished, 'outcome' | 'code'>;

/** Whoever has started a text gets this long to end it; after that it is looked up. */
const ABANDONED_AFTER_US = 60_000_000n;

/** Kinds whose text names a secret: its digest would be searched in no time. */
const SECRET: readonly ServiceTextKind[] = [ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE];

/**
 * Sends what the ledger has ordered: the one kind of message that reaches somebody who has opted out. It passes no gate, for a
 * gate refuses that person; instead the words come from data that no sender can change, the log holds the order with its
 * cause before anything is sent, the start is recorded once before the call, and the sender's own pacing holds.
 */
export class ServiceTexts {
  readonly #context: LaneContext;
  readonly #laneOf: (sender: SenderRef) => SenderLane;
  readonly #data = readServiceTexts();
  readonly #due = new Map<string, Due>();
  readonly #started = new Map<string, Started>();
  readonly #working = new Map<string, Promise<void>>();

  constructor(context: LaneContext, laneOf: (sender: SenderRef) => SenderLane) {
    this.#context = context;
    this.#laneOf = laneOf;
  }

  /** An order that was read from the log. */
  offer(order: ServiceTextOrdered, partition: string): void {
    const { textId, senderId, organisationId } = order;
    this.#due.set(textId, { order, sender: { senderId, organisationId, partition } });
    this.wake();
  }

  noteStarted(
    { textId, senderId, organisationId, startedAtUs }: ServiceTextStarted,
    partition: string,
  ): void {
    this.#due.delete(textId);
    this.#started.set(textId, { sender: { senderId, organisationId, partition }, startedAtUs });
  }

  noteFinished(textId: string): void {
    this.#due.delete(textId);
    this.#started.delete(textId);
  }

  /** Begins whatever can be begun, and finds out what became of what was abandoned. */
  wake(): void {
    if (!this.#context.mayHandOff() || this.#context.signal.aborted) return;
    for (const [textId, due] of this.#due) this.#work(textId, () => this.#send(textId, due));
    const before = this.#context.clock.nowUs() - ABANDONED_AFTER_US;
    for (const [textId, started] of this.#started) {
      if (started.startedAtUs > before) continue;
      this.#work(textId, () => this.#settle(textId, started.sender));
    }
  }

  async drain(): Promise<void> {
    await Promise.allSettled(this.#working.values());
  }

  #work(textId: string, work: () => Promise<void>): void {
    if (this.#working.has(textId)) return;
    const done = work()
      .catch((error: unknown) => {
        this.#context.logger.warn({ err: error, textId }, 'service text not sent; tried again');
      })
      .finally(() => this.#working.delete(textId));
    this.#working.set(textId, done);
  }

  async #send(textId: string, { order, sender }: Due): Promise<void> {
    const { records, clock } = this.#context;
    const message = this.#isLate(order) ? null : await this.#prepare(order, sender);
    if (message === null) {
      const code = this.#isLate(order) ? 'TOO_LATE' : 'NO_CONTENT';
      await this.#finish(textId, sender, { outcome: 'NOT_SENT', code });
      return;
    }
    const isSecret = SECRET.includes(order.kind);
    const mine = await records.startText(sender, {
      textId,
      senderId: sender.senderId,
      organisationId: sender.organisationId,
      recipient: order.recipient,
      kind: order.kind,
      textSha256: isSecret ? Buffer.alloc(0) : hash('sha256', message.text, 'buffer'),
      startedAtUs: clock.nowUs(),
    });
    this.#due.delete(textId);
    if (!mine) return;
    await this.#finish(textId, sender, await this.#call(order, sender, message));
  }

  /** Null when there is nobody to write to, from, or nothing to say. */
  async #prepare(order: ServiceTextOrdered, sender: SenderRef): Promise<OutgoingMessage | null> {
    const { directory, contents } = this.#context;
    const from = directory.sender(sender.senderId);
    const organisation = directory.organisation(sender.organisationId);
    const name = textNameOf(order.kind);
    if (!from || !organisation || name === null) return null;
    const opened = await contents.open({ ...order, partition: sender.partition });
    if (opened === null) return null;
    const { language } = order;
    const text = renderServiceText(
      this.#data,
      { name, language },
      {
        organisation: organisation.name,
        contact: contactOf(organisation.hosts, from.address),
        code: SECRET.includes(order.kind) ? opened.text : '',
      },
    );
    const clientRef = serviceTextRef(order.textId);
    return { from: from.address, to: opened.address, text, links: [], clientRef, isService: true };
  }

  /** Within the sender's pacing; a busy provider is asked again as long as the text is in time. */
  async #call(
    order: ServiceTextOrdered,
    sender: SenderRef,
    message: OutgoingMessage,
  ): Promise<End> {
    const { provider, signal } = this.#context;
    while (!signal.aborted && !this.#isLate(order)) {
      const result = await this.#callPaced(sender, order, message);
      switch (result?.outcome) {
        case 'accepted':
          return { outcome: 'ACCEPTED', code: '' };
        case 'rejected':
          return { outcome: 'REJECTED', code: result.code };
        case 'unknown': {
          const found = await resolveUnknown(provider, message.clientRef, signal);
          if (found.known === 'accepted') return { outcome: 'ACCEPTED', code: '' };
          return { outcome: 'UNCERTAIN', code: result.code };
        }
        default:
      }
    }
    return { outcome: 'NOT_SENT', code: 'TOO_LATE' };
  }

  /** Null when it had become too late by the time there was room. */
  #callPaced(sender: SenderRef, order: ServiceTextOrdered, message: OutgoingMessage) {
    const { promise, resolve } = Promise.withResolvers<Awaited<
      ReturnType<LaneContext['provider']['send']>
    > | null>();
    this.#laneOf(sender).callBeside(async () => {
      if (this.#isLate(order)) {
        resolve(null);
        return 0;
      }
      const result = await this.#context.provider.send(message);
      resolve(result);
      return result.outcome === 'busy' ? result.retryAfterMs : 0;
    });
    return promise;
  }

  async #settle(textId: string, sender: SenderRef): Promise<void> {
    const { provider, signal } = this.#context;
    const found = await resolveUnknown(provider, serviceTextRef(textId), signal);
    if (found.known === 'interrupted') return;
    const outcome = found.known === 'accepted' ? 'ACCEPTED' : 'UNCERTAIN';
    await this.#finish(textId, sender, { outcome, code: 'INTERRUPTED' });
  }

  async #finish(textId: string, sender: SenderRef, end: End): Promise<void> {
    const atUs = this.#context.clock.nowUs();
    await this.#context.records.finishText(sender, { textId, ...end, atUs });
    this.#due.delete(textId);
  }

  #isLate({ expiresAtUs }: ServiceTextOrdered): boolean {
    return this.#context.clock.nowUs() > expiresAtUs;
  }
}
